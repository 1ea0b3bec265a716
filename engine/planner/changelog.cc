// Changelog inference: which row kinds does each node produce, and does its parent take them?
#include <fmt/format.h>
#include <map>

#include "engine/planner/physical_planner.h"

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

// The node that makes the changes, as Flink names it: the lowest that has them.
const physical::Node& producer(const physical::Node& node) {
  for (const auto& input : physical::inputs_of(node)) {
    if (!input->changelog.is_insert_only()) return producer(*input);
  }
  return node;
}

void set_inputs(physical::TableSourceScan&, std::vector<NodePtr>) {}
void set_inputs(physical::Values&, std::vector<NodePtr>) {}
void set_inputs(physical::Union& node, std::vector<NodePtr> inputs) {
  node.inputs = std::move(inputs);
}
template <typename OneInput>
void set_inputs(OneInput& node, std::vector<NodePtr> inputs) {
  node.input = inputs.front();
}

class ChangelogInference {
 public:
  NodePtr visit(const NodePtr& node) {
    const auto done = done_.find(node.get());
    if (done != done_.end()) return done->second;
    auto copy = *node;
    auto inputs = physical::inputs_of(*node);
    ChangelogMode mode = ChangelogMode::insert_only();
    for (auto& input : inputs) {
      input = visit(input);
      mode = merge(mode, input->changelog);
    }
    std::visit([&](auto& kind) { set_inputs(kind, std::move(inputs)); }, copy.node);
    copy.changelog = mode;
    if (const auto* scan = std::get_if<physical::TableSourceScan>(&copy.node)) {
      copy.changelog = scan_mode(*scan);
    } else if (std::holds_alternative<physical::Limit>(copy.node)) {
      if (!mode.is_insert_only()) copy.changelog = ChangelogMode::all();
    } else if (const auto* sink = std::get_if<physical::Sink>(&copy.node)) {
      check_sink(*sink);
    }
    return done_[node.get()] = std::make_shared<const physical::Node>(std::move(copy));
  }

 private:
  static ChangelogMode scan_mode(const physical::TableSourceScan& scan) {
    const auto mode = scan.source->changelog();
    if (mode.update_after && !mode.update_before) {
      throw Error(ErrorCode::UnsupportedSyntax,
                  fmt::format("ChangelogNormalize, which the source '{}' needs, is not supported "
                              "yet",
                              scan.table));
    }
    return mode;
  }

  static void check_sink(const physical::Sink& sink) {
    const auto& produced = sink.input->changelog;
    const auto kinds = left_over(produced, sink.sink->accepts(produced));
    if (kinds.empty()) return;
    throw Error(ErrorCode::UpdatesNotSupported,
                fmt::format("Table sink '{}' doesn't support consuming {} changes which is "
                            "produced by node {}",
                            sink.table, kinds, physical::describe(producer(*sink.input))));
  }

  std::map<const physical::Node*, NodePtr> done_;
};

}  // namespace

physical::Plan infer_changelog(const physical::Plan& plan) {
  ChangelogInference inference;
  physical::Plan out;
  for (const auto& root : plan.roots) out.roots.push_back(inference.visit(root));
  return out;
}

}  // namespace streamsql
