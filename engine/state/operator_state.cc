#include "engine/state/operator_state.h"

#include <fmt/format.h>

#include "engine/base/error.h"

namespace streamsql {
namespace {

class EmptyCut final : public StateCut {};

}  // namespace

KeyedTable& OperatorTables::keyed_table(std::string_view name, const KeyedTableOptions& options) {
  auto found = keyed_.find(name);
  if (found == keyed_.end()) {
    found = keyed_.emplace(name, std::make_unique<PagedTable>(context_, options)).first;
  }
  if (!(found->second->options().layout == options.layout)) {
    throw Error(ErrorCode::StateUnreadable,
                fmt::format("Table '{}' holds states of another layout", name));
  }
  return *found->second;
}

OrderedTable& OperatorTables::ordered_table(std::string_view) {
  throw Error(ErrorCode::Internal, "Ordered tables are not there yet");
}

TimerQueue& OperatorTables::timers() {
  throw Error(ErrorCode::Internal, "Timers are not there yet");
}

void OperatorTables::drop(std::string_view table) {
  const auto found = keyed_.find(table);
  if (found != keyed_.end()) keyed_.erase(found);
}

std::vector<std::string> OperatorTables::tables() const {
  std::vector<std::string> names;
  for (const auto& [name, table] : keyed_) names.push_back(name);
  return names;
}

std::vector<std::string> OperatorTables::restored_values(std::string_view) const { return {}; }

void OperatorTables::set_value(std::string_view name, std::string bytes) {
  values_[std::string(name)] = std::move(bytes);
}

std::unique_ptr<StateCut> OperatorTables::cut(CheckpointId) { return std::make_unique<EmptyCut>(); }

}  // namespace streamsql
