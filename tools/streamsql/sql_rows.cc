#include "tools/streamsql/sql_rows.h"

#include <fmt/format.h>

#include "engine/function/cast.h"

namespace streamsql {
namespace {

// Bytes are shown as x'…', unlike in a CAST, as the SQL client does.
std::string hex_text(std::string_view bytes) {
  std::string out = "x'";
  for (const char c : bytes) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return out + "'";
}

struct CellWriter {
  std::vector<Cells>& rows;
  const TimeZonePtr& zone;

  void append(const ColumnPtr& column) {
    if (column->type().is_binary()) return append_bytes(*column);
    static const DataType kString = DataType::string();
    EvaluationContext context;
    context.zone = zone;
    const auto text = cast_column(column, {kString, false, context}, all_rows(column->size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (text->is_null(i)) {
        rows[i].push_back(std::nullopt);
      } else {
        rows[i].emplace_back(std::string(text->string(i)));
      }
    }
  }

  void append_bytes(const Column& column) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (column.is_null(i)) {
        rows[i].push_back(std::nullopt);
      } else {
        rows[i].emplace_back(hex_text(column.string(i)));
      }
    }
  }
};

}  // namespace

std::vector<Cells> sql_rows(const Batch& batch, const TimeZonePtr& zone, bool with_kinds) {
  std::vector<Cells> rows(batch.row_count());
  for (std::size_t i = 0; with_kinds && i < rows.size(); ++i) {
    rows[i].emplace_back(std::string(to_string(batch.kind(i))));
  }
  CellWriter writer{rows, zone};
  for (const auto& column : batch.columns()) writer.append(column);
  return rows;
}

}  // namespace streamsql
