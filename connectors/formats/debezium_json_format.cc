// The debezium-json format: changes in Debezium's envelope of 'before', 'after' and 'op'.
#include <fmt/format.h>

#include "connectors/formats/debezium_json.h"
#include "connectors/formats/json_options.h"
#include "connectors/formats/register.h"

namespace streamsql {
namespace {

constexpr OptionSpec kSpecs[] = {
    {.key = "schema-include",
     .type = OptionType::Boolean,
     .default_value = "false",
     .summary = "Whether messages carry Debezium's schema beside the payload "
                "('value.converter.schemas.enable'); reading only."},
    {.key = "ignore-parse-errors",
     .type = OptionType::Boolean,
     .default_value = "false",
     .summary = "Makes a field that cannot be read NULL and skips messages that are no changes."},
    kTimestampFormat,
    kMapNullKeyMode,
    kMapNullKeyLiteral,
    kPlainDecimals,
    kIgnoreNullFields,
};

class DebeziumJsonFormat : public MetadataFormat {
 public:
  std::string_view name() const override { return "debezium-json"; }
  std::string_view summary() const override {
    return "Changes as Debezium writes them: one JSON object per change with 'before', 'after' and "
           "'op'.";
  }
  std::span<const OptionSpec> options() const override { return kSpecs; }
  ChangelogMode changelog() const override { return ChangelogMode::all(); }
  bool reads_by_name() const override { return true; }
  std::vector<MetadataSpec> metadata() const override { return debezium_metadata(); }

  void check(const FormatContext& context) const override {
    validate_options(context.options, kSpecs, "format 'debezium-json'");
    read_json_options(context.options);
  }
  std::unique_ptr<Decoder> make_decoder(const FormatContext& context) const override {
    return make_decoder_with(context, {});
  }
  std::unique_ptr<Decoder> make_decoder_with(const FormatContext& context,
                                             const std::vector<std::string>& keys) const override {
    check(context);
    return make_debezium_decoder(context, keys);
  }
  std::unique_ptr<Encoder> make_encoder(const FormatContext& context) const override {
    check(context);
    if (read_debezium_options(context.options).schema_include) {
      throw context.options.invalid("schema-include",
                                    "Debezium JSON serialization doesn't support "
                                    "'debezium-json.schema-include' option been set to true.");
    }
    return make_debezium_encoder(context);
  }
};

}  // namespace

DebeziumOptions read_debezium_options(const Options& options) {
  return {options.boolean("schema-include").value_or(false),
          options.boolean("ignore-parse-errors").value_or(false),
          options.boolean("encode.ignore-null-fields").value_or(false)};
}

std::unique_ptr<FormatFactory> make_debezium_json_format() {
  return std::make_unique<DebeziumJsonFormat>();
}

}  // namespace streamsql
