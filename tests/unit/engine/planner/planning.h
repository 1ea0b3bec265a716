// Planning: a session for tests of the planner, with connectors that touch nothing.
#pragma once

#include <string>

#include "engine/planner/ddl.h"
#include "engine/planner/planner.h"
#include "engine/sql/parser.h"

namespace streamsql {

// Connectors: 'stream' (a source that takes equality predicates when 'filters' = 'true' and makes
// watermarks when 'per-split' = 'true', and a sink of whatever 'accepts' says), 'dimension' (a
// lookup table), 'changes' (a source of all row kinds, without -U when 'mode' = 'upsert'), 'writer'
// (a sink only). Each takes every option.
const ConnectorRegistry& test_connectors();

class Planning {
 public:
  Planning();

  // Runs DDL and SET; throws Error.
  Planning& run(const std::string& sql);
  // What the last statement answered: one line per row, cells separated by " | ".
  std::string answer(const std::string& sql);
  // The plan of the queries and INSERTs of a script, as one job. Texts begin with a newline, and
  // their long lines go on in lines that begin with '|'.
  physical::Plan plan(const std::string& sql);
  std::string explain(const std::string& sql, bool changelog_mode = false);
  std::string logical(const std::string& sql);
  // "a INT\nb STRING NOT NULL\n": the columns of a query.
  std::string schema(const std::string& query);
  // A table t of the connector 'stream' with an event time ts and a processing time p.
  Planning& with_times();
  // The rendering of the error that the script ends with.
  std::string error(const std::string& sql);

  PlannerContext context() const { return {catalog_, test_connectors(), settings_}; }
  Settings& settings() { return settings_; }

 private:
  Catalog catalog_;
  Settings settings_;
};

}  // namespace streamsql
