// The marker of an epoch: an offset with metadata, committed by the epoch's own transaction.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "connectors/kafka/transaction_handle.h"
#include "engine/connector/transaction.h"

namespace streamsql::kafka {

// "v1:<n>:<uuid>". Throws Error(Internal) for what the broker could not hold or we not read back.
std::string marker_text(CheckpointId id, std::string_view uuid);
// Nothing when somebody else wrote it.
std::optional<Marker> parse_marker(std::int64_t offset, std::string_view metadata);

// The committed marker, read by a client of its own. After both ids are fenced only: a transaction
// that is still open would hold the answer back. Throws ExternalSystemUnavailable and the like.
std::optional<Marker> read_marker(const ClientConfig& consumer, const MarkerPlace& place);

}  // namespace streamsql::kafka
