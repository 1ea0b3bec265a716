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

// Throws Error(InvalidOption) for what contradicts itself.
JsonOptions read_json_options(const Options& options);
std::span<const OptionSpec> json_option_specs();

std::unique_ptr<Decoder> make_json_decoder(const FormatContext& context);
std::unique_ptr<Encoder> make_json_encoder(const FormatContext& context);

}  // namespace streamsql
