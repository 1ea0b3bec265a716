// Grouping: what GROUP BY says, as keys and sets of keys.
#pragma once

#include <optional>
#include <vector>

#include "engine/planner/expression_binder.h"
#include "engine/planner/window_binder.h"

namespace streamsql {

struct Grouping {
  std::vector<ExpressionPtr> keys;  // over the input, each once
  // Per grouping set, per key: whether it is in the set. GROUP BY a, b is one set of both. Sorted
  // as Flink does: by group_id().
  std::vector<std::vector<bool>> sets;
  std::optional<GroupWindow> window = {};  // TUMBLE(ts, …) among the keys; in every set
  SourceSpan span = {};

  // $e: bit 0 is the last key; set where the key is not in the set.
  std::int64_t group_id(const std::vector<bool>& set) const;
  bool is_in_every_set(std::size_t key) const;
  // Whether some set has no keys: its group is there before any row is.
  bool has_empty_set() const;
};

// No GROUP BY is one empty set.
Grouping bind_grouping(const ast::Select& select, const ExpressionContext& context,
                       const Scope& scope);

}  // namespace streamsql
