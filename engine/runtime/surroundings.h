// Surroundings: what one execution stands in: its sinks' participants, its state, its start point.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "engine/runtime/execution.h"
#include "engine/runtime/job_sinks.h"
#include "engine/runtime/job_store.h"
#include "engine/runtime/recovery.h"

namespace streamsql {

// Made by recovery (R1 to R7), torn down with its execution: readers and writers first, then state,
// then the handles of the sinks. The supervisor's thread.
class Surroundings {
 public:
  // Opens `store` the first time. Without checkpoints there is nothing to recover.
  Surroundings(const physical::Plan& plan, const JobSettings& settings,
               std::optional<JobStore>& store, bool first);
  ~Surroundings();
  Surroundings(const Surroundings&) = delete;
  Surroundings& operator=(const Surroundings&) = delete;

  Execution& execution() { return *execution_; }

 private:
  void recover(const physical::Plan& plan, const JobSettings& settings, JobStore& store,
               bool first);
  void open_state(const physical::Plan& plan, const JobSettings& settings, JobStore* store);

  std::unique_ptr<JobSinks> sinks_;
  std::filesystem::path work_, state_work_;  // redo logs that spill; the open database
  std::unique_ptr<StateBackend> state_;
  std::optional<StartPoint> start_;
  std::unique_ptr<Execution> execution_;
};

}  // namespace streamsql
