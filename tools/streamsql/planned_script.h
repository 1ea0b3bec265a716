// PlannedScript: a job file with all its statements executed and its jobs planned, nothing running.
#pragma once

#include "tools/streamsql/registries.h"
#include "tools/streamsql/script.h"

namespace streamsql {

// For the commands that only look. Errors it throws are presentable.
struct PlannedScript {
  std::unique_ptr<EmbeddedStore> store;  // with --embedded
  std::unique_ptr<Registries> registries;
  Script script;
  std::vector<Step> steps;

  explicit PlannedScript(const JobArguments& arguments);
};

// What a job is called in output: its pipeline.name or default name, with the statement's place.
std::string job_title(const Script& script, const Step& step);

}  // namespace streamsql
