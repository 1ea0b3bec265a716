// Decoding lines of delimited values into columns.
#include <fmt/format.h>

#include "connectors/formats/base64.h"
#include "connectors/formats/csv_options.h"
#include "connectors/formats/csv_splitter.h"
#include "connectors/formats/json_scalar.h"
#include "connectors/formats/number_text.h"
#include "connectors/formats/record_decoder.h"
#include "connectors/formats/temporal_text.h"
#include "engine/base/ascii.h"
#include "engine/base/utf8.h"
#include "engine/type/number_text.h"

namespace streamsql {
namespace {

template <typename T>
bool append_if(const std::optional<T>& value, ColumnBuilder& column) {
  if (!value) return false;
  column.append<T>(*value);
  return true;
}

// java.sql.Date.valueOf: y-m-d, one or two digits for month and day, days beyond the month's last
// run on into the next.
std::optional<std::int32_t> parse_lenient_date(std::string_view text) {
  const auto first = text.find('-'), second = text.find('-', first + 1);
  if (first != 4 || second == std::string_view::npos) return std::nullopt;
  const auto year = parse_java_integer<int>(text.substr(0, 4));
  const auto month = parse_java_integer<int>(text.substr(5, second - 5));
  const auto day = parse_java_integer<int>(text.substr(second + 1));
  if (!year || !month || !day || *month < 1 || *month > 12 || *day < 1 || *day > 31) {
    return std::nullopt;
  }
  if (second - 5 > 2 || text.size() - second - 1 > 2) return std::nullopt;
  return days_from_civil({*year, *month, 1}) + *day - 1;
}

bool append_decimal(std::string_view text, ColumnBuilder& column) {
  const auto& type = column.type();
  if (const auto value = parse_decimal(text, {type.precision(), type.scale()})) {
    column.append<Decimal>(*value);
    return true;
  }
  if (!is_decimal_text(text)) return false;
  column.append_null();
  return true;
}

bool append_boolean(std::string_view text, ColumnBuilder& column) {
  column.append<std::uint8_t>(equals_ignoring_case(text, "true"));
  return true;
}

bool append_timestamp(const std::optional<Timestamp>& value, ColumnBuilder& column) {
  if (!value) return false;
  const int precision = column.type().precision();
  column.append<Timestamp>(precision < 3 ? floor(*value, precision) : *value);
  return true;
}

bool append_bytes(std::string_view text, ColumnBuilder& column) {
  std::string bytes;
  if (!decode_base64(text, bytes)) return false;
  column.append_string(bytes);
  return true;
}

bool append_text(std::string_view text, ColumnBuilder& column) {
  if (!is_valid_utf8(text)) return false;
  column.append_string(text);
  return true;
}

bool append_scalar(std::string_view raw, ColumnBuilder& column) {
  const auto text = trim_java(raw);
  switch (column.type().kind()) {
    case TypeKind::Char:
    case TypeKind::Varchar: return append_text(raw, column);
    case TypeKind::TinyInt: return append_if(parse_java_integer<std::int8_t>(text), column);
    case TypeKind::SmallInt: return append_if(parse_java_integer<std::int16_t>(text), column);
    case TypeKind::Int:
    case TypeKind::IntervalMonth: return append_if(parse_java_integer<std::int32_t>(text), column);
    case TypeKind::BigInt:
    case TypeKind::IntervalMillis: return append_if(parse_java_integer<std::int64_t>(text), column);
    case TypeKind::Float: return append_if(parse_java_float(text), column);
    case TypeKind::Double: return append_if(parse_java_double(text), column);
    case TypeKind::Decimal: return append_decimal(text, column);
    case TypeKind::Boolean: return append_boolean(text, column);
    case TypeKind::Binary:
    case TypeKind::Varbinary: return append_bytes(raw, column);
    case TypeKind::Date: return append_if(parse_lenient_date(text), column);
    case TypeKind::Time: return append_if(parse_iso_time(text), column);
    case TypeKind::Timestamp:
      return append_timestamp(parse_local(text, TimestampStandard::Sql), column);
    case TypeKind::TimestampLtz:
      return append_timestamp(parse_instant(text, TimestampStandard::Sql), column);
    default: column.append_null(); return true;
  }
}

class CsvDecoder : public RecordDecoder<CsvDecoder> {
 public:
  explicit CsvDecoder(const FormatContext& context)
      : CsvDecoder(context, read_csv_options(context.options)) {}

  bool decode_record(std::string_view record, BatchBuilder& out, std::string& reason) {
    if (record.data() == nullptr) return true;  // a tombstone
    // With comments, Jackson skips empty lines as well; otherwise they are one empty value.
    if (options_.allow_comments && (record.empty() || record.front() == '#')) return true;
    if (!splitter_.split(record)) {
      reason = "The record is not CSV: " + splitter_.problem();
      return false;
    }
    if (!check_length(reason)) return false;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (!append_column(i, out.column(i), reason)) return false;
    }
    out.end_row();
    return true;
  }

 private:
  CsvDecoder(const FormatContext& context, const CsvOptions& options)
      : RecordDecoder(context.limits, options.ignore_parse_errors),
        options_(options),
        schema_(context.schema),
        splitter_(options_) {
    const Schema& record = context.record ? *context.record : *schema_;
    record_size_ = record.fields.size();
    for (const auto& field : schema_->fields) {
      const auto place = record.find(field.name);
      if (!place) {
        throw Error(ErrorCode::Internal,
                    fmt::format("Column '{}' is no part of the record", field.name));
      }
      places_.push_back(static_cast<std::size_t>(*place));
    }
  }

  // A delimiter behind the last column is let pass.
  bool check_length(std::string& reason) const {
    const auto& values = splitter_.values();
    const bool trailing = values.size() == record_size_ + 1 && values.back().empty();
    if (values.size() > record_size_ && !trailing) {
      reason = fmt::format("Too many entries: expected at most {} but found {}", record_size_,
                           values.size());
      return false;
    }
    if (values.size() < record_size_ && !options_.ignore_parse_errors) {
      reason = fmt::format("Row length mismatch. {} fields expected but was {}.", record_size_,
                           values.size());
      return false;
    }
    return true;
  }

  bool append_column(std::size_t index, ColumnBuilder& column, std::string& reason) {
    const auto& values = splitter_.values();
    if (places_[index] >= values.size()) {
      column.append_null();
      return true;
    }
    const auto text = values[places_[index]];
    if (append(text, column)) return true;
    reason = fmt::format("Field '{}': expected {} but found '{}'", schema_->fields[index].name,
                         column.type().is_character()
                             ? "UTF-8 text"
                             : expected_json(column.type(), TimestampStandard::Sql),
                         is_valid_utf8(text) ? text.substr(0, 60) : "bytes that are no text");
    return false;
  }

  // False when the text does not fit and errors are not ignored.
  bool append(std::string_view text, ColumnBuilder& column) {
    if (options_.null_literal && text == *options_.null_literal) {
      column.append_null();
      return true;
    }
    const bool good = column.type().is(TypeKind::Array) ? append_array(text, column)
                      : column.type().is(TypeKind::Row) ? append_row(text, column)
                                                        : append_scalar(text, column);
    if (good || !options_.ignore_parse_errors) return good;
    column.append_null();
    return true;
  }

  bool append_array(std::string_view text, ColumnBuilder& column) {
    for (const auto element : elements(text)) {
      if (!append(element, column.child(0))) return false;
    }
    column.append_list();
    return true;
  }

  // Further fields are let pass; fields that are missing are an error, or NULL when ignored.
  bool append_row(std::string_view text, ColumnBuilder& column) {
    const auto parts = elements(text);
    const bool short_row = parts.size() < column.child_count();
    if (parts.empty() || (short_row && !options_.ignore_parse_errors)) return false;
    for (std::size_t i = 0; i < column.child_count(); ++i) {
      if (i >= parts.size()) {
        column.child(i).append_null();
      } else if (!append(parts[i], column.child(i))) {
        return false;
      }
    }
    column.append_row();
    return true;
  }

  std::vector<std::string_view> elements(std::string_view text) const {
    std::vector<std::string_view> out;
    const auto& delimiter = options_.array_delimiter;
    while (!text.empty()) {
      const auto end = delimiter.empty() ? text.npos : text.find(delimiter);
      out.push_back(text.substr(0, end));
      if (end == text.npos) break;
      text.remove_prefix(end + delimiter.size());
      if (text.empty()) out.emplace_back();
    }
    return out;
  }

  const CsvOptions options_;
  const SchemaPtr schema_;
  std::size_t record_size_ = 0;
  std::vector<std::size_t> places_;  // per column of the schema, in the record
  CsvSplitter splitter_;
};

}  // namespace

std::unique_ptr<Decoder> make_csv_decoder(const FormatContext& context) {
  return std::make_unique<CsvDecoder>(context);
}

}  // namespace streamsql
