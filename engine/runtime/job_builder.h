// JobBuilder: the tasks of a job graph, connected by channels.
#pragma once

#include <memory>
#include <vector>

#include "engine/operator/lookup_cache.h"
#include "engine/runtime/job.h"
#include "engine/runtime/job_graph.h"
#include "engine/runtime/task.h"

namespace streamsql {

struct JobParts {
  std::vector<std::unique_ptr<Task>> tasks;  // consumers behind producers
  std::vector<std::unique_ptr<Channel>> channels;
  // The subtasks of each source, with what finds their splits.
  struct SourceGroup {
    const physical::TableSourceScan* scan;  // null for VALUES
    std::vector<SourceTask*> tasks;
  };
  std::vector<SourceGroup> sources;
};

// The plan, the settings and the listener outlive the parts.
JobParts build_job(const physical::Plan& plan, const JobSettings& settings, TaskListener& listener);

}  // namespace streamsql
