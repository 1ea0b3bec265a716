// MetadataFormat: a format whose messages say more than the columns of the table.
#pragma once

#include "engine/connector/table.h"

namespace streamsql {

// Connectors offer the keys with the prefix "value." (Flink: DecodingFormat.listReadableMetadata).
class MetadataFormat : public FormatFactory {
 public:
  virtual std::vector<MetadataSpec> metadata() const = 0;
  // The columns of the schema are followed by those of `keys`, in their order, with the types of
  // metadata().
  virtual std::unique_ptr<Decoder> make_decoder_with(
      const FormatContext& context, const std::vector<std::string>& keys) const = 0;
};

}  // namespace streamsql
