// OperatorTables: the OperatorState of every backend: named tables, timers and values.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/state/leaf_table.h"
#include "engine/state/paged_table.h"
#include "engine/state/state_backend.h"

namespace streamsql {

class OperatorTables final : public OperatorState {
 public:
  explicit OperatorTables(TableContext context) : context_(std::move(context)) {}

  KeyedTable& keyed_table(std::string_view name, const KeyedTableOptions& options) override;
  OrderedTable& ordered_table(std::string_view name) override;
  TimerQueue& timers() override;
  void drop(std::string_view table) override;
  std::vector<std::string> tables() const override;
  std::vector<std::string> restored_values(std::string_view name) const override;
  void set_value(std::string_view name, std::string bytes) override;
  std::unique_ptr<StateCut> cut(CheckpointId id) override;

 private:
  TableContext context_;
  std::map<std::string, std::unique_ptr<PagedTable>, std::less<>> keyed_;
  std::map<std::string, std::unique_ptr<LeafTable>, std::less<>> ordered_;
  std::unique_ptr<TimerQueue> timers_;
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace streamsql
