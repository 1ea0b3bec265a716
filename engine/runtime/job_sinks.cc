#include "engine/runtime/job_sinks.h"

#include "engine/runtime/plan_state.h"

namespace streamsql {
namespace {

const physical::Sink& sink_of(const physical::Node& node) {
  return std::get<physical::Sink>(node.node);
}

}  // namespace

JobSinks::JobSinks(const physical::Plan& plan, const JobSettings& settings,
                   const JobIdentity& identity)
    : settings_(settings), identity_(identity) {
  std::vector<const physical::Node*> sinks;
  for (const auto* node : nodes_of(plan)) {
    if (std::holds_alternative<physical::Sink>(node->node)) sinks.push_back(node);
  }
  for (const auto* node : sinks) roles_[node] = Participation::AtLeastOnce;
  if (settings.checkpoints->exactly_once) {
    make_transaction(sinks);
    for (const auto* node : sinks) {
      if (roles_[node] == Participation::AtLeastOnce) make_redo(*node);
    }
  }
  for (const auto* node : sinks) {
    if (roles_[node] == Participation::AtLeastOnce) at_least_once_.push_back(sink_of(*node).table);
  }
}

void JobSinks::make_transaction(const std::vector<const physical::Node*>& sinks) {
  Group group;
  for (const auto* node : sinks) {
    const auto& sink = *sink_of(*node).sink;
    if (sink.participation() != Participation::Transaction) continue;
    if (group.sinks.empty()) group = {sink.transaction_group(), uid_of(*node), {}};
    if (sink.transaction_group() != group.name) continue;
    group.sinks.push_back(&sink);
    roles_[node] = Participation::Transaction;
  }
  if (group.sinks.empty()) return;
  const auto& first = *group.sinks.front();
  transaction_ = first.make_transaction(context_of(group.uid, std::move(group.sinks)));
}

void JobSinks::make_redo(const physical::Node& node) {
  const auto& sink = *sink_of(node).sink;
  if (sink.participation() == Participation::AtLeastOnce) return;
  auto target = sink.make_redo_target(context_of(uid_of(node), {&sink}));
  if (!target) return;
  redo_.push_back({uid_of(node), std::move(target), false});
  roles_[&node] = Participation::Redo;
}

ParticipantContext JobSinks::context_of(std::string uid,
                                        std::vector<const TableSink*> sinks) const {
  const Labels labels{{"job", settings_.name}, {"sink", uid}};
  const ConnectorContext common{*settings_.clock, {*settings_.metrics, labels}, *settings_.memory};
  return {common,
          identity_.name,
          identity_.uuid,
          std::move(uid),
          std::move(sinks),
          settings_.checkpoints->interval,
          settings_.checkpoints->timeout,
          identity_.decider == "local" ? "" : identity_.decider,
          settings_.interruption};
}

}  // namespace streamsql
