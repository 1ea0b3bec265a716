#include "connectors/kafka/writer.h"

#include "connectors/kafka/record_encoder.h"
#include "connectors/kafka/record_router.h"

namespace streamsql::kafka {
namespace {

class Writer : public SinkWriter {
 public:
  Writer(const WriterSettings& settings, std::unique_ptr<Producer> producer,
         const ConnectorContext& context)
      : waits_for_delivery_(settings.waits_for_delivery),
        producer_(std::move(producer)),
        encoder_(make_record_encoder(settings.table, settings.options)),
        router_(settings.table, settings.options, context.subtask),
        records_(context.metrics.counter("sink_records_total")),
        bytes_(context.metrics.counter("sink_bytes_total")),
        errors_(context.metrics.counter("sink_connection_errors_total")),
        in_flight_(context.metrics.gauge("sink_in_flight")) {
    // Known topics are asked for now: their first message need not wait.
    for (const auto& topic : settings.options.topics) producer_->topic(topic);
  }

  void write(const Batch& batch) override {
    if (batch.row_count() == 0) return;
    producer_->poll();
    auto& run = producer_->begin();
    encoder_->encode(batch, run);
    records_.add(batch.row_count());
    bytes_.add(run.values.bytes.size() + run.keys.bytes.size());
    router_.send(*producer_, run, batch);
    producer_->end(run);
  }

  // Without the guarantee nobody waits for a broker's answer, except at the end.
  void flush() override {
    waits_for_delivery_ ? producer_->flush() : producer_->poll();
    update_metrics();
  }
  void close() override { producer_->flush(); }

  void on_idle() override {
    producer_->push_out();
    update_metrics();
  }

  bool has_room() override {
    if (!producer_->has_room()) producer_->poll();
    return producer_->has_room();
  }

 private:
  void update_metrics() {
    in_flight_.set(static_cast<std::int64_t>(producer_->in_flight()));
    const auto errors = producer_->client().connection().error_count();
    errors_.add(errors - counted_errors_);
    counted_errors_ = errors;
  }

  bool waits_for_delivery_;
  std::unique_ptr<Producer> producer_;
  std::unique_ptr<RecordEncoder> encoder_;
  RecordRouter router_;
  Counter &records_, &bytes_, &errors_;
  Gauge& in_flight_;
  std::uint64_t counted_errors_ = 0;
};

}  // namespace

std::unique_ptr<SinkWriter> make_writer(const WriterSettings& settings,
                                        std::unique_ptr<Producer> producer,
                                        const ConnectorContext& context) {
  return std::make_unique<Writer>(settings, std::move(producer), context);
}

}  // namespace streamsql::kafka
