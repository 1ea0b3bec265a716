// Recovery: finds the checkpoint that a job goes on from, after whatever happened: the steps R2 to
// R6 of exactly-once.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/runtime/job_sinks.h"
#include "engine/runtime/job_store.h"
#include "engine/runtime/lost_job.h"
#include "engine/runtime/plan_state.h"

namespace streamsql {

// What an execution begins with: a checkpoint that is decided, whole, and applied everywhere.
struct StartPoint {
  CheckpointName name;
  CheckpointManifest manifest;
  StateFit fit;
  bool afresh = false;  // it holds where the job begins, not where it has come to
};

// One routine for the first start, a crash, a failure and a user's restart. May be killed anywhere
// and begun again. Fences before it reads, and refuses with E1 to E9 rather than guess.
class Recovery {
 public:
  Recovery(const physical::Plan& plan, const JobSettings& settings, JobStore& store,
           JobSinks& sinks);
  // `first`: of this process. Wishes (fresh, restore) are for the first execution only. `lost`: the
  // directory knows nothing, but a storage does; else null.
  StartPoint run(bool first, const LostJob* lost);

 private:
  using Choice = std::optional<CheckpointName>;
  void fence();
  void require_own(const CheckpointName& name);
  Choice choose();
  Choice choose_decided();
  Choice choose_by_marker(const Marker& marker);
  Choice choose_by_witnesses();
  bool was_decided(const CheckpointName& name);
  void adopt(const CheckpointName& name);
  Choice choose_and_adopt(bool redecide, bool fresh);
  StartPoint go_on(const CheckpointName& name);
  StartPoint find_again(const LostJob& lost);

  const physical::Plan& plan_;
  const JobSettings& settings_;
  const CheckpointSettings& wishes_;
  JobStore& store_;
  JobSinks& sinks_;
  std::optional<Marker> marker_;
};

}  // namespace streamsql
