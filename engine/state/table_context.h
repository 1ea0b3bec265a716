// TableContext: what a table has from its operator subtask; StoredTable: what it owes to it.
#pragma once

#include <memory>

#include "engine/base/clock.h"
#include "engine/batch/key_group.h"
#include "engine/state/memory_share.h"
#include "engine/state/operator_record.h"
#include "engine/state/state_database.h"
#include "engine/state/table_cut.h"

namespace streamsql {

struct TableContext {
  std::shared_ptr<MemoryShare> memory;
  const Clock* clock = nullptr;
  KeyGroupRange groups;
  StateDatabase* database = nullptr;  // null: memory only, nothing is ever cut or evicted
  std::shared_ptr<CutGate> gate;
  std::uint32_t id = 0;  // names the table in the database
};

// The table's thread.
class StoredTable {
 public:
  virtual ~StoredTable() = default;
  virtual std::shared_ptr<TableCut> cut() = 0;
  // Whether the pool has refused since room was made; making some. No slot or value is held.
  virtual bool short_of_memory() const = 0;
  virtual void shed() = 0;
  virtual bool in_database() const = 0;    // whether it has ever put anything there
  virtual TableRecord record() const = 0;  // what the database holds once the last cut is written
};

}  // namespace streamsql
