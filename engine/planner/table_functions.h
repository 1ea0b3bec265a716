// TableFunctions: functions in FROM whose rows are there when a statement is bound.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/batch/batch.h"

namespace streamsql {

// Given to the planner by the program, which knows what they read. Any thread.
class TableFunctions {
 public:
  struct Table {
    SchemaPtr schema;
    Batch rows;
  };
  virtual ~TableFunctions() = default;
  virtual std::vector<std::string> names() const = 0;  // upper case
  // The arguments are texts. Throws Error; the caller adds the place.
  virtual Table call(std::string_view name, std::span<const std::string> arguments) const = 0;
};

}  // namespace streamsql
