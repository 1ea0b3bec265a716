// Changelog inference: which row kinds does each node produce, does its parent take them, and who
// needs -U? As Flink's FlinkChangelogModeInferenceProgram, in three walks.
#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "engine/function/aggregate.h"
#include "engine/planner/bottom_up.h"
#include "engine/planner/expression_binder.h"
#include "engine/planner/physical_planner.h"
#include "engine/planner/upsert_key.h"

namespace streamsql {
namespace {

using physical::NodePtr;

ChangelogMode merge(ChangelogMode a, const ChangelogMode& b) {
  a.insert = a.insert || b.insert;
  a.update_before = a.update_before || b.update_before;
  a.update_after = a.update_after || b.update_after;
  a.remove = a.remove || b.remove;
  return a;
}

// "update", "delete", "update and delete": what `produced` has and `taken` has not. An update
// without its -U is one that a sink by key can take.
std::string left_over(const ChangelogMode& produced, const ChangelogMode& taken) {
  const bool update = produced.update_after && !taken.update_after;
  const bool remove = produced.remove && !taken.remove;
  if (update && remove) return "update and delete";
  if (update) return "update";
  return remove ? "delete" : "";
}

// Makes changes of its own; every other node passes on what it gets.
bool makes_changes(const physical::Node& node) {
  return std::holds_alternative<physical::TableSourceScan>(node.node) ||
         std::holds_alternative<physical::GroupAggregate>(node.node) ||
         std::holds_alternative<physical::WindowAggregate>(node.node) ||
         std::holds_alternative<physical::Deduplicate>(node.node) ||
         std::holds_alternative<physical::Limit>(node.node) ||
         std::holds_alternative<physical::ChangelogNormalize>(node.node);
}

// The node whose changes arrive at `node`, as Flink names it.
const physical::Node& producer(const physical::Node& node) {
  if (makes_changes(node)) return node;
  for (const auto& input : physical::inputs_of(node)) {
    if (!input->changelog.is_insert_only()) return producer(*input);
  }
  return node;
}

Error cannot_consume(std::string_view who, std::string_view kinds, const physical::Node& input) {
  return Error(ErrorCode::UpdatesNotSupported,
               fmt::format("{} doesn't support consuming {} changes which is produced by node {}",
                           who, kinds, physical::describe(producer(input))));
}

ChangelogMode merged(const std::vector<NodePtr>& inputs) {
  auto mode = ChangelogMode::insert_only();
  for (const auto& input : inputs) mode = merge(mode, input->changelog);
  return mode;
}

NodePtr with_mode(physical::Node node, ChangelogMode mode) {
  node.changelog = mode;
  return std::make_shared<const physical::Node>(std::move(node));
}

// ---- first walk, inputs before parents: what is produced at most, and whether it can be taken

struct Produced {
  const std::vector<NodePtr>& inputs;

  ChangelogMode operator()(const physical::TableSourceScan& scan) const {
    return scan.source->changelog();
  }
  ChangelogMode operator()(const physical::GroupAggregate& node) const {
    const bool retracts = !inputs.front()->changelog.is_insert_only();
    if (retracts) check_retraction(node.calls);
    return {true, true, true, retracts};
  }
  ChangelogMode operator()(const physical::WindowAggregate& node) const {
    if (!inputs.front()->changelog.is_insert_only()) check_retraction(node.calls);
    return ChangelogMode::insert_only();
  }
  ChangelogMode operator()(const physical::Deduplicate& node) const {
    const auto kinds = left_over(inputs.front()->changelog, ChangelogMode::insert_only());
    if (!kinds.empty()) throw cannot_consume("StreamPhysicalDeduplicate", kinds, *inputs.front());
    const auto& time = node.input->schema->fields[static_cast<std::size_t>(node.time_column)].type;
    const bool first_to_come = time.time_attribute() == TimeAttribute::Proctime && !node.keep_last;
    return first_to_come ? ChangelogMode::insert_only() : ChangelogMode::all();
  }
  ChangelogMode operator()(const physical::ChangelogNormalize&) const {
    return ChangelogMode::all();
  }
  ChangelogMode operator()(const physical::Limit&) const {
    const auto mode = merged(inputs);
    return mode.is_insert_only() ? mode : ChangelogMode::all();
  }
  ChangelogMode operator()(const physical::DropUpdateBefore&) const {
    auto mode = inputs.front()->changelog;
    mode.update_before = false;
    return mode;
  }
  ChangelogMode operator()(const physical::Sink& sink) const {
    const auto mode = merged(inputs);
    const auto kinds = left_over(mode, sink.sink->accepts(mode));
    if (!kinds.empty()) {
      throw cannot_consume(fmt::format("Table sink '{}'", sink.table), kinds, *inputs.front())
          .hint(
              "tables that take them: upsert-kafka and jdbc with a PRIMARY KEY, kafka and "
              "filesystem with 'format' = 'debezium-json', print");
    }
    return mode;
  }
  ChangelogMode operator()(const auto&) const { return merged(inputs); }

  static void check_retraction(const std::vector<AggregateCall>& calls) {
    for (const auto& call : calls) {
      if (call.function->retraction != AggregateRetraction::None) continue;
      throw Error(ErrorCode::UpdatesNotSupported,
                  fmt::format("The aggregate function {} cannot take rows back, and its input has "
                              "updates",
                              call.name));
    }
  }
};

NodePtr with_produced_mode(const NodePtr& node) {
  const auto inputs = physical::inputs_of(*node);
  return with_mode(*node, std::visit(Produced{inputs}, node->node));
}

// ---- second walk, parents before inputs: who needs -U

// Whether -U may be left out of what arrives here. A filter needs both halves of an update: a row
// that no longer passes must be taken back.
bool can_do_without(const physical::Node& node) {
  if (!node.changelog.update_after || makes_changes(node)) return true;
  const auto* calc = std::get_if<physical::Calc>(&node.node);
  if (calc && !calc->conjuncts.empty()) return false;
  const auto inputs = physical::inputs_of(node);
  return std::all_of(inputs.begin(), inputs.end(),
                     [](const auto& input) { return can_do_without(*input); });
}

class UpdateBefore {
 public:
  explicit UpdateBefore(const std::vector<NodePtr>& roots) {
    for (const auto& root : roots) collect(root);
    for (auto node = order_.rbegin(); node != order_.rend(); ++node) {
      const bool wanted = wants(**node);
      for (const auto& input : physical::inputs_of(**node)) {
        needed_[input.get()] = needed_[input.get()] || wanted;
      }
    }
  }

  // Whether the node needs -U from its inputs.
  bool wants(const physical::Node& node) const {
    if (const auto* sink = std::get_if<physical::Sink>(&node.node)) {
      return sink->sink->accepts(node.changelog).update_before || !can_do_without(*sink->input);
    }
    if (std::holds_alternative<physical::ChangelogNormalize>(node.node) ||
        std::holds_alternative<physical::DropUpdateBefore>(node.node)) {
      return false;
    }
    const auto* calc = std::get_if<physical::Calc>(&node.node);
    if (calc && !calc->conjuncts.empty()) return true;
    const bool takes_back =
        makes_changes(node) || std::holds_alternative<physical::Collect>(node.node);
    return takes_back || is_needed(node);
  }

  // An id that no node of the plan has.
  int next_id() const { return next_id_; }

  // Whether some parent needs -U from the node.
  bool is_needed(const physical::Node& node) const {
    const auto found = needed_.find(&node);
    return found != needed_.end() && found->second;
  }

 private:
  void collect(const NodePtr& node) {
    if (!needed_.try_emplace(node.get(), false).second) return;
    for (const auto& input : physical::inputs_of(*node)) collect(input);
    order_.push_back(node.get());
    next_id_ = std::max(next_id_, node->id + 1);
  }

  int next_id_ = 1;
  std::map<const physical::Node*, bool> needed_;
  std::vector<const physical::Node*> order_;  // inputs before parents
};

// ---- third walk: -U only where it is needed

class FinalModes {
 public:
  explicit FinalModes(const UpdateBefore& before) : before_(before), next_id_(before.next_id()) {}

  NodePtr visit(const NodePtr& node) {
    const auto done = done_.find(node.get());
    if (done != done_.end()) return done->second;
    auto inputs = physical::inputs_of(*node);
    const bool wanted = before_.wants(*node);
    for (auto& input : inputs) input = edge(visit(input), wanted);
    auto mode = node->changelog;
    if (!makes_changes(*node)) {
      mode.update_before = merged(inputs).update_before &&
                           !std::holds_alternative<physical::DropUpdateBefore>(node->node);
    } else if (!std::holds_alternative<physical::TableSourceScan>(node->node)) {
      mode.update_before = mode.update_after && before_.is_needed(*node);
    }
    return done_[node.get()] = with_mode(*physical::with_inputs(node, std::move(inputs)), mode);
  }

 private:
  // A source, or a node that another parent needs -U from, gives it to all of its parents.
  NodePtr edge(NodePtr input, bool wanted) {
    const bool drops = std::holds_alternative<physical::DropUpdateBefore>(input->node);
    if (wanted || !input->changelog.update_before || drops) return input;
    auto& dropped = dropped_[input.get()];
    if (!dropped) {
      auto mode = input->changelog;
      mode.update_before = false;
      auto schema = input->schema;
      physical::Node node;
      node.id = next_id_++;
      node.schema = std::move(schema);
      node.changelog = mode;
      node.node = physical::DropUpdateBefore{std::move(input)};
      dropped = std::make_shared<const physical::Node>(std::move(node));
    }
    return dropped;
  }

  const UpdateBefore& before_;
  int next_id_;
  std::map<const physical::Node*, NodePtr> done_;
  std::map<const physical::Node*, NodePtr> dropped_;
};

// ---- sinks by key

// A sink by another key than the query's would need the rows of each key in order.
void check_sink_key(const physical::Node& node, const Settings& settings) {
  const auto* sink = std::get_if<physical::Sink>(&node.node);
  if (!sink || sink->consumed->primary_key.empty() || node.changelog.is_insert_only()) return;
  if (settings.word("table.exec.sink.upsert-materialize") == "NONE") return;
  if (sink->sink->accepts(node.changelog).update_before) return;
  const auto& key = sink->consumed->primary_key;
  if (updates_by(*sink->input, {key.begin(), key.end()})) return;
  throw Error(ErrorCode::UnsupportedSyntax,
              fmt::format("The primary key of the sink '{}' is not the key by which the query "
                          "updates its rows; SinkUpsertMaterializer, which this needs, is not "
                          "supported yet",
                          sink->table))
      .hint(
          "declare the query's key as the primary key, or set "
          "'table.exec.sink.upsert-materialize' = 'NONE' if a key never has two rows at a time");
}

}  // namespace

physical::Plan infer_changelog(const physical::Plan& plan, const Settings& settings) {
  const auto roots = BottomUp<physical::Node>(with_produced_mode).run(plan.roots);
  for (const auto& root : roots) check_sink_key(*root, settings);
  const UpdateBefore before(roots);
  FinalModes final_modes(before);
  physical::Plan out;
  for (const auto& root : roots) out.roots.push_back(final_modes.visit(root));
  return out;
}

}  // namespace streamsql
