// kafka and upsert-kafka tables in memory: real formats, real keys and metadata, no broker.
#include <algorithm>
#include <fmt/format.h>
#include <re2/re2.h>

#include "connectors/embedded/embedded.h"
#include "connectors/formats/bad_records.h"
#include "engine/batch/batch_builder.h"

namespace streamsql::embedded {
namespace {

// What the options say about messages; the real connector has checked them.
struct TopicTable {
  TableDescriptor descriptor;
  std::vector<MetadataSpec> metadata;
  bool upsert = false;
  const FormatFactory* value_format = nullptr;
  const FormatFactory* key_format = nullptr;  // null: no keys
  Options value_options, key_options;
  std::vector<int> value_columns, key_columns;
  std::string key_prefix;

  SchemaPtr value_schema(const std::vector<int>& columns) const { return schema(columns, ""); }
  SchemaPtr key_schema(const std::vector<int>& columns) const {
    return schema(columns, key_prefix);
  }

 private:
  SchemaPtr schema(const std::vector<int>& columns, std::string_view prefix) const {
    std::vector<Field> fields;
    for (const int column : columns) {
      Field field = descriptor.physical->fields[static_cast<std::size_t>(column)];
      if (field.name.starts_with(prefix)) field.name.erase(0, prefix.size());
      fields.push_back(std::move(field));
    }
    return make_schema(std::move(fields));
  }
};
using TopicTablePtr = std::shared_ptr<const TopicTable>;

bool contains(const std::vector<int>& columns, int column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

void choose_key_columns(TopicTable& table) {
  const auto& options = table.descriptor.options;
  table.key_prefix = options.text("key.fields-prefix").value_or("");
  if (table.upsert) {
    table.key_columns = table.descriptor.physical->primary_key;
    return;
  }
  for (const auto& name : options.list("key.fields")) {
    if (const auto column = table.descriptor.physical->find(name)) {
      table.key_columns.push_back(*column);
    }
  }
}

TopicTablePtr read_topic_table(const TableDescriptor& descriptor, const FormatRegistry& formats,
                               std::string_view connector) {
  auto table = std::make_shared<TopicTable>();
  const auto& options = descriptor.options;
  table->descriptor = descriptor;
  table->upsert = connector == "upsert-kafka";
  const bool prefixed = options.contains("value.format");
  const auto value = options.text(prefixed ? "value.format" : "format").value_or("json");
  table->value_format = &formats.find(value);
  table->value_options = options.below((prefixed ? "value." : "") + value + ".");
  if (const auto key = options.text("key.format")) {
    table->key_format = &formats.find(*key);
    table->key_options = options.below("key." + *key + ".");
  }
  choose_key_columns(*table);
  auto include = options.text("value.fields-include").value_or("ALL");
  const bool all = include == "ALL" || include == "all";
  for (int i = 0; i < static_cast<int>(descriptor.physical->fields.size()); ++i) {
    if (all || !contains(table->key_columns, i)) table->value_columns.push_back(i);
  }
  return table;
}

// One format's part of the messages, decoded.
struct DecodedPart {
  Batch rows;
  DecodeReport report;
};

// 'dead-letter.topic': the bytes go to another topic of the store.
class StoredDeadLetters : public BadRecords {
 public:
  StoredDeadLetters(std::string topic, EmbeddedStore& store)
      : topic_(std::move(topic)), store_(store) {}
  void report(const BadRecord& record) override {
    store_.add_records(topic_, {{std::nullopt,
                                 std::string(record.bytes),
                                 record.wall_micros / 1000,
                                 {{"streamsql.place", std::string(record.place)},
                                  {"streamsql.reason", std::string(record.reason)}}}});
  }
  void flush() override {}

 private:
  const std::string topic_;
  EmbeddedStore& store_;
};

std::unique_ptr<BadRecords> bad_records_of(const TopicTable& table, const MetricGroup& metrics,
                                           EmbeddedStore& store) {
  const auto stored = [&store](const Options& options) -> std::unique_ptr<BadRecords> {
    const auto topic = options.text("dead-letter.topic");
    return topic ? std::make_unique<StoredDeadLetters>(*topic, store) : nullptr;
  };
  return make_bad_records(table.descriptor.options, metrics, stored);
}

class TopicDecoder {
 public:
  TopicDecoder(TopicTablePtr table, std::vector<int> columns, const ConnectorContext& context,
               EmbeddedStore& store)
      : table_(std::move(table)), columns_(std::move(columns)), clock_(context.clock) {
    for (const int column : columns_) {
      auto& part = contains(table_->value_columns, column) ? wanted_value_ : wanted_key_;
      places_.push_back({&part == &wanted_key_, part.size()});
      part.push_back(column);
    }
    // Tombstones have nothing but the key.
    if (table_->upsert) {
      wanted_key_ = table_->key_columns;
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (places_[i].in_key) places_[i].index = place_in_key(columns_[i]);
      }
    }
    bad_records_ = bad_records_of(*table_, context.metrics, store);
  }

  Batch decode(const std::string& topic, const std::vector<TopicRecord>& records) {
    const DecodedPart values = decode_values(records), keys = decode_keys(records);
    report(topic, records, values.report, "value");
    report(topic, records, keys.report, "key");
    BatchBuilder out(output_schema());
    std::uint32_t value_row = 0, key_row = 0;
    for (std::size_t i = 0; i < records.size(); ++i) {
      const bool has_key = !keys.report.row_counts.empty() && keys.report.row_counts[i] > 0;
      const RowSource source{values.rows, keys.rows,
                             has_key ? std::optional(key_row) : std::nullopt};
      if (table_->upsert && !records[i].value && has_key) {
        append(out, source, std::nullopt, {topic, i, records[i]});
        out.end_row(RowKind::Delete);
      }
      for (std::uint32_t n = 0; n < values.report.row_counts[i]; ++n) {
        append(out, source, value_row++, {topic, i, records[i]});
        out.end_row(table_->upsert ? RowKind::UpdateAfter : RowKind::Insert);
      }
      if (has_key) ++key_row;
    }
    return out.finish();
  }

 private:
  struct Place {
    bool in_key;
    std::size_t index;
  };
  struct RowSource {
    const Batch& values;
    const Batch& keys;
    std::optional<std::uint32_t> key_row;
  };
  struct Message {
    const std::string& topic;
    std::size_t offset;
    const TopicRecord& record;
  };

  std::size_t place_in_key(int column) const {
    const auto& keys = wanted_key_;
    return static_cast<std::size_t>(std::find(keys.begin(), keys.end(), column) - keys.begin());
  }

  DecodedPart decode_values(const std::vector<TopicRecord>& records) const {
    std::vector<std::string_view> messages;
    for (const auto& record : records) {
      messages.push_back(record.value ? std::string_view(*record.value) : std::string_view());
    }
    FormatContext context{table_->value_schema(wanted_value_), table_->value_options,
                          table_->descriptor.zone};
    context.record = table_->value_schema(table_->value_columns);
    return run(*table_->value_format, context, messages);
  }

  DecodedPart decode_keys(const std::vector<TopicRecord>& records) const {
    if (wanted_key_.empty() || !table_->key_format) return {};
    std::vector<std::string_view> messages;
    for (const auto& record : records) {
      messages.push_back(record.key ? std::string_view(*record.key) : std::string_view());
    }
    FormatContext context{table_->key_schema(wanted_key_), table_->key_options,
                          table_->descriptor.zone};
    context.record = table_->key_schema(table_->key_columns);
    return run(*table_->key_format, context, messages);
  }

  // Without owner: the decoder copies, and the records may go.
  static DecodedPart run(const FormatFactory& format, const FormatContext& context,
                         const std::vector<std::string_view>& messages) {
    DecodedPart out;
    BatchBuilder builder(*context.schema);
    format.make_decoder(context)->decode(MessageRun{messages, nullptr}, builder, out.report);
    out.rows = builder.finish();
    return out;
  }

  void report(const std::string& topic, const std::vector<TopicRecord>& records,
              const DecodeReport& report, std::string_view part) {
    for (const auto& problem : report.problems) {
      const auto& record = records[problem.message];
      const auto place =
          fmt::format("{} of topic '{}', partition 0, offset {}", part, topic, problem.message);
      bad_records_->report({part == "key" ? *record.key : *record.value, place, problem.reason,
                            clock_.wall_micros()});
    }
  }

  Schema output_schema() const {
    Schema out;
    for (const int column : columns_) {
      out.fields.push_back(table_->descriptor.physical->fields[static_cast<std::size_t>(column)]);
    }
    for (const auto& column : table_->descriptor.metadata) {
      for (const auto& spec : table_->metadata) {
        if (spec.key == column.key) out.fields.push_back({spec.key, spec.type});
      }
    }
    return out;
  }

  void append(BatchBuilder& out, const RowSource& source, std::optional<std::uint32_t> value_row,
              const Message& message) const {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const auto key_place = place_in_key(columns_[i]);
      if (places_[i].in_key || (!value_row && key_place < wanted_key_.size())) {
        const auto index = places_[i].in_key ? places_[i].index : key_place;
        append_value(out.column(i), source.keys, index, source.key_row);
      } else {
        append_value(out.column(i), source.values, places_[i].index, value_row);
      }
    }
    for (std::size_t i = columns_.size(); i < out.column_count(); ++i) {
      append_metadata(out.column(i), table_->descriptor.metadata[i - columns_.size()].key, message);
    }
  }

  static void append_value(ColumnBuilder& column, const Batch& from, std::size_t index,
                           std::optional<std::uint32_t> row) {
    if (!row) return column.append_null();
    column.append_from(from.column(index), *row);
  }

  static void append_metadata(ColumnBuilder& column, std::string_view key, const Message& message) {
    if (key == "topic") return column.append_string(message.topic);
    if (key == "partition") return column.append<std::int32_t>(0);
    if (key == "offset") {
      return column.append<std::int64_t>(static_cast<std::int64_t>(message.offset));
    }
    if (key == "timestamp") {
      return column.append<Timestamp>({message.record.timestamp_millis, 0});
    }
    if (key == "timestamp-type") return column.append_string("CreateTime");
    if (key != "headers") return column.append_null();
    for (const auto& [name, value] : message.record.headers) {
      column.child(0).append_string(name);
      column.child(1).append_string(value);
    }
    column.append_list();
  }

  const TopicTablePtr table_;
  const std::vector<int> columns_;
  const Clock& clock_;
  std::vector<int> wanted_value_, wanted_key_;  // physical columns decoded from each part
  std::vector<Place> places_;                   // per column
  std::unique_ptr<BadRecords> bad_records_;
};

class TopicSource : public TableSource {
 public:
  TopicSource(std::unique_ptr<TableSource> real, TopicTablePtr table, EmbeddedStore& store)
      : real_(std::move(real)), table_(std::move(table)), store_(store) {}

  ChangelogMode changelog() const override { return real_->changelog(); }
  bool is_bounded() const override { return true; }
  ScanAnswer push_down(const ScanRequest& request) override {
    columns_ = request.columns;
    real_->push_down(request);
    return {std::vector<bool>(request.predicates.size(), false), false};
  }
  std::unique_ptr<SplitEnumerator> make_enumerator(const ConnectorContext&) const override {
    return make_single_split(fmt::format("{}", fmt::join(topics(), ";")));
  }
  std::unique_ptr<SourceReader> make_reader(const ConnectorContext& context) const override {
    return make_loaded_reader(
        [this](const ConnectorContext& reading) {
          TopicDecoder decoder(table_, columns_, reading, store_);
          std::vector<Batch> out;
          for (const auto& topic : topics()) {
            for (auto& batch :
                 cut(decoder.decode(topic, store_.records(topic)), store_.batch_rows())) {
              out.push_back(std::move(batch));
            }
          }
          return out;
        },
        context);
  }
  std::string describe() const override {
    return fmt::format("embedded topic {}", fmt::join(topics(), ";"));
  }
  bool watermark_per_split() const override { return real_->watermark_per_split(); }
  std::optional<int> parallelism() const override { return real_->parallelism(); }

 private:
  std::vector<std::string> topics() const {
    const auto& options = table_->descriptor.options;
    const auto pattern = options.text("topic-pattern");
    if (!pattern) return options.list("topic");
    auto out = store_.topics();
    const re2::RE2 compiled(*pattern, re2::RE2::Quiet);
    std::erase_if(out, [&](const auto& topic) { return !re2::RE2::FullMatch(topic, compiled); });
    return out;
  }

  std::unique_ptr<TableSource> real_;
  const TopicTablePtr table_;
  EmbeddedStore& store_;
  std::vector<int> columns_;
};

class TopicWriter : public SinkWriter {
 public:
  TopicWriter(TopicTablePtr table, EmbeddedStore& store, const ConnectorContext& context)
      : table_(std::move(table)), store_(store), clock_(context.clock) {
    value_encoder_ =
        table_->value_format->make_encoder({table_->value_schema(table_->value_columns),
                                            table_->value_options, table_->descriptor.zone});
    if (!table_->key_format) return;
    key_encoder_ = table_->key_format->make_encoder(
        {table_->key_schema(table_->key_columns), table_->key_options, table_->descriptor.zone});
  }

  void write(const Batch& batch) override {
    EncodedRun values, keys;
    value_encoder_->encode(part(batch, table_->value_columns), values);
    if (key_encoder_) key_encoder_->encode(part(batch, table_->key_columns), keys);
    const auto own_topic = table_->descriptor.options.list("topic");
    for (std::size_t row = 0; row < batch.row_count(); ++row) {
      std::string topic = own_topic.empty() ? "" : own_topic.front();
      TopicRecord record{text(keys, row), text(values, row), clock_.wall_millis(), {}};
      const bool removes =
          batch.kind(row) == RowKind::Delete || batch.kind(row) == RowKind::UpdateBefore;
      if (table_->upsert && removes) record.value.reset();
      read_metadata(batch, row, topic, record);
      store_.add_records(topic, {std::move(record)});
    }
    store_.add_written(table_->descriptor.short_name, batch);
  }
  void flush() override {}

 private:
  static Batch part(const Batch& batch, const std::vector<int>& columns) {
    std::vector<ColumnPtr> out;
    for (const int column : columns) {
      out.push_back(batch.column_ptr(static_cast<std::size_t>(column)));
    }
    return batch.with_columns(std::move(out));
  }
  static std::optional<std::string> text(const EncodedRun& run, std::size_t row) {
    if (row >= run.ends.size() || (row < run.null.size() && run.null[row])) return std::nullopt;
    return std::string(run.message(row));
  }

  // Written metadata columns stand behind the physical ones.
  void read_metadata(const Batch& batch, std::size_t row, std::string& topic,
                     TopicRecord& record) const {
    std::size_t index = table_->descriptor.physical->fields.size();
    for (const auto& metadata : table_->descriptor.metadata) {
      if (index >= batch.column_count()) return;
      const Column& column = batch.column(index++);
      if (column.is_null(row)) continue;
      if (metadata.key == "topic") topic = column.string(row);
      if (metadata.key == "timestamp") {
        record.timestamp_millis = column.value<Timestamp>(row).millis;
      }
      if (metadata.key != "headers") continue;
      const auto list = column.value<ListRef>(row);
      for (std::uint32_t i = list.offset; i < list.offset + list.length; ++i) {
        record.headers.emplace_back(column.children()[0]->string(i),
                                    column.children()[1]->string(i));
      }
    }
  }

  const TopicTablePtr table_;
  EmbeddedStore& store_;
  const Clock& clock_;
  std::unique_ptr<Encoder> value_encoder_, key_encoder_;
};

class TopicSink : public TableSink {
 public:
  TopicSink(std::unique_ptr<TableSink> real, TopicTablePtr table, EmbeddedStore& store)
      : real_(std::move(real)), table_(std::move(table)), store_(store) {}
  ChangelogMode accepts(const ChangelogMode& query) const override { return real_->accepts(query); }
  std::unique_ptr<SinkWriter> make_writer(const WriterContext& context) const override {
    return std::make_unique<TopicWriter>(table_, store_, context);
  }
  std::string describe() const override {
    return fmt::format("embedded topic {}", table_->descriptor.options.text("topic").value_or(""));
  }
  std::optional<int> parallelism() const override { return real_->parallelism(); }

 private:
  std::unique_ptr<TableSink> real_;
  const TopicTablePtr table_;
  EmbeddedStore& store_;
};

class TopicConnector : public EmbeddedConnector {
 public:
  TopicConnector(std::unique_ptr<ConnectorFactory> real, EmbeddedStore& store,
                 const FormatRegistry& formats)
      : EmbeddedConnector(std::move(real), store), formats_(formats) {}

  std::unique_ptr<TableSource> make_source(const TableDescriptor& table) const override {
    auto real = real_->make_source(table);
    if (!real) return nullptr;
    return std::make_unique<TopicSource>(std::move(real), read(table), store_);
  }
  std::unique_ptr<TableSink> make_sink(const TableDescriptor& table) const override {
    auto real = real_->make_sink(table);
    if (!real) return nullptr;
    return std::make_unique<TopicSink>(std::move(real), read(table), store_);
  }

 private:
  TopicTablePtr read(const TableDescriptor& table) const {
    auto out = std::make_shared<TopicTable>(*read_topic_table(table, formats_, name()));
    out->metadata = real_->metadata(table);
    return out;
  }

  const FormatRegistry& formats_;
};

}  // namespace

std::unique_ptr<ConnectorFactory> make_topic_connector(std::unique_ptr<ConnectorFactory> real,
                                                       EmbeddedStore& store,
                                                       const FormatRegistry& formats) {
  return std::make_unique<TopicConnector>(std::move(real), store, formats);
}

}  // namespace streamsql::embedded
