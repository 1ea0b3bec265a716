#include "engine/state/operator_state.h"

#include <fmt/format.h>
#include <set>

#include "engine/base/error.h"

namespace streamsql {
namespace {

constexpr std::string_view kTimers = "$timers";  // no operator names a table so

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

OrderedTable& OperatorTables::ordered_table(std::string_view name) {
  auto found = ordered_.find(name);
  if (found == ordered_.end()) {
    found = ordered_.emplace(name, std::make_unique<LeafTable>(context_)).first;
  }
  return *found->second;
}

TimerQueue& OperatorTables::timers() {
  if (!timers_) timers_ = make_timer_queue(ordered_table(kTimers), context_.groups);
  return *timers_;
}

void OperatorTables::drop(std::string_view table) {
  if (const auto found = keyed_.find(table); found != keyed_.end()) keyed_.erase(found);
  if (const auto found = ordered_.find(table); found != ordered_.end()) ordered_.erase(found);
}

std::vector<std::string> OperatorTables::tables() const {
  std::set<std::string> names;
  for (const auto& [name, table] : keyed_) names.insert(name);
  for (const auto& [name, table] : ordered_) names.insert(name);
  names.erase(std::string(kTimers));
  return {names.begin(), names.end()};
}

std::vector<std::string> OperatorTables::restored_values(std::string_view) const { return {}; }

void OperatorTables::set_value(std::string_view name, std::string bytes) {
  values_[std::string(name)] = std::move(bytes);
}

std::unique_ptr<StateCut> OperatorTables::cut(CheckpointId) { return std::make_unique<EmptyCut>(); }

}  // namespace streamsql
