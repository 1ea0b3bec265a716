#include "engine/runtime/job_builder.h"

#include <fmt/format.h>

#include "engine/operator/operators.h"
#include "engine/runtime/values_reader.h"

namespace streamsql {
namespace {

class Builder {
 public:
  Builder(const physical::Plan& plan, const JobSettings& settings, TaskListener& listener)
      : plan_(plan),
        settings_(settings),
        listener_(listener),
        graph_(make_job_graph(plan, settings.parallelism)) {}

  JobParts build() {
    for (const auto& group : graph_.groups) add_group(group);
    for (const auto& edge : graph_.edges) connect(edge);
    return std::move(parts_);
  }

 private:
  void add_group(const TaskGroup& group) {
    auto& subtasks = tasks_.emplace_back();
    for (int i = 0; i < group.parallelism; ++i) {
      auto task = group.source ? make_source_task(group, i) : make_gate_task(group, i);
      add_operators(group, *task, i);
      subtasks.push_back(task.get());
      parts_.tasks.push_back(std::move(task));
    }
    if (!group.source) return;
    JobParts::SourceGroup sources{std::get_if<physical::TableSourceScan>(&group.source->node), {}};
    for (auto* task : subtasks) sources.tasks.push_back(static_cast<SourceTask*>(task));
    parts_.sources.push_back(std::move(sources));
  }

  TaskSetup setup_of(const TaskGroup& group, int subtask) {
    const auto& first = group.source ? group.source : group.operators.front();
    TaskSetup setup{.id = static_cast<int>(parts_.tasks.size()),
                    .name = group.source ? std::string(node_name(*group.source)) : "",
                    .clock = settings_.clock,
                    .evaluation = {settings_.zone, settings_.clock, INT64_MIN},
                    .metrics = metrics_of(*first, subtask),
                    .listener = &listener_};
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
    const ConnectorContext context{*settings_.clock, setup.metrics, *settings_.memory, subtask,
                                   group.parallelism};
    return std::make_unique<SourceTask>(std::move(setup), [&scan, context] {
      return SourceTask::Source{scan.source->make_reader(context), scan.watermark, scan.columns};
    });
  }

  void add_operators(const TaskGroup& group, Task& task, int subtask) {
    auto& chain = task.chain();
    for (std::size_t i = 0; i < group.operators.size(); ++i) {
      const auto& node = *group.operators[i];
      const auto metrics = metrics_of(node, subtask);
      auto& chained = chain.add(make_operator(node, caches_), metrics);
      link_of(task, group.parents[i]).operators.push_back(&chained);
      chained.link.collector = collector_of(node);
      task.contexts().push_back({*settings_.clock, metrics, task.mailbox(), *settings_.memory,
                                 task.setup().evaluation, subtask, group.parallelism});
    }
  }

  const Collector* collector_of(const physical::Node& node) const {
    for (std::size_t i = 0; i < plan_.roots.size(); ++i) {
      if (plan_.roots[i].get() == &node && i < settings_.collectors.size()) {
        return &settings_.collectors[i];
      }
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
  TaskListener& listener_;
  const JobGraph graph_;
  const std::shared_ptr<LookupCaches> caches_ = std::make_shared<LookupCaches>();
  JobParts parts_;
  std::vector<std::vector<Task*>> tasks_;  // per group
};

}  // namespace

JobParts build_job(const physical::Plan& plan, const JobSettings& settings,
                   TaskListener& listener) {
  return Builder(plan, settings, listener).build();
}

}  // namespace streamsql
