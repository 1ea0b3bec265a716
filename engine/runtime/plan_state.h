// PlanState: which operators of a plan leave something in a checkpoint, and how a checkpoint fits a
// plan that may have changed since.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/plan/physical.h"
#include "engine/state/checkpoint_directory.h"

namespace streamsql {

// Every node once, inputs first.
std::vector<const physical::Node*> nodes_of(const physical::Plan& plan);
// Finds what the node left in a checkpoint: node.uid, or its name and number where it has none.
std::string uid_of(const physical::Node& node);
bool has_keyed_state(const physical::Node& node);

// Sources, sinks and stateful operators, as a manifest lists them.
std::vector<CheckpointManifest::Operator> operators_of(const physical::Plan& plan, int parallelism);
// Changes when the plan does.
std::string fingerprint_of(const physical::Plan& plan);

// A line each: "GroupAggregate 'agg-1'".
struct StateFit {
  std::vector<std::string> kept, fresh, dropped;
  std::vector<std::string> dropped_uids;
  bool changed() const { return !fresh.empty() || !dropped.empty(); }
  std::string to_string() const;
};
StateFit fit_state(const CheckpointManifest& manifest,
                   const std::vector<CheckpointManifest::Operator>& wanted);
// Refuses (StateDropped) to lose state unless that is allowed.
void require_fit(const StateFit& fit, const CheckpointManifest& manifest, bool allow_dropped);

}  // namespace streamsql
