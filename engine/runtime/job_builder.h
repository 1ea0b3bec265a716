// JobBuilder: the tasks of a job graph, connected by channels.
#pragma once

#include <memory>
#include <vector>

#include "engine/operator/lookup_cache.h"
#include "engine/runtime/epoch_committer.h"
#include "engine/runtime/job.h"
#include "engine/runtime/job_graph.h"
#include "engine/runtime/recovery.h"
#include "engine/runtime/task.h"

namespace streamsql {

struct JobParts {
  std::vector<std::unique_ptr<Task>> tasks;  // consumers behind producers
  std::vector<std::unique_ptr<Channel>> channels;
  // The subtasks of each source, with what finds their splits.
  struct SourceGroup {
    const physical::TableSourceScan* scan;  // null for VALUES
    std::string uid;
    std::vector<SourceTask*> tasks;
  };
  std::vector<SourceGroup> sources;
  EpochLayout layout;
};

// What the tasks of one execution share; outlives them.
struct BuildContext {
  TaskListener& listener;
  // With checkpoints; else null.
  const JobSinks* sinks = nullptr;
  const StartPoint* start = nullptr;
  std::filesystem::path work;     // of redo logs that outgrow memory
  StateBackend* state = nullptr;  // null: no operator of the plan has keyed state
};

// The plan, the settings and the context outlive the parts.
JobParts build_job(const physical::Plan& plan, const JobSettings& settings,
                   const BuildContext& context);

}  // namespace streamsql
