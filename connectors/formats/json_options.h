// JsonOptions: what the 'json.*' options of a table say.
#pragma once

#include <span>
#include <string>

#include "connectors/formats/temporal_text.h"
#include "engine/connector/format.h"

namespace streamsql {

enum class NullKeyMode : std::uint8_t { Fail, Drop, Literal };

// A plain value; what Flink's JsonFormatOptions hold.
struct JsonOptions {
  bool fail_on_missing_field = false;
  bool ignore_parse_errors = false;
  bool tree = false;  // read values as Jackson's tree does: decode.json-parser.enabled = false
  TimestampStandard standard = TimestampStandard::Sql;
  NullKeyMode null_key_mode = NullKeyMode::Fail;
  std::string null_key_literal = "null";
  bool plain_decimals = false;
  bool ignore_null_fields = false;
};

// The options that the formats which write JSON share.
inline constexpr OptionSpec kTimestampFormat = {
    .key = "timestamp-format.standard",
    .type = OptionType::Enum,
    .default_value = "SQL",
    .summary = "How timestamps are written: '2024-06-10 06:13:20.001' or with a 'T' (ISO-8601).",
    .values = "SQL|ISO-8601"};
inline constexpr OptionSpec kMapNullKeyMode = {
    .key = "map-null-key.mode",
    .type = OptionType::Enum,
    .default_value = "FAIL",
    .summary = "What writing a MAP with a NULL key does: fail, drop the entry, or write a literal.",
    .values = "FAIL|DROP|LITERAL"};
inline constexpr OptionSpec kMapNullKeyLiteral = {
    .key = "map-null-key.literal",
    .default_value = "null",
    .summary = "The key written for a NULL key under 'map-null-key.mode' = 'LITERAL'."};
inline constexpr OptionSpec kPlainDecimals = {
    .key = "encode.decimal-as-plain-number",
    .type = OptionType::Boolean,
    .default_value = "false",
    .summary = "Writes DECIMALs without exponent: 0.000000027 instead of 2.7E-8."};
inline constexpr OptionSpec kIgnoreNullFields = {
    .key = "encode.ignore-null-fields",
    .type = OptionType::Boolean,
    .default_value = "false",
    .summary = "Leaves fields that are NULL out of the documents written."};

// Throws Error(InvalidOption) for what contradicts itself.
JsonOptions read_json_options(const Options& options);
std::span<const OptionSpec> json_option_specs();

std::unique_ptr<Decoder> make_json_decoder(const FormatContext& context);
std::unique_ptr<Encoder> make_json_encoder(const FormatContext& context);

}  // namespace streamsql
