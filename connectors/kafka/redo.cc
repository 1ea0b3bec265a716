#include "connectors/kafka/redo.h"

#include <deque>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "connectors/kafka/record_encoder.h"
#include "connectors/kafka/record_router.h"
#include "connectors/kafka/redo_record.h"

namespace streamsql::kafka {
namespace {

std::optional<std::string_view> present(std::string_view text) {
  return text.data() ? std::optional(text) : std::nullopt;
}

// A sender that writes into the log.
class LogSender : public RunSender {
 public:
  LogSender(ClientConfig config, RedoLog& log) : client_(std::move(config)), log_(log) {}

  ProducerTopic& topic(const std::string& name) override {
    for (auto& known : topics_) {
      if (known.name == name) return known;
    }
    const auto described = client_.describe_topic(name, kStartTimeout);
    const auto partitions = static_cast<std::int32_t>(described.partitions.size());
    return topics_.emplace_back(ProducerTopic{name, nullptr, partitions});
  }

  void send(OutgoingRun& run, const ProducerTopic& topic, std::int32_t partition,
            std::span<const std::uint32_t> messages) override {
    for (const auto message : messages)
      write(run, message, {topic.name, partition, {}, {}, {}, {}});
  }

  void send(OutgoingRun& run, const OutgoingRecord& record) override {
    write(run, record.message,
          {record.topic->name, record.partition, record.timestamp_millis, {}, {}, record.headers});
  }

 private:
  void write(const OutgoingRun& run, std::size_t message, RedoRecord record) {
    record.value = present(run.values.message(message));
    if (run.has_keys) record.key = present(run.keys.message(message));
    text_.clear();
    append_redo_record(record, text_);
    log_.append(text_);
  }

  Client client_;
  RedoLog& log_;
  std::deque<ProducerTopic> topics_;  // stable addresses
  std::string text_;
};

class RedoWriter : public SinkWriter {
 public:
  RedoWriter(const WriterSettings& settings, ClientConfig client, const WriterContext& context)
      : encoder_(make_record_encoder(settings.table, settings.options)),
        router_(settings.table, settings.options, context.subtask),
        sender_(std::move(client), *context.redo),
        records_(context.metrics.counter("sink_records_total")) {}

  void write(const Batch& batch) override {
    if (batch.row_count() == 0) return;
    run_.values.clear();
    run_.keys.clear();
    encoder_->encode(batch, run_);
    router_.send(sender_, run_, batch);
    records_.add(batch.row_count());
  }
  void flush() override {}  // the checkpoint holds it

 private:
  std::unique_ptr<RecordEncoder> encoder_;
  RecordRouter router_;
  LogSender sender_;
  OutgoingRun run_;
  Counter& records_;
};

class KafkaRedoTarget : public RedoTarget {
 public:
  explicit KafkaRedoTarget(TransactionSettings settings) : settings_(std::move(settings)) {}

  void open() override {
    transaction_ = std::make_unique<KafkaTransaction>(settings_);
    transaction_->fence();
    applied_.reset();
    if (const auto marker = transaction_->read_marker()) applied_ = marker->id;
  }

  std::optional<CheckpointId> applied() override { return applied_; }

  void initialise(CheckpointId applied) override { commit({applied, "fresh"}, {}); }

  void apply(const Marker& epoch, std::vector<std::unique_ptr<RedoReader>> logs) override {
    if (applied_ && *applied_ >= epoch.id) return;
    commit(epoch, std::move(logs));
  }

 private:
  void commit(const Marker& epoch, std::vector<std::unique_ptr<RedoReader>> logs) {
    transaction_->begin(epoch.id);
    for (const auto& log : logs) write(epoch.id, *log);
    transaction_->flush(epoch.id);
    transaction_->commit(epoch.id, epoch.uuid);
    transaction_->renew(epoch.id);
    applied_ = epoch.id;
  }

  // The log's text is gone with its next record: messages are copied into runs.
  void write(CheckpointId id, RedoReader& log) {
    transaction_->with_open(id, [&](TransactionHandle& handle) {
      while (const auto text = log.next()) {
        handle.poll();
        send(handle, read_redo_record(*text));
      }
    });
  }

  void send(TransactionHandle& handle, const RedoRecord& record) {
    auto& run = transaction_->runs().take();
    fill(run.values, record.value);
    run.has_keys = record.key.has_value();
    if (record.key) fill(run.keys, record.key);
    handle.send(run, OutgoingRecord{&handle.topic(std::string(record.topic)), record.partition, 0,
                                    record.timestamp_millis, record.headers});
    handle.end(run);
  }

  static void fill(EncodedRun& out, std::optional<std::string_view> text) {
    if (text) out.bytes += *text;
    out.ends.push_back(out.bytes.size());
    if (!text) out.null.push_back(true);
  }

  TransactionSettings settings_;
  std::unique_ptr<KafkaTransaction> transaction_;
  std::optional<CheckpointId> applied_;
};

}  // namespace

std::unique_ptr<SinkWriter> make_redo_writer(const WriterSettings& settings, ClientConfig client,
                                             const WriterContext& context) {
  return std::make_unique<RedoWriter>(settings, std::move(client), context);
}

std::unique_ptr<RedoTarget> make_redo_target(TransactionSettings settings) {
  return std::make_unique<KafkaRedoTarget>(std::move(settings));
}

}  // namespace streamsql::kafka
