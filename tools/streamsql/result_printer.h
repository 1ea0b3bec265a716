// ResultPrinter: rows of a query as a tableau on standard output.
#pragma once

#include <string>
#include <vector>

#include "engine/batch/batch.h"
#include "engine/type/time_zone.h"
#include "tools/streamsql/script.h"
#include "tools/streamsql/tableau.h"

namespace streamsql {

// One per query. Streaming: the header at once, rows as they come, a footer at the end. Batch: all
// at the end. One call at a time.
class ResultPrinter {
 public:
  ResultPrinter(SchemaPtr schema, ResultStyle style, TimeZonePtr zone);
  void begin();
  void print(const Batch& batch);
  void end();

 private:
  void write(const std::string& text);

  SchemaPtr schema_;
  ResultStyle style_;
  TimeZonePtr zone_;
  Tableau tableau_;
  std::vector<Cells> rows_;  // of a batch result
  std::uint64_t count_ = 0;
};

// SHOW, DESCRIBE, EXPLAIN. Secrets must have been masked.
std::string result_table_text(const ResultTable& table, bool plain);

// Writes to standard output, above the status line when both are the terminal's. A reader that has
// gone is no error (stdout_is_closed() tells); a full disk is, and throws.
void write_to_stdout(const std::string& text);

// Whether a write to standard output has failed, as after `streamsql run job.sql | head`.
bool stdout_is_closed();

}  // namespace streamsql
