// OperatorTables: the OperatorState of every backend: named tables, timers and values.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/state/leaf_table.h"
#include "engine/state/paged_table.h"
#include "engine/state/state_backend.h"

namespace streamsql {

struct OperatorOptions {
  TableContext tables;
  std::string uid;
  std::uint32_t subtask = 0, parallelism = 1;
  std::atomic<std::uint32_t>* next_id = nullptr;  // of tables in the database; of the backend
  std::vector<OperatorRecord> restored;           // of all former subtasks
};

// What OperatorTables::cut gives. Settled once: Durable by the checkpoint thread, else Failed.
class OperatorCut final : public StateCut {
 public:
  using Outcome = TableCut::Outcome;
  struct Range {
    std::string from, to;
    std::vector<Family> families;
  };

  ~OperatorCut() override { settle(Outcome::Failed); }
  void write(StateDatabase& database);
  void settle(Outcome outcome);

  std::shared_ptr<CutGate> gate;
  std::vector<std::shared_ptr<TableCut>> tables;
  std::vector<Range> dropped;
  std::shared_ptr<std::atomic<bool>> durable = std::make_shared<std::atomic<bool>>(false);
  std::string key, record;

 private:
  bool settled_ = false;
};

class OperatorTables final : public OperatorState {
 public:
  explicit OperatorTables(OperatorOptions options);

  KeyedTable& keyed_table(std::string_view name, const KeyedTableOptions& options) override;
  OrderedTable& ordered_table(std::string_view name) override;
  TimerQueue& timers() override;
  void drop(std::string_view table) override;
  std::vector<std::string> tables() const override;
  std::vector<std::string> restored_values(std::string_view name) const override;
  void set_value(std::string_view name, std::string bytes) override;
  std::unique_ptr<StateCut> cut(CheckpointId id) override;

 private:
  using Ranges = std::vector<OperatorCut::Range>;

  void adopt(const OperatorRecord& record);
  void adopt_table(const TableRecord& table);
  TableContext new_table_context();
  void move_pages(const TableRecord& record);
  void drop_stored(const StoredTable& table);
  void drop_from_database(const TableRecord& record);
  std::string record() const;
  void shed();
  template <typename Visit>
  void each_table(const Visit& visit) const;

  OperatorOptions options_;
  std::map<std::string, TableRecord, std::less<>> restored_tables_;  // not asked for yet
  std::map<std::string, std::unique_ptr<PagedTable>, std::less<>> keyed_;
  std::map<std::string, std::unique_ptr<LeafTable>, std::less<>> ordered_;
  std::unique_ptr<TimerQueue> timers_;
  std::map<std::string, std::vector<std::string>, std::less<>> restored_values_;
  std::map<std::string, std::vector<std::string>, std::less<>> values_;  // kept with the next cut
  Ranges dropped_, cut_dropped_;  // since the last cut; in it
  std::shared_ptr<std::atomic<bool>> cut_durable_;
};

}  // namespace streamsql
