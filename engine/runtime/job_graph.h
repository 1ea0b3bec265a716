// JobGraph: which operators share a task, and which channels lie between tasks.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "engine/plan/physical.h"

namespace streamsql {

// The subtasks of one chain. Operator i's rows come from operator parent[i], or from the head (the
// source or gate) where that is kHead.
struct TaskGroup {
  static constexpr int kHead = -1;

  int parallelism = 1;
  physical::NodePtr source;  // TableSourceScan or Values; null for a group behind a gate
  std::vector<physical::NodePtr> operators;
  std::vector<int> parents;
};

// Rows of operator `position` of group `from` go to input `input` of group `to`.
struct GraphEdge {
  int from, position;
  int to, input;
  physical::Distribution distribution;
  std::vector<int> keys;
};

struct JobGraph {
  std::vector<TaskGroup> groups;
  std::vector<GraphEdge> edges;
};

// A node without its own parallelism takes that of its input; a source takes `parallelism`, VALUES
// takes 1. A chain ends at an exchange, at a change of parallelism and in front of a node with
// several inputs.
JobGraph make_job_graph(const physical::Plan& plan, int parallelism);

}  // namespace streamsql
