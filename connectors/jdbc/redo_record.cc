#include "connectors/jdbc/redo_record.h"

#include "engine/batch/batch_builder.h"
#include "engine/batch/row_codec.h"

namespace streamsql::jdbc {

std::string encode_redo(const Batch& batch, std::uint32_t begin, std::uint32_t end) {
  std::string out;
  for (auto row = begin; row < end; ++row) {
    out += static_cast<char>(batch.kind(row));
    append_row(batch.columns(), row, out);
  }
  return out;
}

Batch decode_redo(std::string_view record, const Schema& schema) {
  BatchBuilder rows(schema);
  while (!record.empty()) {
    const auto kind = static_cast<RowKind>(record.front());
    record.remove_prefix(1);
    for (std::size_t i = 0; i < rows.column_count(); ++i) read_value(record, rows.column(i));
    rows.end_row(kind);
  }
  return rows.finish();
}

}  // namespace streamsql::jdbc
