// The csv format: its options and what a schema must be.
#include <fmt/format.h>

#include "connectors/formats/csv_options.h"
#include "connectors/formats/register.h"
#include "engine/base/utf8.h"

namespace streamsql {
namespace {

constexpr OptionSpec kSpecs[] = {
    {.key = "field-delimiter",
     .default_value = ",",
     .summary = "The character between two columns; '\\t' is a tabulator."},
    {.key = "disable-quote-character",
     .type = OptionType::Boolean,
     .default_value = "false",
     .summary = "Reads and writes quotes as ordinary characters."},
    {.key = "quote-character",
     .default_value = "\"",
     .summary = "The character around values that contain delimiters; doubled, it is itself."},
    {.key = "allow-comments",
     .type = OptionType::Boolean,
     .default_value = "false",
     .summary = "Skips lines that begin with '#'."},
    {.key = "ignore-parse-errors",
     .type = OptionType::Boolean,
     .default_value = "false",
     .summary = "Makes a value that cannot be read NULL and skips rows with too many columns."},
    {.key = "array-element-delimiter",
     .default_value = ";",
     .summary = "What stands between the elements of an ARRAY and the fields of a ROW."},
    {.key = "escape-character",
     .summary = "The character that makes the next one stand for itself."},
    {.key = "null-literal", .summary = "The text that is read as NULL and written for it."},
    {.key = "write-bigdecimal-in-scientific-notation",
     .type = OptionType::Boolean,
     .default_value = "true",
     .summary = "Whether DECIMALs may be written with an exponent, as 1E+2 for 100; Flink 1.20 "
                "writes the same text for both values.",
     .effect = OptionEffect::NoMeaning},
};

std::string one_character(const Options& options, std::string_view key,
                          std::string_view otherwise) {
  const auto text = options.text(key).value_or(std::string(otherwise));
  if (text == "\\t") return "\t";
  if (text.empty() && otherwise.empty() && !options.contains(key)) return "";
  if (count_code_points(text) == 1) return text;
  throw options.invalid(
      key, fmt::format("Option 'csv.{}' must be a string with single character, but was: {}", key,
                       text));
}

void check_type(const DataType& type, const std::string& field) {
  if (type.is(TypeKind::Map) || type.is(TypeKind::Multiset)) {
    throw Error(ErrorCode::InvalidTable,
                fmt::format("Unsupported type '{}' for field '{}'.", type.to_sql(), field))
        .hint("csv has no maps; use the json format, or a STRING column");
  }
  for (const auto& child : type.children()) check_type(child.type, field);
}

class CsvFormat : public FormatFactory {
 public:
  std::string_view name() const override { return "csv"; }
  std::string_view summary() const override {
    return "One line of delimited values per record, without header; columns go by position.";
  }
  std::span<const OptionSpec> options() const override { return kSpecs; }
  ChangelogMode changelog() const override { return ChangelogMode::insert_only(); }
  void check(const FormatContext& context) const override {
    validate_options(context.options, kSpecs, "format 'csv'");
    read_csv_options(context.options);
    for (const auto& field : context.schema->fields) check_type(field.type, field.name);
  }
  std::unique_ptr<Decoder> make_decoder(const FormatContext& context) const override {
    check(context);
    return make_csv_decoder(context);
  }
  std::unique_ptr<Encoder> make_encoder(const FormatContext& context) const override {
    check(context);
    return make_csv_encoder(context);
  }
};

}  // namespace

CsvOptions read_csv_options(const Options& options) {
  CsvOptions out;
  out.delimiter = one_character(options, "field-delimiter", ",");
  out.quote = one_character(options, "quote-character", "\"");
  out.escape = one_character(options, "escape-character", "");
  if (options.boolean("disable-quote-character").value_or(false)) {
    if (options.contains("quote-character")) {
      throw options.invalid("quote-character",
                            "Format cannot define a quote character and disabled quote character "
                            "at the same time.");
    }
    out.quote.clear();
  }
  out.array_delimiter = options.text("array-element-delimiter").value_or(";");
  out.null_literal = options.text("null-literal");
  out.allow_comments = options.boolean("allow-comments").value_or(false);
  out.ignore_parse_errors = options.boolean("ignore-parse-errors").value_or(false);
  return out;
}

std::unique_ptr<FormatFactory> make_csv_format() { return std::make_unique<CsvFormat>(); }

}  // namespace streamsql
