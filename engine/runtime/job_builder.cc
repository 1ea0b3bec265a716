#include "engine/runtime/job_builder.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/operator/operators.h"
#include "engine/runtime/plan_state.h"
#include "engine/runtime/values_reader.h"

namespace streamsql {
namespace {

constexpr std::uint64_t kRedoMemory = 16u << 20;  // of one sink subtask's log, before it spills

class Builder {
 public:
  Builder(const physical::Plan& plan, const JobSettings& settings, const BuildContext& context)
      : plan_(plan),
        settings_(settings),
        context_(context),
        graph_(make_job_graph(plan, settings.parallelism)) {}

  JobParts build() {
    for (const auto& group : graph_.groups) add_group(group);
    for (const auto& edge : graph_.edges) connect(edge);
    if (context_.start) {
      parts_.layout.operators = operators_of(plan_, settings_.parallelism);
      parts_.layout.fingerprint = fingerprint_of(plan_);
    }
    return std::move(parts_);
  }

 private:
  void add_group(const TaskGroup& group) {
    auto& subtasks = tasks_.emplace_back();
    for (int i = 0; i < group.parallelism; ++i) {
      auto task = group.source ? make_source_task(group, i) : make_gate_task(group, i);
      add_operators(group, *task, i);
      describe(group, *task, i);
      subtasks.push_back(task.get());
      parts_.tasks.push_back(std::move(task));
    }
    if (!group.source) return;
    JobParts::SourceGroup sources{
        std::get_if<physical::TableSourceScan>(&group.source->node), uid_of(*group.source), {}};
    for (auto* task : subtasks) sources.tasks.push_back(static_cast<SourceTask*>(task));
    parts_.sources.push_back(std::move(sources));
  }

  TaskSetup setup_of(const TaskGroup& group, int subtask) {
    const auto& first = group.source ? group.source : group.operators.front();
    TaskSetup setup{.id = static_cast<int>(parts_.tasks.size()),
                    .name = group.source ? std::string(node_name(*group.source)) : "",
                    .start = start_of(group, subtask),
                    .clock = settings_.clock,
                    .evaluation = {settings_.zone, settings_.clock, INT64_MIN},
                    .metrics = metrics_of(*first, subtask),
                    .listener = &context_.listener};
    for (const auto& node : group.operators) {
      if (!setup.name.empty()) setup.name += " -> ";
      setup.name += node_name(*node);
    }
    if (group.parallelism > 1) {
      setup.name += fmt::format(" ({}/{})", subtask + 1, group.parallelism);
    }
    return setup;
  }

  MetricGroup metrics_of(const physical::Node& node, int subtask) const {
    return {*settings_.metrics,
            {{"job", settings_.name},
             {"operator", fmt::format("{}[{}]", node_name(node), node.id)},
             {"subtask", std::to_string(subtask)}}};
  }

  std::unique_ptr<Task> make_gate_task(const TaskGroup& group, int subtask) {
    return std::make_unique<GateTask>(setup_of(group, subtask));
  }

  std::unique_ptr<Task> make_source_task(const TaskGroup& group, int subtask) {
    auto setup = setup_of(group, subtask);
    if (const auto* values = std::get_if<physical::Values>(&group.source->node)) {
      return std::make_unique<SourceTask>(std::move(setup), [values] {
        return SourceTask::Source{make_values_reader(values->rows), {}, {}};
      });
    }
    const auto& scan = std::get<physical::TableSourceScan>(group.source->node);
    ConnectorContext context{*settings_.clock, setup.metrics, *settings_.memory, subtask,
                             group.parallelism};
    if (context_.sinks) context.transaction = context_.sinks->transaction();
    return std::make_unique<SourceTask>(
        std::move(setup), [&scan, context, alignment = alignment_of(scan)] {
          return SourceTask::Source{scan.source->make_reader(context), scan.watermark, scan.columns,
                                    alignment};
        });
  }

  // All sources of the job that name the same group share it.
  std::shared_ptr<AlignmentGroup> alignment_of(const physical::TableSourceScan& scan) {
    if (!scan.watermark || !scan.watermark->alignment) return nullptr;
    auto& group = alignments_[scan.watermark->alignment->group];
    if (!group) group = std::make_shared<AlignmentGroup>();
    return group;
  }

  void add_operators(const TaskGroup& group, Task& task, int subtask) {
    auto& chain = task.chain();
    for (std::size_t i = 0; i < group.operators.size(); ++i) {
      const auto& node = *group.operators[i];
      const auto metrics = metrics_of(node, subtask);
      auto& chained = chain.add(make_operator(node, caches_), metrics);
      link_of(task, group.parents[i]).operators.push_back(&chained);
      chained.link.collector = collector_of(node, task);
      OperatorContext context{*settings_.clock,        metrics, task.mailbox(),   *settings_.memory,
                              task.setup().evaluation, subtask, group.parallelism};
      context.state = add_state(node, task, context);
      if (&node == keyed_node(group)) task.set_keyed(chained);
      if (context_.sinks) take_part(node, task, context);
      task.contexts().push_back(context);
    }
  }

  OperatorState* add_state(const physical::Node& node, Task& task, const OperatorContext& context) {
    if (!context_.state || !has_keyed_state(node)) return nullptr;
    auto& states = task.holdings().states;
    states.push_back(context_.state->open_operator(uid_of(node), context.subtask,
                                                   context.parallelism, context.metrics));
    return states.back().get();
  }

  void take_part(const physical::Node& node, Task& task, OperatorContext& context) {
    if (!std::holds_alternative<physical::Sink>(node.node)) return;
    const auto role = context_.sinks->role_of(node);
    if (role == Participation::Transaction) context.transaction = context_.sinks->transaction();
    if (role != Participation::Redo) return;
    auto& holdings = task.holdings();
    holdings.redo_limit = settings_.checkpoints->redo_limit;
    holdings.logs.push_back(
        {uid_of(node),
         std::make_unique<EpochRedoLog>(context_.work, std::min(kRedoMemory, holdings.redo_limit),
                                        *settings_.memory)});
    context.redo = holdings.logs.back().log.get();
    context.job_uuid = context_.sinks->job_uuid();
  }

  // The stateful operator by which a chain's watermark is found again.
  static const physical::Node* keyed_node(const TaskGroup& group) {
    for (const auto& node : group.operators) {
      if (has_keyed_state(*node)) return node.get();
    }
    return nullptr;
  }

  void describe(const TaskGroup& group, const Task& task, int subtask) {
    if (group.source) parts_.layout.sources[task.setup().id] = uid_of(*group.source);
    if (const auto* node = keyed_node(group)) {
      parts_.layout.chains[task.setup().id] = {uid_of(*node),
                                               fmt::format("{}/{}", subtask, group.parallelism)};
    }
  }

  TaskStart start_of(const TaskGroup& group, int subtask) const {
    TaskStart out;
    if (!context_.start) return out;
    out.epoch = context_.start->name.id + 1;
    int number = 0;
    for (const auto& split : context_.start->manifest.positions) {
      if (!group.source || split.source != uid_of(*group.source)) continue;
      if (number++ % group.parallelism != subtask) continue;
      out.splits.push_back({{split.split, split.position}, split.watermark});
    }
    out.watermark = watermark_of(group, subtask);
    return out;
  }

  // This subtask's own; at another parallelism the lowest of all.
  std::int64_t watermark_of(const TaskGroup& group, int subtask) const {
    const auto* node = keyed_node(group);
    if (!node) return INT64_MIN;
    std::optional<std::int64_t> lowest;
    const auto mine = fmt::format("{}/{}", subtask, group.parallelism);
    for (const auto& chain : context_.start->manifest.positions) {
      if (chain.source != std::string(kChainPrefix) + uid_of(*node)) continue;
      if (chain.split == mine) return chain.watermark;
      lowest = std::min(lowest.value_or(INT64_MAX), chain.watermark);
    }
    return lowest.value_or(INT64_MIN);
  }

  // With checkpoints, rows of a SELECT wait for their epoch's decision.
  const Collector* collector_of(const physical::Node& node, Task& task) const {
    for (std::size_t i = 0; i < plan_.roots.size(); ++i) {
      if (plan_.roots[i].get() != &node || i >= settings_.collectors.size()) continue;
      if (!context_.sinks) return &settings_.collectors[i];
      auto& holdings = task.holdings();
      holdings.collectors.push_back([&holdings, i](const Batch& rows) {
        holdings.collected.push_back({i, rows});
      });
      return &holdings.collectors.back();
    }
    return nullptr;
  }

  static Link& link_of(Task& task, int position) {
    return position == TaskGroup::kHead ? task.chain().head
                                        : task.chain().at(static_cast<std::size_t>(position)).link;
  }

  void connect(const GraphEdge& edge) {
    const auto& from = tasks_[static_cast<std::size_t>(edge.from)];
    const auto& to = tasks_[static_cast<std::size_t>(edge.to)];
    for (std::size_t i = 0; i < from.size(); ++i) {
      auto& writer = from[i]->chain().add_writer(edge.distribution, edge.keys);
      link_of(*from[i], edge.position).channels.push_back(&writer);
      for (std::size_t j = 0; j < to.size(); ++j) {
        if (edge.distribution == physical::Distribution::Forward && i != j) continue;
        parts_.channels.push_back(std::make_unique<Channel>(from[i]->signal(), to[j]->signal()));
        writer.add(*parts_.channels.back());
        static_cast<GateTask*>(to[j])->gate().add(*parts_.channels.back(), edge.input);
      }
    }
  }

  const physical::Plan& plan_;
  const JobSettings& settings_;
  const BuildContext& context_;
  const JobGraph graph_;
  const std::shared_ptr<LookupCaches> caches_ = std::make_shared<LookupCaches>();
  std::map<std::string, std::shared_ptr<AlignmentGroup>> alignments_;
  JobParts parts_;
  std::vector<std::vector<Task*>> tasks_;  // per group
};

}  // namespace

JobParts build_job(const physical::Plan& plan, const JobSettings& settings,
                   const BuildContext& context) {
  return Builder(plan, settings, context).build();
}

}  // namespace streamsql
