#include "connectors/kafka/writer.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <re2/re2.h>

#include "connectors/kafka/metadata.h"
#include "connectors/kafka/partitioning.h"
#include "connectors/kafka/row_decoder.h"

namespace streamsql::kafka {
namespace {

// The columns of one row that say more than key and value.
struct WrittenMetadata {
  std::optional<std::size_t> topic, timestamp, headers;  // columns of the batch
  bool any() const { return topic || timestamp || headers; }
};

WrittenMetadata find_written(const TableDescriptor& table) {
  WrittenMetadata out;
  for (std::size_t i = 0; i < table.metadata.size(); ++i) {
    const auto column = table.physical->fields.size() + i;
    const auto key = find_metadata(table.metadata[i].key);
    if (key == MetadataKey::Topic) out.topic = column;
    if (key == MetadataKey::Timestamp) out.timestamp = column;
    if (key == MetadataKey::Headers) out.headers = column;
  }
  return out;
}

// One format at work on the key's or the value's columns.
class RecordEncoder {
 public:
  RecordEncoder(const FormatChoice& format, const std::vector<int>& columns,
                const TableDescriptor& table, std::string_view prefix)
      : columns_(columns),
        encoder_(format.factory->make_encoder(
            {record_schema(*table.physical, columns, prefix), format.options, table.zone, {}})) {}

  void encode(const Batch& batch, EncodedRun& out) {
    std::vector<ColumnPtr> columns;
    for (const int column : columns_) {
      columns.push_back(batch.column_ptr(static_cast<std::size_t>(column)));
    }
    encoder_->encode(batch.with_columns(std::move(columns)), out);
    if (out.ends.size() == batch.row_count()) return;
    throw Error(ErrorCode::Internal, "a Kafka format did not write one message per row");
  }

 private:
  std::vector<int> columns_;
  std::unique_ptr<Encoder> encoder_;
};

class Writer : public SinkWriter {
 public:
  Writer(WriterSettings settings, std::unique_ptr<Producer> producer,
         const ConnectorContext& context)
      : settings_(std::move(settings)),
        written_(find_written(settings_.table)),
        subtask_(context.subtask),
        producer_(std::move(producer)),
        value_(settings_.options.value, settings_.options.layout.value_columns, settings_.table,
               ""),
        records_(context.metrics.counter("sink_records_total")),
        bytes_(context.metrics.counter("sink_bytes_total")),
        errors_(context.metrics.counter("sink_connection_errors_total")),
        in_flight_(context.metrics.gauge("sink_in_flight")) {
    const auto& options = settings_.options;
    if (options.key.factory) {
      key_.emplace(options.key, options.layout.key_columns, settings_.table,
                   options.layout.key_prefix);
    }
    for (const auto& topic : options.topics) destination(topic);
  }

  void write(const Batch& batch) override {
    if (batch.row_count() == 0) return;
    producer_->poll();
    auto& run = producer_->begin();
    value_.encode(batch, run.values);
    run.has_keys = key_.has_value();
    if (key_) key_->encode(batch, run.keys);
    records_.add(batch.row_count());
    bytes_.add(run.values.bytes.size() + run.keys.bytes.size());
    written_.any() ? send_each(batch, run) : send_all(batch, run);
    producer_->end(run);
  }

  // Without the guarantee nobody waits for a broker's answer, except at the end.
  void flush() override {
    settings_.waits_for_delivery ? producer_->flush() : producer_->poll();
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
  struct Destination {
    ProducerTopic* topic;
    Partitioning partitioning;
  };

  Destination& destination(const std::string& name) {
    const auto found = destinations_.find(name);
    if (found != destinations_.end()) return found->second;
    Destination made{&producer_->topic(name), {settings_.options.partitioner, subtask_}};
    return destinations_.emplace(name, std::move(made)).first->second;
  }

  void send_all(const Batch& batch, OutgoingRun& run) {
    auto& to = destinations_.begin()->second;
    const auto all = all_rows(batch.row_count());
    for (const auto& group : to.partitioning.split(run, to.topic->partitions, all)) {
      producer_->send(run, *to.topic, group.partition, group.messages);
    }
  }

  void send_each(const Batch& batch, OutgoingRun& run) {
    for (std::uint32_t row = 0; row < batch.row_count(); ++row) {
      auto& to = destination_of(batch, row);
      const auto& groups = to.partitioning.split(run, to.topic->partitions, {&row, 1});
      producer_->send(run,
                      record_of(batch, row, {to.topic, groups.front().partition, row, {}, {}}));
    }
  }

  Destination& destination_of(const Batch& batch, std::size_t row) {
    const auto& options = settings_.options;
    if (options.topics.size() == 1) return destinations_.begin()->second;
    const auto& column = batch.column(*written_.topic);
    if (column.is_null(row)) {
      throw Error(ErrorCode::MalformedRecord,
                  "The topic of the sink record is not valid: the "
                  "metadata column 'topic' is NULL");
    }
    const std::string name(column.string(row));
    const bool listed =
        destinations_.contains(name) ||
        (!options.topic_pattern.empty() && re2::RE2::FullMatch(name, options.topic_pattern));
    if (listed) return destination(name);
    throw Error(
        ErrorCode::MalformedRecord,
        fmt::format("The topic of the sink record is not valid. Expected topic {}: {} but "
                    "was: {}",
                    options.topics.empty() ? "to match" : "to be in",
                    options.topics.empty() ? options.topic_pattern
                                           : fmt::format("[{}]", fmt::join(options.topics, ", ")),
                    name));
  }

  OutgoingRecord record_of(const Batch& batch, std::size_t row, OutgoingRecord record) const {
    if (written_.timestamp && !batch.column(*written_.timestamp).is_null(row)) {
      record.timestamp_millis = batch.column(*written_.timestamp).value<Timestamp>(row).millis;
    }
    if (written_.headers && !batch.column(*written_.headers).is_null(row)) {
      record.headers = headers_of(batch.column(*written_.headers), row);
    }
    return record;
  }

  static std::vector<HeaderView> headers_of(const Column& column, std::size_t row) {
    std::vector<HeaderView> out;
    const auto& names = *column.children()[0];
    const auto& values = *column.children()[1];
    const auto entries = column.value<ListRef>(row);
    for (std::size_t i = entries.offset; i < entries.offset + entries.length; ++i) {
      const bool is_null = values.is_null(i);
      if (names.is_null(i)) continue;
      out.push_back({names.string(i), is_null ? std::string_view() : values.string(i), is_null});
    }
    return out;
  }

  void update_metrics() {
    in_flight_.set(static_cast<std::int64_t>(producer_->in_flight()));
    const auto errors = producer_->client().connection().error_count();
    errors_.add(errors - counted_errors_);
    counted_errors_ = errors;
  }

  WriterSettings settings_;
  WrittenMetadata written_;
  int subtask_;
  std::unique_ptr<Producer> producer_;
  RecordEncoder value_;
  std::optional<RecordEncoder> key_;
  std::map<std::string, Destination, std::less<>> destinations_;
  Counter &records_, &bytes_, &errors_;
  Gauge& in_flight_;
  std::uint64_t counted_errors_ = 0;
};

}  // namespace

std::unique_ptr<SinkWriter> make_writer(WriterSettings settings, std::unique_ptr<Producer> producer,
                                        const ConnectorContext& context) {
  return std::make_unique<Writer>(std::move(settings), std::move(producer), context);
}

}  // namespace streamsql::kafka
