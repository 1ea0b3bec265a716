// TableContext: what a table has from its operator subtask.
#pragma once

#include <memory>

#include "engine/base/clock.h"
#include "engine/batch/key_group.h"
#include "engine/state/memory_share.h"

namespace streamsql {

struct TableContext {
  std::shared_ptr<MemoryShare> memory;
  const Clock* clock = nullptr;
  KeyGroupRange groups;
};

}  // namespace streamsql
