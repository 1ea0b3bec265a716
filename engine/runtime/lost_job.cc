#include "engine/runtime/lost_job.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/runtime/checkpoint_ledger.h"
#include "engine/runtime/plan_state.h"

namespace streamsql {

std::optional<LostJob> LostJob::find(JobStore& store) {
  if (!store.ledger() || store.directory().decided()) return std::nullopt;
  auto found = store.ledger()->recover(store.identity().name);
  if (found.empty()) return std::nullopt;
  return LostJob(std::move(found), store.ledger()->describe());
}

LostJob::LostJob(std::vector<StoredCheckpoint> checkpoints, std::string where)
    : checkpoints_(std::move(checkpoints)), where_(std::move(where)) {}

const StoredCheckpoint& LostJob::newest() const {
  return *std::find_if(checkpoints_.rbegin(), checkpoints_.rend(),
                       [](const StoredCheckpoint& c) { return c.decided; });
}

bool LostJob::has_finished(const std::optional<Marker>& marker) const {
  return newest().finished && (!marker || marker->uuid == newest().uuid);
}

const StoredCheckpoint& LostJob::choose(const physical::Plan& plan,
                                        const CheckpointSettings& wishes, const JobSinks& sinks,
                                        const std::optional<Marker>& marker) const {
  require_stateless(plan);
  if (wishes.at_least_once_from) return at(*wishes.at_least_once_from, "--at-least-once-from");
  if (sinks.transaction()) {
    const auto& chosen = marker ? by_marker(*marker) : without_marker(wishes);
    require_applied(chosen, applied_in(sinks));
    return chosen;
  }
  const auto applied = applied_in(sinks);
  const auto& chosen = by_redo(applied);
  require_applied(chosen, applied);
  return chosen;
}

void LostJob::require_stateless(const physical::Plan& plan) const {
  std::vector<std::string> stateful;
  for (const auto* node : nodes_of(plan)) {
    if (!has_keyed_state(*node)) continue;
    stateful.push_back(fmt::format("{} '{}'", physical::node_name(*node), uid_of(*node)));
  }
  if (stateful.empty()) return;
  throw Error(ErrorCode::CheckpointMissing,
              fmt::format("The job directory is gone. {} has the positions of checkpoint {}, but "
                          "not the state of {}",
                          where_, newest().id, fmt::join(stateful, ", ")))
      .hint(
          "restore the job directory from a copy; or begin anew with --fresh and accept that "
          "rows are repeated");
}

Error LostJob::behind(const std::string& who, CheckpointId id) const {
  return Error(ErrorCode::CheckpointMissing,
               fmt::format("The job directory is gone, and {} says that checkpoint {} was decided, "
                           "but {} ends with checkpoint {}",
                           who, id, where_, newest().id))
      .hint(fmt::format("restore the job directory from a copy; or go on from what is stored with "
                        "--at-least-once-from {}, which repeats rows",
                        newest().id));
}

const StoredCheckpoint& LostJob::at(CheckpointId id, const std::string& who) const {
  for (const auto& checkpoint : checkpoints_) {
    if (checkpoint.id == id) return checkpoint;
  }
  throw behind(who, id);
}

const StoredCheckpoint& LostJob::by_marker(const Marker& marker) const {
  for (const auto& checkpoint : checkpoints_) {
    if (checkpoint.uuid == marker.uuid) return checkpoint;
  }
  throw behind("Kafka", marker.id);
}

// Its records could tell, but which they were is known to the directory alone.
const StoredCheckpoint& LostJob::without_marker(const CheckpointSettings& wishes) const {
  const StoredCheckpoint* chosen = &newest();
  for (const auto& checkpoint : checkpoints_) {
    if (checkpoint.decided || wishes.assume_aborted == checkpoint.id) continue;
    if (wishes.assume_decided != checkpoint.id) {
      throw Error(ErrorCode::OutcomeUnknown,
                  fmt::format("The job directory and the marker are gone, and whether checkpoint "
                              "{} ({}) was committed cannot be proven any more",
                              checkpoint.id, checkpoint.uuid))
          .hint(fmt::format("look at the sink's topic with a read_committed consumer, then choose "
                            "--assume-decided {0} or --assume-aborted {0}",
                            checkpoint.id));
    }
    chosen = &checkpoint;
  }
  return *chosen;
}

std::vector<LostJob::Applied> LostJob::applied_in(const JobSinks& sinks) {
  std::vector<Applied> out;
  for (const auto& redo : sinks.redo()) {
    redo.open();
    if (const auto id = redo.target->applied()) out.push_back({redo.sink, *id});
  }
  return out;
}

// DECIDED is gone with the directory; an epoch that has been applied was decided.
const StoredCheckpoint& LostJob::by_redo(const std::vector<Applied>& applied) const {
  const StoredCheckpoint* chosen = &newest();
  for (const auto& [sink, id] : applied) {
    if (id > chosen->id) chosen = &at(id, fmt::format("sink '{}'", sink));
  }
  return *chosen;
}

void LostJob::require_applied(const StoredCheckpoint& chosen,
                              const std::vector<Applied>& applied) const {
  for (const auto& [sink, id] : applied) {
    if (id == chosen.id) continue;
    if (id > chosen.id) throw behind(fmt::format("sink '{}'", sink), id);
    throw Error(ErrorCode::RedoMissing,
                fmt::format("Sink '{}' has not been given the rows of checkpoint {}, which are "
                            "gone with the job directory",
                            sink, chosen.id))
        .hint(fmt::format("restore the job directory from a copy; or go on with "
                          "--at-least-once-from {}, which repeats rows in the other sinks",
                          id));
  }
}

}  // namespace streamsql
