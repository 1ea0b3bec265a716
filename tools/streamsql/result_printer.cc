#include "tools/streamsql/result_printer.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>

#include "tools/streamsql/sql_rows.h"
#include "tools/streamsql/status_line.h"

namespace streamsql {

ResultPrinter::ResultPrinter(SchemaPtr schema, ResultStyle style, TimeZonePtr zone)
    : schema_(std::move(schema)),
      style_(style),
      zone_(std::move(zone)),
      tableau_(Tableau::of_types(*schema_, style.max_column_width, style.streaming)) {}

void ResultPrinter::begin() {
  if (style_.streaming) write(tableau_.header());
}

void ResultPrinter::print(const Batch& batch) {
  auto rows = sql_rows(batch, zone_, style_.streaming);
  count_ += rows.size();
  if (style_.streaming) return write(tableau_.rows(rows));
  std::move(rows.begin(), rows.end(), std::back_inserter(rows_));
}

void ResultPrinter::end() {
  if (!style_.streaming) {
    return write(whole_tableau(schema_->names(), rows_, style_.max_column_width));
  }
  write(fmt::format("{}Received a total of {} {}\n", count_ > 0 ? tableau_.border() : "", count_,
                    count_ > 1 ? "rows" : "row"));
}

void ResultPrinter::write(const std::string& text) { write_to_stdout(text); }

std::string result_table_text(const ResultTable& table, bool plain) {
  if (!plain) return whole_tableau(table.header, table.rows, kUnlimitedWidth, NullText::Empty);
  std::string out;
  for (const auto& row : table.rows) {
    for (const auto& cell : row) out += cell.value_or("");
    if (!out.ends_with('\n')) out += '\n';
  }
  return out;
}

void write_to_stdout(const std::string& text) {
  int failure = 0;
  stderr_status().around([&] {
    if (std::ferror(stdout)) return;  // said already, and stdio remembers it
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    if (std::fflush(stdout) != 0 || !written) failure = errno;
  });
  if (failure == 0 || failure == EPIPE) return;
  throw Error(ErrorCode::FileSystemFault,
              fmt::format("Cannot write to standard output: {}", std::strerror(failure)));
}

bool stdout_is_closed() { return std::ferror(stdout) != 0; }

}  // namespace streamsql
