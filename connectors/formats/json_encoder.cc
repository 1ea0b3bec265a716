// Writing rows as JSON objects.
#include <fmt/format.h>

#include "connectors/formats/json_options.h"
#include "connectors/formats/json_scanner.h"
#include "connectors/formats/text_buffer.h"
#include "engine/base/base64.h"
#include "engine/type/digits.h"
#include "engine/type/number_text.h"
#include "engine/type/stripped_decimal.h"

namespace streamsql {
namespace {

void write_integer(std::int64_t value, TextBuffer& out) {
  char digits[24];
  char* const end = digits + sizeof digits;
  const auto magnitude = static_cast<std::uint64_t>(value);
  char* begin = write_digits_backwards(value < 0 ? 0 - magnitude : magnitude, end);
  if (value < 0) *--begin = '-';
  out.append({begin, static_cast<std::size_t>(end - begin)});
}

// NaN and the infinities stand in quotes: JSON has no numbers for them.
template <typename T>
void write_approximate(T value, TextBuffer& out) {
  const bool finite = value - value == 0;
  if (!finite) out.push('"');
  out.append_from([&](std::string& text) {
    if constexpr (sizeof(T) == 4) {
      append_java_float(value, text);
    } else {
      append_java_double(value, text);
    }
  });
  if (!finite) out.push('"');
}

void write_string(std::string_view text, TextBuffer& out) {
  char* const begin = out.room(text.size() + 2);
  if (!copy_plain_json(text, begin + 1)) {
    return out.append_from([&](std::string& escaped) { append_json_string(text, escaped); });
  }
  begin[0] = begin[text.size() + 1] = '"';
  out.end(begin + text.size() + 2);
}

// `,"name":`, filled up to whole blocks: copying these needs no call and no loop over bytes.
class FieldKey {
 public:
  explicit FieldKey(std::string_view name) : padded_(",") {
    append_json_string(name, padded_);
    padded_ += ':';
    size_ = padded_.size();
    padded_.resize((size_ + kBlock - 1) / kBlock * kBlock);
  }
  void write(TextBuffer& out) const {
    char* const to = out.room(padded_.size());
    for (std::size_t i = 0; i < padded_.size(); i += kBlock) {
      std::memcpy(to + i, padded_.data() + i, kBlock);
    }
    out.end(to + size_);
  }

 private:
  static constexpr std::size_t kBlock = 16;
  std::string padded_;
  std::size_t size_;
};

// Writes the values of one type.
class ValueWriter {
 public:
  ValueWriter(const DataType& type, const JsonOptions& options)
      : kind_(type.kind()), scale_(type.scale()), options_(options) {
    for (const auto& child : type.children()) {
      keys_.emplace_back(child.name);
      children_.emplace_back(child.type, options);
    }
    if (kind_ == TypeKind::Multiset) children_.emplace_back(DataType::integer(), options);
  }

  void write(const Column& column, std::size_t row, TextBuffer& out) const {
    if (column.is_null(row)) return out.append("null");
    switch (kind_) {
      case TypeKind::Char:
      case TypeKind::Varchar: return write_string(column.string(row), out);
      case TypeKind::Boolean: return out.append(column.value<std::uint8_t>(row) ? "true" : "false");
      case TypeKind::TinyInt: return write_integer(column.value<std::int8_t>(row), out);
      case TypeKind::SmallInt: return write_integer(column.value<std::int16_t>(row), out);
      case TypeKind::Int:
      case TypeKind::IntervalMonth: return write_integer(column.value<std::int32_t>(row), out);
      case TypeKind::BigInt:
      case TypeKind::IntervalMillis: return write_integer(column.value<std::int64_t>(row), out);
      case TypeKind::Float: return write_approximate(column.value<float>(row), out);
      case TypeKind::Double: return write_approximate(column.value<double>(row), out);
      case TypeKind::Decimal: return write_decimal(column.value<Decimal>(row), out);
      default: return write_rare(column, row, out);
    }
  }

  // `{"a":1,"b":2}`; the columns are a batch's or a Row's children.
  void write_fields(const std::vector<ColumnPtr>& columns, std::size_t row, TextBuffer& out) const {
    const std::size_t begin = out.size();
    for (std::size_t i = 0; i < children_.size(); ++i) {
      if (options_.ignore_null_fields && columns[i]->is_null(row)) continue;
      keys_[i].write(out);
      children_[i].write(*columns[i], row, out);
    }
    if (out.size() == begin) return out.append("{}");
    out[begin] = '{';  // where the first key's comma was
    out.push('}');
  }

 private:
  void write_decimal(Decimal value, TextBuffer& out) const {
    const auto notation =
        options_.plain_decimals ? DecimalNotation::Plain : DecimalNotation::Scientific;
    out.end(write_stripped(value, scale_, notation, out.room(kDecimalTextSize)));
  }

  void write_rare(const Column& column, std::size_t row, TextBuffer& out) const {
    switch (kind_) {
      case TypeKind::Array: return write_array(column, row, out);
      case TypeKind::Map:
      case TypeKind::Multiset: return write_map(column, row, out);
      case TypeKind::Row: return write_fields(column.children(), column.child_row(row), out);
      case TypeKind::Null: return out.append("null");
      default: break;
    }
    out.push('"');
    out.append_from([&](std::string& text) { append_quoted(column, row, text); });
    out.push('"');
  }

  void append_quoted(const Column& column, std::size_t row, std::string& out) const {
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

  void write_array(const Column& column, std::size_t row, TextBuffer& out) const {
    const auto list = column.value<ListRef>(row);
    out.push('[');
    for (std::uint32_t i = 0; i < list.length; ++i) {
      if (i > 0) out.push(',');
      children_[0].write(*column.children()[0], list.offset + i, out);
    }
    out.push(']');
  }

  void write_map(const Column& column, std::size_t row, TextBuffer& out) const {
    const auto list = column.value<ListRef>(row);
    const Column& keys = *column.children()[0];
    char separator = '{';
    for (std::uint32_t i = list.offset; i < list.offset + list.length; ++i) {
      if (keys.is_null(i) && options_.null_key_mode == NullKeyMode::Drop) continue;
      out.push(separator);
      write_string(keys.is_null(i) ? null_key() : keys.string(i), out);
      out.push(':');
      children_[1].write(*column.children()[1], i, out);
      separator = ',';
    }
    out.append(separator == '{' ? "{}" : "}");
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
  std::vector<FieldKey> keys_;  // of a Row's fields
  std::vector<ValueWriter> children_;
};

class JsonEncoder : public Encoder {
 public:
  explicit JsonEncoder(const FormatContext& context)
      : options_(read_json_options(context.options)),
        writer_(DataType::row(context.schema->fields), options_) {}

  void encode(const Batch& batch, EncodedRun& out) override {
    for (std::size_t row = 0; row < batch.row_count(); ++row) {
      text_.clear();
      writer_.write_fields(batch.columns(), row, text_);
      out.bytes.append(text_.view());
      out.ends.push_back(out.bytes.size());
    }
  }

 private:
  const JsonOptions options_;
  const ValueWriter writer_;
  TextBuffer text_;
};

}  // namespace

std::unique_ptr<Encoder> make_json_encoder(const FormatContext& context) {
  return std::make_unique<JsonEncoder>(context);
}

}  // namespace streamsql
