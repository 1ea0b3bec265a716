// The raw format: one column that is the message itself.
#include <algorithm>
#include <bit>
#include <cstring>
#include <fmt/format.h>

#include "connectors/formats/register.h"
#include "engine/base/ascii.h"
#include "engine/base/utf8.h"

namespace streamsql {
namespace {

constexpr OptionSpec kSpecs[] = {
    {.key = "charset",
     .default_value = "UTF-8",
     .summary = "How text is encoded: UTF-8, US-ASCII or ISO-8859-1."},
    {.key = "endianness",
     .type = OptionType::Enum,
     .default_value = "big-endian",
     .summary = "The order of the bytes of numbers.",
     .values = "big-endian|little-endian"},
};

enum class Charset : std::uint8_t { Utf8, Ascii, Latin1 };

struct RawOptions {
  Charset charset = Charset::Utf8;
  bool swap = true;  // the bytes of numbers, relative to this machine
};

RawOptions read_options(const Options& options) {
  RawOptions out;
  const auto charset = to_lower(options.text("charset").value_or("utf-8"));
  if (charset == "us-ascii" || charset == "ascii") {
    out.charset = Charset::Ascii;
  } else if (charset == "iso-8859-1" || charset == "latin1" || charset == "latin-1") {
    out.charset = Charset::Latin1;
  } else if (charset != "utf-8" && charset != "utf8") {
    throw options.invalid("charset", fmt::format("Unsupported 'raw.charset' name: {}.", charset))
        .hint("one of: UTF-8, US-ASCII, ISO-8859-1");
  }
  const bool big = to_lower(options.text("endianness").value_or("big-endian")) == "big-endian";
  out.swap = big == (std::endian::native == std::endian::little);
  return out;
}

bool is_raw_type(const DataType& type) {
  return type.is_character() || type.is_binary() || type.is(TypeKind::Boolean) ||
         type.is_integer() || type.is_approximate();
}

// Code points that the charset lacks become '?', malformed input U+FFFD, as in Java.
std::string to_utf8(std::string_view bytes, Charset charset) {
  std::string out;
  if (charset == Charset::Utf8) {
    for (std::size_t at = 0; at < bytes.size();) append_utf8(next_code_point(bytes, at), out);
    return out;
  }
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_utf8(byte >= 0x80 && charset == Charset::Ascii ? 0xFFFD : char32_t{byte}, out);
  }
  return out;
}

void append_in_charset(std::string_view text, Charset charset, std::string& out) {
  if (charset == Charset::Utf8) return void(out += text);
  const char32_t limit = charset == Charset::Ascii ? 0x80 : 0x100;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t point = next_code_point(text, at);
    out += point < limit ? static_cast<char>(static_cast<unsigned char>(point)) : '?';
  }
}

template <typename T>
bool append_number(std::string_view bytes, bool swap, ColumnBuilder& column) {
  if (bytes.size() != sizeof(T)) return false;
  char copy[sizeof(T)];
  std::memcpy(copy, bytes.data(), sizeof(T));
  if (swap) std::reverse(copy, copy + sizeof(T));
  T value;
  std::memcpy(&value, copy, sizeof(T));
  column.append<T>(value);
  return true;
}

template <typename T>
void write_number(const Column& column, std::size_t row, bool swap, std::string& out) {
  char copy[sizeof(T)];
  std::memcpy(copy, &column.value<T>(row), sizeof(T));
  if (swap) std::reverse(copy, copy + sizeof(T));
  out.append(copy, sizeof(T));
}

class RawDecoder : public Decoder {
 public:
  explicit RawDecoder(const FormatContext& context)
      : options_(read_options(context.options)), limits_(context.limits) {
    empty_ = context.schema->fields.empty();
  }

  void decode(const MessageRun& run, BatchBuilder& out, DecodeReport& report) override {
    report.clear();
    views_ = run.owner != nullptr;
    if (views_) out.hold(run.owner);
    for (std::size_t i = 0; i < run.messages.size(); ++i) {
      const bool good = empty_ || append(run.messages[i], out.column(0));
      report.row_counts.push_back(good ? 1 : 0);
      if (good) {
        out.end_row();
        continue;
      }
      report.problems.push_back(
          {static_cast<std::uint32_t>(i),
           fmt::format("Size of data received for deserializing {} type is not as expected: {} "
                       "bytes",
                       out.column(0).type().to_sql(), run.messages[i].size())});
    }
  }

 private:
  bool append(std::string_view bytes, ColumnBuilder& column) {
    if (bytes.data() == nullptr) {
      column.append_null();
      return true;
    }
    if (bytes.size() > limits_.message_bytes) return false;
    switch (column.type().kind()) {
      case TypeKind::Boolean:
        if (bytes.size() != 1) return false;
        column.append<std::uint8_t>(bytes[0] != 0);
        return true;
      case TypeKind::TinyInt: return append_number<std::int8_t>(bytes, options_.swap, column);
      case TypeKind::SmallInt: return append_number<std::int16_t>(bytes, options_.swap, column);
      case TypeKind::Int: return append_number<std::int32_t>(bytes, options_.swap, column);
      case TypeKind::BigInt: return append_number<std::int64_t>(bytes, options_.swap, column);
      case TypeKind::Float: return append_number<float>(bytes, options_.swap, column);
      case TypeKind::Double: return append_number<double>(bytes, options_.swap, column);
      default: return append_text(bytes, column);
    }
  }

  bool append_text(std::string_view bytes, ColumnBuilder& column) {
    const bool as_is =
        column.type().is_binary() || (options_.charset == Charset::Utf8 && is_valid_utf8(bytes));
    if (as_is && views_) {
      column.append_view(bytes);
    } else if (as_is) {
      column.append_string(bytes);
    } else {
      column.append_string(to_utf8(bytes, options_.charset));
    }
    return true;
  }

  const RawOptions options_;
  const DecodeLimits limits_;
  bool empty_ = false, views_ = false;
};

class RawEncoder : public Encoder {
 public:
  explicit RawEncoder(const FormatContext& context) : options_(read_options(context.options)) {}

  void encode(const Batch& batch, EncodedRun& out) override {
    const Column& column = batch.column(0);
    for (std::size_t row = 0; row < batch.row_count(); ++row) {
      const bool null = column.is_null(row);
      if (null || !out.null.empty()) out.null.resize(out.ends.size(), false);
      if (null || !out.null.empty()) out.null.push_back(null);
      if (!null) write(column, row, out.bytes);
      out.ends.push_back(out.bytes.size());
    }
  }

 private:
  void write(const Column& column, std::size_t row, std::string& out) const {
    switch (column.type().kind()) {
      case TypeKind::Boolean:
      case TypeKind::TinyInt: return write_number<std::int8_t>(column, row, false, out);
      case TypeKind::SmallInt: return write_number<std::int16_t>(column, row, options_.swap, out);
      case TypeKind::Int: return write_number<std::int32_t>(column, row, options_.swap, out);
      case TypeKind::BigInt: return write_number<std::int64_t>(column, row, options_.swap, out);
      case TypeKind::Float: return write_number<float>(column, row, options_.swap, out);
      case TypeKind::Double: return write_number<double>(column, row, options_.swap, out);
      case TypeKind::Char:
      case TypeKind::Varchar: return append_in_charset(column.string(row), options_.charset, out);
      default: out += column.string(row);
    }
  }

  const RawOptions options_;
};

class RawFormat : public FormatFactory {
 public:
  std::string_view name() const override { return "raw"; }
  std::string_view summary() const override {
    return "The message itself as the one column: text, bytes, or a number's bytes.";
  }
  std::span<const OptionSpec> options() const override { return kSpecs; }
  ChangelogMode changelog() const override { return ChangelogMode::insert_only(); }
  void check(const FormatContext& context) const override {
    validate_options(context.options, kSpecs, "format 'raw'");
    read_options(context.options);
    const Schema& record = context.record ? *context.record : *context.schema;
    if (record.fields.size() != 1) {
      throw Error(ErrorCode::InvalidTable,
                  fmt::format("The 'raw' format only supports single physical column. However the "
                              "defined schema contains multiple physical columns: {}",
                              fmt::join(record.names(), ", ")));
    }
    if (is_raw_type(record.fields[0].type)) return;
    throw Error(ErrorCode::InvalidTable,
                fmt::format("The 'raw' format doesn't supports '{}' as column type.",
                            record.fields[0].type.to_sql()));
  }
  std::unique_ptr<Decoder> make_decoder(const FormatContext& context) const override {
    check(context);
    return std::make_unique<RawDecoder>(context);
  }
  std::unique_ptr<Encoder> make_encoder(const FormatContext& context) const override {
    check(context);
    return std::make_unique<RawEncoder>(context);
  }
};

}  // namespace

std::unique_ptr<FormatFactory> make_raw_format() { return std::make_unique<RawFormat>(); }

}  // namespace streamsql
