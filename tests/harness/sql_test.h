// SqlTest: a .test file: SQL with expected text, one fact per file.
//
//   # a comment; the first one says the fact
//   statement ok                          SQL follows, until a blank line
//   statement error E2002 at 1:8          SQL, ----, the message (place and message may be left
//   out) rows orders                           changes of a 'rows' table, until a blank line topic
//   orders | table users            messages of a topic | CSV of a database table query changelog |
//   query table         SQL, ----, expected rows; table: folded, any order written out what the
//   sink table `out` has been given so far
//
// Every file runs with batches of 1 and 1024 rows and with parallelism 1 and 4, and then killed and
// restored at each barrier, with ample memory and with so little that state lies on the disk. The
// changelog is compared as it is in the first mode (1024 rows, parallelism 1), folded to a table in
// the others. What sinks are given is not compared where jobs are killed: these write at once.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"

namespace streamsql::harness {

struct Directive {
  enum class Kind {
    StatementOk,
    StatementError,
    Rows,
    Topic,
    Table,
    QueryChangelog,
    QueryTable,
    Written
  } kind;
  std::string subject;   // table, topic or sink; the error code of StatementError
  std::string place;     // "1:8"; empty: not compared
  std::string body;      // SQL or data
  std::string expected;  // behind ----
  std::size_t line = 0;
};

// Throws Error(InvalidArgument) naming the line.
std::vector<Directive> parse_test(const std::string& name, const std::string& text);

struct TestMode {
  std::size_t batch_rows = 1024;
  int parallelism = 1;
  bool killed = false;                // and restored at each barrier
  std::uint64_t memory = 1ull << 30;  // of state and everything else
  bool canonical() const { return batch_rows == 1024 && parallelism == 1 && !killed; }
  std::string to_string() const;
};

// What went wrong, first difference first; nothing when the fact holds.
std::optional<std::string> run_test(const std::vector<Directive>& directives, TestMode mode);

}  // namespace streamsql::harness
