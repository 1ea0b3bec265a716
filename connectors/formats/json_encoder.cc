// Writing rows as JSON objects.
#include <fmt/format.h>

#include "connectors/formats/base64.h"
#include "connectors/formats/decimal_text.h"
#include "connectors/formats/json_options.h"
#include "connectors/formats/json_scanner.h"
#include "engine/type/digits.h"
#include "engine/type/number_text.h"

namespace streamsql {
namespace {

void append_integer(std::int64_t value, std::string& out) {
  char digits[24];
  char* const end = digits + sizeof digits;
  const auto magnitude = static_cast<std::uint64_t>(value);
  char* begin = write_digits_backwards(value < 0 ? 0 - magnitude : magnitude, end);
  if (value < 0) *--begin = '-';
  out.append(begin, static_cast<std::size_t>(end - begin));
}

// NaN and the infinities stand in quotes: JSON has no numbers for them.
template <typename T>
void append_approximate(T value, std::string& out) {
  const bool finite = value - value == 0;
  if (!finite) out += '"';
  if constexpr (sizeof(T) == 4) {
    append_java_float(value, out);
  } else {
    append_java_double(value, out);
  }
  if (!finite) out += '"';
}

// Writes the values of one type.
class ValueWriter {
 public:
  ValueWriter(const DataType& type, const JsonOptions& options)
      : kind_(type.kind()), scale_(type.scale()), options_(options) {
    for (const auto& child : type.children()) {
      std::string key;
      append_json_string(child.name, key);
      keys_.push_back(key + ':');
      children_.emplace_back(child.type, options);
    }
    if (kind_ == TypeKind::Multiset) children_.emplace_back(DataType::integer(), options);
  }

  void write(const Column& column, std::size_t row, std::string& out) const {
    if (column.is_null(row)) return void(out += "null");
    switch (kind_) {
      case TypeKind::Char:
      case TypeKind::Varchar: return append_json_string(column.string(row), out);
      case TypeKind::Boolean:
        return void(out += column.value<std::uint8_t>(row) ? "true" : "false");
      case TypeKind::TinyInt: return append_integer(column.value<std::int8_t>(row), out);
      case TypeKind::SmallInt: return append_integer(column.value<std::int16_t>(row), out);
      case TypeKind::Int:
      case TypeKind::IntervalMonth: return append_integer(column.value<std::int32_t>(row), out);
      case TypeKind::BigInt:
      case TypeKind::IntervalMillis: return append_integer(column.value<std::int64_t>(row), out);
      case TypeKind::Float: return append_approximate(column.value<float>(row), out);
      case TypeKind::Double: return append_approximate(column.value<double>(row), out);
      case TypeKind::Decimal:
        return append_stripped(
            column.value<Decimal>(row), scale_,
            options_.plain_decimals ? DecimalNotation::Plain : DecimalNotation::Scientific, out);
      default: return write_rare(column, row, out);
    }
  }

  // `{"a":1,"b":2}`; the columns are a batch's or a Row's children.
  void write_fields(const std::vector<ColumnPtr>& columns, std::size_t row,
                    std::string& out) const {
    char separator = '{';
    for (std::size_t i = 0; i < children_.size(); ++i) {
      if (options_.ignore_null_fields && columns[i]->is_null(row)) continue;
      out += separator;
      out += keys_[i];
      children_[i].write(*columns[i], row, out);
      separator = ',';
    }
    out += separator == '{' ? "{}" : "}";
  }

 private:
  void write_rare(const Column& column, std::size_t row, std::string& out) const {
    switch (kind_) {
      case TypeKind::Array: return write_array(column, row, out);
      case TypeKind::Map:
      case TypeKind::Multiset: return write_map(column, row, out);
      case TypeKind::Row: return write_fields(column.children(), column.child_row(row), out);
      case TypeKind::Null: return void(out += "null");
      default: break;
    }
    out += '"';
    write_quoted(column, row, out);
    out += '"';
  }

  void write_quoted(const Column& column, std::size_t row, std::string& out) const {
    switch (kind_) {
      case TypeKind::Date: return append_java_date(column.value<std::int32_t>(row), out);
      case TypeKind::Time: return append_seconds_of_day(column.value<std::int32_t>(row), out);
      case TypeKind::Timestamp:
        return append_local(column.value<Timestamp>(row), options_.standard, out);
      case TypeKind::TimestampLtz:
        append_local(column.value<Timestamp>(row), options_.standard, out);
        return void(out += 'Z');
      default: return append_base64(column.string(row), out);
    }
  }

  void write_array(const Column& column, std::size_t row, std::string& out) const {
    const auto list = column.value<ListRef>(row);
    out += '[';
    for (std::uint32_t i = 0; i < list.length; ++i) {
      if (i > 0) out += ',';
      children_[0].write(*column.children()[0], list.offset + i, out);
    }
    out += ']';
  }

  void write_map(const Column& column, std::size_t row, std::string& out) const {
    const auto list = column.value<ListRef>(row);
    const Column& keys = *column.children()[0];
    char separator = '{';
    for (std::uint32_t i = list.offset; i < list.offset + list.length; ++i) {
      if (keys.is_null(i) && options_.null_key_mode == NullKeyMode::Drop) continue;
      out += separator;
      append_json_string(keys.is_null(i) ? null_key() : keys.string(i), out);
      out += ':';
      children_[1].write(*column.children()[1], i, out);
      separator = ',';
    }
    out += separator == '{' ? "{}" : "}";
  }

  std::string_view null_key() const {
    if (options_.null_key_mode == NullKeyMode::Literal) return options_.null_key_literal;
    throw Error(ErrorCode::MalformedRecord,
                "JSON format doesn't support to serialize map data with null keys")
        .hint(
            "drop such entries or write a literal: 'json.map-null-key.mode' = 'DROP' | 'LITERAL'");
  }

  TypeKind kind_;
  int scale_;
  const JsonOptions& options_;
  std::vector<std::string> keys_;  // "\"name\":" of a Row's fields
  std::vector<ValueWriter> children_;
};

class JsonEncoder : public Encoder {
 public:
  explicit JsonEncoder(const FormatContext& context)
      : options_(read_json_options(context.options)),
        writer_(DataType::row(context.schema->fields), options_) {}

  void encode(const Batch& batch, EncodedRun& out) override {
    for (std::size_t row = 0; row < batch.row_count(); ++row) {
      writer_.write_fields(batch.columns(), row, out.bytes);
      out.ends.push_back(out.bytes.size());
    }
  }

 private:
  const JsonOptions options_;
  const ValueWriter writer_;
};

}  // namespace

std::unique_ptr<Encoder> make_json_encoder(const FormatContext& context) {
  return std::make_unique<JsonEncoder>(context);
}

}  // namespace streamsql
