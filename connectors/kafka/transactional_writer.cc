#include "connectors/kafka/epoch_outlet.h"
#include "connectors/kafka/record_encoder.h"
#include "connectors/kafka/record_router.h"
#include "connectors/kafka/writer.h"

namespace streamsql::kafka {
namespace {

// Encodes on its task's thread; the transaction's handle is shared by all.
class TransactionalWriter : public SinkWriter {
 public:
  TransactionalWriter(const WriterSettings& settings, KafkaTransaction& transaction,
                      const ConnectorContext& context)
      : clock_(context.clock),
        encoder_(make_record_encoder(settings.table, settings.options)),
        router_(settings.table, settings.options, context.subtask),
        outlet_(transaction),
        records_(context.metrics.counter("sink_records_total")),
        bytes_(context.metrics.counter("sink_bytes_total")),
        in_flight_(context.metrics.gauge("sink_in_flight")) {}

  void write(const Batch& batch) override {
    if (batch.row_count() == 0) return;
    auto& run = outlet_.begin_run();
    encoder_->encode(batch, run);
    records_.add(batch.row_count());
    bytes_.add(run.values.bytes.size() + run.keys.bytes.size());
    outlet_.hand_over(
        run, [this, batch](RunSender& to, OutgoingRun& full) { router_.send(to, full, batch); });
  }

  void prepare(CheckpointId id) override {
    outlet_.prepare(id);
    in_flight_.set(static_cast<std::int64_t>(outlet_.in_flight()));
  }
  // The transaction waits for the broker's answers.
  void flush() override { outlet_.flush(); }
  void on_idle() override {
    outlet_.push_out();
    look_again();
  }
  bool has_room() override { return outlet_.has_room(); }
  // Nobody rings when the epoch of what waits has begun.
  std::optional<std::int64_t> deadline() const override {
    if (!outlet_.waits()) return std::nullopt;
    return next_look_;
  }

 private:
  void look_again() {
    if (outlet_.waits()) next_look_ = clock_.monotonic_millis() + 1;
  }

  const Clock& clock_;
  std::unique_ptr<RecordEncoder> encoder_;
  RecordRouter router_;
  EpochOutlet outlet_;
  Counter &records_, &bytes_;
  Gauge& in_flight_;
  std::int64_t next_look_ = 0;
};

}  // namespace

std::unique_ptr<SinkWriter> make_transactional_writer(const WriterSettings& settings,
                                                      KafkaTransaction& transaction,
                                                      const ConnectorContext& context) {
  return std::make_unique<TransactionalWriter>(settings, transaction, context);
}

}  // namespace streamsql::kafka
