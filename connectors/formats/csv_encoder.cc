// Writing rows as lines of delimited values, quoted where Jackson's CsvGenerator quotes.
#include <algorithm>
#include <fmt/format.h>

#include "connectors/formats/csv_options.h"
#include "connectors/formats/temporal_text.h"
#include "engine/base/base64.h"
#include "engine/base/utf8.h"
#include "engine/batch/row_text.h"
#include "engine/type/stripped_decimal.h"

namespace streamsql {
namespace {

// Longer text is quoted without looking at it.
constexpr std::size_t kCheckedLength = 24;

// A value's text, and whether it may have to be quoted: numbers and booleans are never.
bool append_scalar(const Column& column, std::size_t row, std::string& out) {
  switch (column.type().kind()) {
    case TypeKind::Decimal:
      append_stripped(column.value<Decimal>(row), column.type().scale(),
                      DecimalNotation::Scientific, out);
      return true;
    case TypeKind::Binary:
    case TypeKind::Varbinary: append_base64(column.string(row), out); return true;
    case TypeKind::Time:
      append_time_with_fraction(column.value<std::int32_t>(row), out);
      return true;
    case TypeKind::Timestamp:
      append_local(column.value<Timestamp>(row), TimestampStandard::Sql, out);
      return true;
    case TypeKind::TimestampLtz:
      append_local(column.value<Timestamp>(row), TimestampStandard::Sql, out);
      out += 'Z';
      return true;
    case TypeKind::IntervalMonth:
      fmt::format_to(std::back_inserter(out), "{}", column.value<std::int32_t>(row));
      return false;
    case TypeKind::IntervalMillis:
      fmt::format_to(std::back_inserter(out), "{}", column.value<std::int64_t>(row));
      return false;
    default:
      append_java_text(column, row, out);
      return !column.type().is_numeric() && !column.type().is(TypeKind::Boolean);
  }
}

class CsvEncoder : public Encoder {
 public:
  explicit CsvEncoder(const FormatContext& context) : options_(read_csv_options(context.options)) {
    // Jackson quotes what contains a character up to the greater of delimiter and quote.
    std::size_t at = 0;
    least_safe_ = next_code_point(options_.delimiter, at) + 1;
    at = 0;
    if (!options_.quote.empty()) {
      least_safe_ = std::max<char32_t>(least_safe_, next_code_point(options_.quote, at) + 1);
    }
  }

  void encode(const Batch& batch, EncodedRun& out) override {
    for (std::size_t row = 0; row < batch.row_count(); ++row) {
      for (std::size_t i = 0; i < batch.column_count(); ++i) {
        if (i > 0) out.bytes += options_.delimiter;
        write_column(batch.column(i), row, out.bytes);
      }
      out.ends.push_back(out.bytes.size());
    }
  }

 private:
  void write_column(const Column& column, std::size_t row, std::string& out) {
    if (column.is_null(row)) {
      out += options_.null_literal.value_or("");
      return;
    }
    text_.clear();
    if (write_text(column, row, text_) && needs_quotes(text_)) return write_quoted(text_, out);
    out += text_;
  }

  bool write_text(const Column& column, std::size_t row, std::string& out) {
    const auto kind = column.type().kind();
    if (kind == TypeKind::Array) {
      const auto list = column.value<ListRef>(row);
      for (std::uint32_t i = 0; i < list.length; ++i) {
        if (i > 0) out += options_.array_delimiter;
        write_element(*column.children()[0], list.offset + i, out);
      }
      return true;
    }
    if (kind != TypeKind::Row) return append_scalar(column, row, out);
    for (std::size_t i = 0; i < column.children().size(); ++i) {
      if (i > 0) out += options_.array_delimiter;
      write_element(*column.children()[i], column.child_row(row), out);
    }
    return true;
  }

  void write_element(const Column& column, std::size_t row, std::string& out) {
    if (column.is_null(row)) {
      out += options_.null_literal.value_or("");
    } else {
      write_text(column, row, out);
    }
  }

  bool needs_quotes(std::string_view text) const {
    if (options_.quote.empty()) return false;
    if (text.size() > kCheckedLength && utf16_length(text) > kCheckedLength) return true;
    if (!options_.escape.empty() && text.find(options_.escape) != text.npos) return true;
    for (std::size_t at = 0; at < text.size();) {
      if (next_code_point(text, at) < least_safe_) return true;
    }
    return false;
  }

  static std::size_t utf16_length(std::string_view text) {
    const auto four = std::count_if(text.begin(), text.end(),
                                    [](char c) { return static_cast<unsigned char>(c) >= 0xF0; });
    return count_code_points(text) + static_cast<std::size_t>(four);
  }

  void write_quoted(std::string_view text, std::string& out) const {
    out += options_.quote;
    while (!text.empty()) {
      const auto& special = text.starts_with(options_.quote) ? options_.quote : options_.escape;
      if (!special.empty() && text.starts_with(special)) {
        out += special;
        out += special;
        text.remove_prefix(special.size());
        continue;
      }
      out += text.front();
      text.remove_prefix(1);
    }
    out += options_.quote;
  }

  const CsvOptions options_;
  char32_t least_safe_ = 0;
  std::string text_;
};

}  // namespace

std::unique_ptr<Encoder> make_csv_encoder(const FormatContext& context) {
  return std::make_unique<CsvEncoder>(context);
}

}  // namespace streamsql
