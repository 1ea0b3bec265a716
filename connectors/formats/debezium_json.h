// The two halves of debezium-json.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/connector/format_metadata.h"

namespace streamsql {

struct DebeziumOptions {
  bool schema_include = false, ignore_parse_errors = false, ignore_null_fields = false;
};
DebeziumOptions read_debezium_options(const Options& options);
std::vector<MetadataSpec> debezium_metadata();

// `keys`: of debezium_metadata().
std::unique_ptr<Decoder> make_debezium_decoder(const FormatContext& context,
                                               const std::vector<std::string>& keys);
std::unique_ptr<Encoder> make_debezium_encoder(const FormatContext& context);

}  // namespace streamsql
