// The json format: its options and what a schema must be.
#include <fmt/format.h>

#include "connectors/formats/json_options.h"
#include "connectors/formats/register.h"
#include "engine/base/ascii.h"

namespace streamsql {
namespace {

constexpr OptionSpec kSpecs[] = {
    {.key = "fail-on-missing-field",
     .type = OptionType::Boolean,
     .default_value = "false",
     .summary = "Whether a column that a document lacks makes the record malformed, not NULL."},
    {.key = "ignore-parse-errors",
     .type = OptionType::Boolean,
     .default_value = "false",
     .summary = "Makes a field that cannot be read NULL and skips documents that are no JSON."},
    kTimestampFormat,
    kMapNullKeyMode,
    kMapNullKeyLiteral,
    kPlainDecimals,
    kIgnoreNullFields,
    {.key = "decode.json-parser.enabled",
     .type = OptionType::Boolean,
     .default_value = "true",
     .summary =
         "When false, numbers are read as Flink's older tree decoder does: 1.10 as STRING is "
         "'1.1', and 1.0 fits a TINYINT."},
};

void check_map_keys(const DataType& type) {
  if (type.is(TypeKind::Map) || type.is(TypeKind::Multiset)) {
    const DataType& key = type.children().front().type;
    if (!key.is_character()) {
      throw Error(ErrorCode::InvalidTable,
                  fmt::format("JSON format doesn't support non-string as key type of map. "
                              "The type is: {}",
                              type.to_sql()))
          .hint("cast the keys to STRING");
    }
  }
  for (const auto& child : type.children()) check_map_keys(child.type);
}

class JsonFormat : public FormatFactory {
 public:
  std::string_view name() const override { return "json"; }
  std::string_view summary() const override {
    return "One JSON object per message or line; columns are matched to fields by name. A column "
           "that no statement reads is not decoded, so that its values fail no record.";
  }
  std::span<const OptionSpec> options() const override { return kSpecs; }
  ChangelogMode changelog() const override { return ChangelogMode::insert_only(); }
  bool reads_by_name() const override { return true; }
  void check(const FormatContext& context) const override {
    validate_options(context.options, kSpecs, "format 'json'");
    read_json_options(context.options);
    for (const auto& field : context.schema->fields) check_map_keys(field.type);
  }
  std::unique_ptr<Decoder> make_decoder(const FormatContext& context) const override {
    check(context);
    return make_json_decoder(context);
  }
  std::unique_ptr<Encoder> make_encoder(const FormatContext& context) const override {
    check(context);
    return make_json_encoder(context);
  }
};

}  // namespace

std::span<const OptionSpec> json_option_specs() { return kSpecs; }

JsonOptions read_json_options(const Options& options) {
  JsonOptions out;
  out.fail_on_missing_field = options.boolean("fail-on-missing-field").value_or(false);
  out.ignore_parse_errors = options.boolean("ignore-parse-errors").value_or(false);
  if (out.fail_on_missing_field && out.ignore_parse_errors) {
    throw options.invalid("fail-on-missing-field",
                          "fail-on-missing-field and ignore-parse-errors shouldn't both be true.");
  }
  out.tree = !options.boolean("decode.json-parser.enabled").value_or(true);
  const auto standard = options.text("timestamp-format.standard").value_or("SQL");
  if (equals_ignoring_case(standard, "ISO-8601")) out.standard = TimestampStandard::Iso8601;
  const auto mode = options.text("map-null-key.mode").value_or("FAIL");
  if (equals_ignoring_case(mode, "DROP")) out.null_key_mode = NullKeyMode::Drop;
  if (equals_ignoring_case(mode, "LITERAL")) out.null_key_mode = NullKeyMode::Literal;
  out.null_key_literal = options.text("map-null-key.literal").value_or("null");
  out.plain_decimals = options.boolean("encode.decimal-as-plain-number").value_or(false);
  out.ignore_null_fields = options.boolean("encode.ignore-null-fields").value_or(false);
  return out;
}

std::unique_ptr<FormatFactory> make_json_format() { return std::make_unique<JsonFormat>(); }

}  // namespace streamsql
