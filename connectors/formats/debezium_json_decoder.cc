// Reading Debezium's envelope: 'op' says which of 'before' and 'after' become rows.
#include <charconv>
#include <fmt/format.h>

#include "connectors/formats/debezium_json.h"
#include "connectors/formats/json_options.h"

namespace streamsql {
namespace {

constexpr std::string_view kNoBefore =
    "The \"before\" field of {} message is null, if you are using Debezium Postgres Connector, "
    "please check the Postgres table has been set REPLICA IDENTITY to FULL level.";

DataType text_map() { return DataType::map(DataType::string(), DataType::string()); }

// Where each metadata column comes from: a field of the payload (or, for the schema, of the
// document), and for those of 'source' a key of it (Flink: DebeziumJsonDecodingFormat).
struct MetadataField {
  std::string_view key, field, entry;
  std::string_view summary;
};

constexpr MetadataField kMetadata[] = {
    {"schema", "schema", "", "The JSON schema of the payload, if the message has one."},
    {"ingestion-timestamp", "ts_ms", "", "When the connector processed the change."},
    {"source.timestamp", "source", "ts_ms", "When the source system made the change."},
    {"source.database", "source", "db", "The database that the change comes from."},
    {"source.schema", "source", "schema", "The database schema that the change comes from."},
    {"source.table", "source", "table", "The table that the change comes from."},
    {"source.properties", "source", "", "All properties of the source."},
};

DataType metadata_type(std::string_view key) {
  if (key.ends_with("timestamp")) return DataType::timestamp_ltz(3);
  return key == "source.properties" ? text_map() : DataType::string();
}

DataType field_type(std::string_view field) {
  if (field == "ts_ms") return DataType::bigint();
  return field == "source" ? text_map() : DataType::string();
}

const MetadataField& find_metadata_field(std::string_view key) {
  for (const auto& row : kMetadata) {
    if (row.key == key) return row;
  }
  throw Error(ErrorCode::InvalidTable,
              fmt::format("'{}' is not metadata of the format 'debezium-json'", key));
}

// The fields of the envelope in the payload; those for metadata follow.
enum : std::size_t { kBefore, kAfter, kOp };

class DebeziumDecoder : public Decoder {
 public:
  DebeziumDecoder(const FormatContext& context, const std::vector<std::string>& keys)
      : options_(read_debezium_options(context.options)),
        columns_(context.schema->fields.size()),
        document_(document_schema(context, keys)),
        json_(make_json_decoder(
            {document_, json_options(context.options), context.zone, context.limits})),
        builder_(*document_) {
    for (const auto& key : keys) wanted_.push_back(&find_metadata_field(key));
  }

  void decode(const MessageRun& run, BatchBuilder& out, DecodeReport& report) override {
    report.clear();
    json_->decode(run, builder_, json_report_);
    report.skipped = json_report_.skipped;
    const auto documents = builder_.finish();
    auto problem = json_report_.problems.begin();
    std::size_t document = 0;
    for (std::uint32_t m = 0; m < json_report_.row_counts.size(); ++m) {
      const auto before = out.row_count();
      if (problem != json_report_.problems.end() && problem->message == m) {
        report.problems.push_back({m, "Corrupt Debezium JSON message: " + problem++->reason});
      }
      for (std::uint32_t i = 0; i < json_report_.row_counts[m]; ++i) {
        open(documents, document++);
        if (auto reason = emit(out); !reason.empty()) refuse(m, std::move(reason), report);
      }
      report.row_counts.push_back(static_cast<std::uint32_t>(out.row_count() - before));
    }
    payload_.clear();
  }

 private:
  // The inner decoder knows only the options of json.
  static Options json_options(const Options& options) {
    Options out;
    for (const auto& key : {"ignore-parse-errors", "timestamp-format.standard"}) {
      if (const auto text = options.text(key)) out.set(key, *text);
    }
    return out;
  }

  SchemaPtr document_schema(const FormatContext& context, const std::vector<std::string>& keys) {
    const auto row = DataType::row(context.schema->fields);
    std::vector<Field> payload{{"before", row}, {"after", row}, {"op", DataType::string()}};
    bool wants_schema = false;
    for (const auto& key : keys) {
      const auto& metadata = find_metadata_field(key);
      wants_schema = wants_schema || metadata.key == "schema";
      if (metadata.key == "schema" || find(payload, metadata.field)) continue;
      payload.push_back({std::string(metadata.field), field_type(metadata.field)});
    }
    payload_fields_ = payload;
    auto document = options_.schema_include
                        ? std::vector<Field>{{"payload", DataType::row(std::move(payload))}}
                        : std::move(payload);
    if (wants_schema) document.push_back({"schema", DataType::string()});
    return make_schema(std::move(document));
  }

  static bool find(const std::vector<Field>& fields, std::string_view name) {
    for (const auto& field : fields) {
      if (field.name == name) return true;
    }
    return false;
  }

  // The columns of the payload, and its row in them.
  void open(const Batch& documents, std::size_t row) {
    row_ = row;
    payload_.clear();
    const auto& first = documents.column(0);
    has_payload_ = !options_.schema_include || !first.is_null(row);
    for (std::size_t i = 0; i < payload_fields_.size(); ++i) {
      payload_.push_back(options_.schema_include ? first.children()[i].get()
                                                 : &documents.column(i));
    }
    schema_ = &documents.column(documents.column_count() - 1);
  }

  // Empty when the change has become rows.
  std::string emit(BatchBuilder& out) {
    if (!has_payload_ || payload_[kOp]->is_null(row_)) return "there is no \"op\"";
    const auto op = payload_[kOp]->string(row_);
    if (op == "c" || op == "r") return emit_after(out, RowKind::Insert);
    if (op == "u") {
      if (payload_[kBefore]->is_null(row_)) return no_before("UPDATE");
      if (payload_[kAfter]->is_null(row_)) return emit_after(out, RowKind::UpdateAfter);
      emit_row(*payload_[kBefore], RowKind::UpdateBefore, out);
      return emit_after(out, RowKind::UpdateAfter);
    }
    if (op != "d") return fmt::format("Unknown \"op\" value \"{}\"", op);
    if (payload_[kBefore]->is_null(row_)) return no_before("DELETE");
    emit_row(*payload_[kBefore], RowKind::Delete, out);
    return "";
  }

  std::string emit_after(BatchBuilder& out, RowKind kind) {
    if (payload_[kAfter]->is_null(row_)) return "the \"after\" field is null";
    emit_row(*payload_[kAfter], kind, out);
    return "";
  }

  static std::string no_before(std::string_view what) {
    return fmt::format(fmt::runtime(kNoBefore), what);
  }

  void emit_row(const Column& row, RowKind kind, BatchBuilder& out) {
    for (std::size_t i = 0; i < columns_; ++i) {
      out.column(i).append_from(*row.children()[i], row_);
    }
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      append_metadata(*wanted_[i], out.column(columns_ + i));
    }
    out.end_row(kind);
  }

  void append_metadata(const MetadataField& metadata, ColumnBuilder& out) const {
    if (metadata.key == "schema") return out.append_from(*schema_, row_);
    const auto& column = *payload_[index_of(metadata.field)];
    if (column.is_null(row_)) return out.append_null();
    if (metadata.field == "ts_ms") {
      return out.append(Timestamp{column.value<std::int64_t>(row_), 0});
    }
    if (metadata.entry.empty()) return out.append_from(column, row_);
    append_entry(column, metadata, out);
  }

  void append_entry(const Column& source, const MetadataField& metadata, ColumnBuilder& out) const {
    const auto entries = source.value<ListRef>(row_);
    const auto& keys = *source.children()[0];
    const auto& values = *source.children()[1];
    for (std::size_t i = entries.offset; i < entries.offset + entries.length; ++i) {
      if (keys.string(i) != metadata.entry || values.is_null(i)) continue;
      const auto text = values.string(i);
      if (metadata.entry != "ts_ms") return out.append_string(text);
      std::int64_t millis = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), millis);
      const bool whole = error == std::errc() && end == text.data() + text.size();
      return whole ? out.append(Timestamp{millis, 0}) : out.append_null();
    }
    out.append_null();
  }

  std::size_t index_of(std::string_view field) const {
    std::size_t i = 0;
    while (payload_fields_[i].name != field) ++i;
    return i;
  }

  void refuse(std::uint32_t message, std::string reason, DecodeReport& report) const {
    if (options_.ignore_parse_errors) return void(++report.skipped);
    report.problems.push_back({message, "Corrupt Debezium JSON message: " + std::move(reason)});
  }

  const DebeziumOptions options_;
  const std::size_t columns_;
  std::vector<Field> payload_fields_;
  const SchemaPtr document_;
  std::unique_ptr<Decoder> json_;
  BatchBuilder builder_;
  DecodeReport json_report_;
  std::vector<const MetadataField*> wanted_;
  std::vector<const Column*> payload_;  // of the message at hand
  const Column* schema_ = nullptr;
  std::size_t row_ = 0;
  bool has_payload_ = true;
};

}  // namespace

std::vector<MetadataSpec> debezium_metadata() {
  std::vector<MetadataSpec> out;
  for (const auto& row : kMetadata) {
    out.push_back(
        {std::string(row.key), metadata_type(row.key), true, false, std::string(row.summary)});
  }
  return out;
}

std::unique_ptr<Decoder> make_debezium_decoder(const FormatContext& context,
                                               const std::vector<std::string>& keys) {
  return std::make_unique<DebeziumDecoder>(context, keys);
}

}  // namespace streamsql
