#include "engine/runtime/plan_state.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

#include "engine/base/durable_file.h"
#include "engine/base/error.h"
#include "engine/plan/state_columns.h"
#include "engine/runtime/job_graph.h"

namespace streamsql {
namespace {

using Operator = CheckpointManifest::Operator;

bool is_source(const physical::Node& node) {
  return std::holds_alternative<physical::TableSourceScan>(node.node) ||
         std::holds_alternative<physical::Values>(node.node);
}

bool leaves_something(const physical::Node& node) {
  return is_source(node) || std::holds_alternative<physical::Sink>(node.node) ||
         has_keyed_state(node);
}

void visit(const physical::NodePtr& node, std::set<const physical::Node*>& seen,
           std::vector<const physical::Node*>& out) {
  if (!seen.insert(node.get()).second) return;
  for (const auto& input : physical::inputs_of(*node)) visit(input, seen, out);
  out.push_back(node.get());
}

std::vector<Operator::Column> texts_of(const std::vector<Field>& fields) {
  std::vector<Operator::Column> out;
  for (const auto& field : fields) out.push_back({field.name, field.type.to_sql()});
  return out;
}

// A sink without redo left nothing that could be lost.
bool holds_anything(const Operator& op, const CheckpointManifest& manifest) {
  const auto has_position = std::any_of(manifest.positions.begin(), manifest.positions.end(),
                                        [&](const auto& split) { return split.source == op.uid; });
  return !op.layout.empty() || has_position;
}

std::string line(const Operator& op) {
  return op.layout.empty() ? fmt::format("{} '{}'", op.name, op.uid)
                           : fmt::format("{} '{}' {}", op.name, op.uid, op.layout);
}

void append(std::string& out, std::string_view title, const std::vector<std::string>& lines) {
  for (const auto& text : lines) out += fmt::format("  {} {}\n", title, text);
}

}  // namespace

std::vector<const physical::Node*> nodes_of(const physical::Plan& plan) {
  std::set<const physical::Node*> seen;
  std::vector<const physical::Node*> out;
  for (const auto& root : plan.roots) visit(root, seen, out);
  return out;
}

std::string uid_of(const physical::Node& node) {
  return node.uid.empty() ? fmt::format("{}-{}", physical::node_name(node), node.id) : node.uid;
}

bool has_keyed_state(const physical::Node& node) { return !physical::state_layout(node).empty(); }

std::vector<Operator> operators_of(const physical::Plan& plan, int parallelism) {
  std::vector<Operator> out;
  const auto add = [&out](const physical::Node& node, int subtasks) {
    if (!leaves_something(node)) return;
    const auto columns = physical::state_columns(node);
    out.push_back({uid_of(node), std::string(physical::node_name(node)),
                   physical::state_layout(node), subtasks, texts_of(columns.keys),
                   texts_of(columns.values)});
  };
  for (const auto& group : make_job_graph(plan, parallelism).groups) {
    if (group.source) add(*group.source, group.parallelism);
    for (const auto& node : group.operators) add(*node, group.parallelism);
  }
  return out;
}

std::string fingerprint_of(const physical::Plan& plan) {
  return digest_text(physical::to_text(plan, {.changelog_mode = true}));
}

std::string StateFit::to_string() const {
  std::string out;
  append(out, "kept   ", kept);
  append(out, "new    ", fresh);
  append(out, "dropped", dropped);
  return out;
}

StateFit fit_state(const CheckpointManifest& manifest, const std::vector<Operator>& wanted) {
  StateFit fit;
  std::map<std::string, const Operator*> known;
  for (const auto& op : manifest.operators) known[op.uid] = &op;
  for (const auto& op : wanted) {
    const auto found = known.find(op.uid);
    if (found == known.end()) {
      fit.fresh.push_back(line(op));
      continue;
    }
    const auto& before = *found->second;
    if (before.layout == op.layout) {
      fit.kept.push_back(line(op));
    } else {
      fit.fresh.push_back(line(op));
      fit.dropped.push_back(fmt::format("{}: its state looks different now", line(before)));
      fit.dropped_uids.push_back(op.uid);
    }
    known.erase(found);
  }
  for (const auto& op : manifest.operators) {
    if (!known.contains(op.uid) || !holds_anything(op, manifest)) continue;
    fit.dropped.push_back(fmt::format("{}: no operator of the job takes it", line(op)));
    fit.dropped_uids.push_back(op.uid);
  }
  return fit;
}

void require_fit(const StateFit& fit, const CheckpointManifest& manifest, bool allow_dropped) {
  if (fit.dropped.empty() || allow_dropped) return;
  throw Error(ErrorCode::StateDropped,
              fmt::format("Checkpoint {} holds state that this job would lose:\n{}", manifest.id,
                          fit.to_string()))
      .hint(
          "run the SQL that wrote it, or accept the loss with --allow-dropped-state, or begin "
          "anew with --fresh");
}

}  // namespace streamsql
