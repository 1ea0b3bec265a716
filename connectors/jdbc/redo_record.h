// Redo records: changes of a sink table as bytes that wait in a checkpoint.
#pragma once

#include <string>
#include <string_view>

#include "engine/batch/batch.h"

namespace streamsql::jdbc {

// Rows [begin, end) of a batch: per row a byte of RowKind, then its values (row_codec.h).
std::string encode_redo(const Batch& batch, std::uint32_t begin, std::uint32_t end);
Batch decode_redo(std::string_view record, const Schema& schema);

}  // namespace streamsql::jdbc
