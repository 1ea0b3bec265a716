#include "engine/runtime/recovery.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "engine/base/fail_point.h"
#include "engine/runtime/checkpoint_ledger.h"
#include "engine/runtime/first_checkpoint.h"
#include "engine/runtime/redo.h"

namespace streamsql {
namespace {

std::string text_of(const CheckpointName& name) {
  return fmt::format("checkpoint {} ({})", name.id, name.uuid);
}

Error missing(const CheckpointName& name, const JobStore& store, std::string_view who) {
  return Error(ErrorCode::CheckpointMissing,
               fmt::format("{} says that {} is committed, but it is not in this job directory "
                           "('{}')",
                           who, text_of(name), store.path_of(name).parent_path().string()))
      .hint(
          "use the right and latest copy of the directory; or begin anew with --fresh (or under "
          "another pipeline.name) and accept that rows are repeated");
}

constexpr const char* kCureOfDamage =
    "restore the job directory from a copy; or go on from an older checkpoint k of it with "
    "--at-least-once-from k, which repeats rows; or begin anew with --fresh. 'streamsql "
    "checkpoints verify' tells which are whole";

Error of_another_job(const CheckpointManifest& manifest, const std::filesystem::path& path,
                     const JobIdentity& job) {
  return Error(ErrorCode::CheckpointDamaged,
               fmt::format("'{}' is of job '{}' ({}), and JOB here is of '{}' ({})", path.string(),
                           manifest.job_name, manifest.job_uuid, job.name, job.uuid))
      .hint(
          "restore the job directory from a copy; to begin with a checkpoint of another job, use "
          "--restore");
}

Error marker_behind(const Marker& marker, const CheckpointName& decided) {
  return Error(
             ErrorCode::MarkerBehind,
             fmt::format("Kafka's marker names checkpoint {} ({}), which is older than {}, decided "
                         "in this job directory",
                         marker.id, marker.uuid, text_of(decided)))
      .hint(
          "wrong cluster, a cluster restored from a backup, or a group that was reset? Check "
          "before anything else, and do not delete DECIDED");
}

Error unknown(const CheckpointName& name, const std::vector<std::string>& witnesses) {
  return Error(ErrorCode::OutcomeUnknown,
               fmt::format("The marker is lost, and whether {} was committed cannot be proven any "
                           "more. Its last records were:\n  {}",
                           text_of(name), fmt::join(witnesses, "\n  ")))
      .hint(fmt::format("look there with a read_committed consumer, then choose --assume-decided "
                        "{0} or --assume-aborted {0}",
                        name.id));
}

Error another_decider(const std::string& before, const std::string& now) {
  return Error(ErrorCode::OutcomeUnknown,
               fmt::format("This job was decided by '{}' and would now be decided by '{}', but it "
                           "was not stopped cleanly: only the former knows its last epoch",
                           before, now))
      .hint(
          "run the former SQL once more and stop it with Ctrl-C or 'streamsql stop', then change "
          "its sinks; or begin anew with --fresh");
}

}  // namespace

Recovery::Recovery(const physical::Plan& plan, const JobSettings& settings, JobStore& store,
                   JobSinks& sinks)
    : plan_(plan),
      settings_(settings),
      wishes_(*settings.checkpoints),
      store_(store),
      sinks_(sinks) {}

StartPoint Recovery::run(bool first, const LostJob* lost) {
  FirstCheckpoint beginning(plan_, settings_, store_, sinks_);
  const bool fresh = first && wishes_.fresh;
  const bool redecide = !store_.is_new() && store_.identity().decider != sinks_.decider();
  if (redecide && !fresh && !store_.ended()) {
    throw another_decider(store_.identity().decider, sinks_.decider());
  }
  fence();
  // The marker of a start that was broken off names a checkpoint that is here.
  const bool marked_here =
      marker_ && std::filesystem::exists(store_.path_of({marker_->id, marker_->uuid}));
  if (lost && !marked_here) return find_again(*lost);
  const bool deleted = !fresh && store_.ended() == JobStore::Ending::Deleted;
  const auto chosen = deleted ? std::nullopt : choose_and_adopt(redecide, fresh);
  if (redecide) store_.write_identity(sinks_.decider());
  const auto marker_id = marker_ ? std::optional(marker_->id) : std::nullopt;
  if (first && wishes_.at_least_once_from) {
    return beginning.from_own(*wishes_.at_least_once_from, marker_id);
  }
  const auto foreign = first && !fresh ? foreign_checkpoint(wishes_, store_) : std::nullopt;
  if (foreign) return beginning.from(*foreign, marker_id);
  const bool finished = first && !fresh && chosen && store_.ended() == JobStore::Ending::Finished;
  if (!chosen && !wishes_.fresh && !deleted) beginning.require_untouched_sinks();
  if (!chosen || fresh || finished) return beginning.from_nothing(chosen, marker_id);
  if (redecide) return beginning.from(store_.path_of(*chosen), marker_id);
  return go_on(*chosen);
}

// R2, R3.
void Recovery::fence() {
  auto* transaction = sinks_.transaction();
  if (!transaction) return;
  transaction->fence();
  spdlog::debug("{}: recovery: fenced", settings_.name);
  marker_ = transaction->read_marker();
  spdlog::debug("{}: recovery: marker {}", settings_.name,
                marker_ ? text_of({marker_->id, marker_->uuid}) : "absent");
}

// --fresh is the cure of refusals too: what cannot be gone on from is left behind.
Recovery::Choice Recovery::choose_and_adopt(bool redecide, bool fresh) {
  try {
    auto chosen = redecide ? choose_decided() : choose();
    if (!chosen || wishes_.at_least_once_from) return chosen;
    require_own(*chosen);
    adopt(*chosen);
    return chosen;
  } catch (const Error& error) {
    if (!fresh || is_retryable(error.code())) throw;
    if (error.code() == ErrorCode::CheckpointDamaged) {
      store_.leave_behind(error);
      return std::nullopt;
    }
    spdlog::warn("{}: left behind: {}", settings_.name, error.message());
    return std::nullopt;
  }
}

// Case d.
void Recovery::require_own(const CheckpointName& name) {
  const auto path = store_.path_of(name);
  require_whole(path, kCureOfDamage);
  const auto manifest = read_manifest(path);
  if (manifest.job_uuid != store_.identity().uuid) {
    throw of_another_job(manifest, path, store_.identity());
  }
}

// R4.
Recovery::Choice Recovery::choose() {
  if (!sinks_.transaction()) return choose_decided();
  return marker_ ? choose_by_marker(*marker_) : choose_by_witnesses();
}

Recovery::Choice Recovery::choose_decided() {
  const auto decided = store_.directory().decided();
  if (!decided) return std::nullopt;
  if (!std::filesystem::exists(store_.path_of(*decided))) {
    throw missing(*decided, store_, "DECIDED");
  }
  return decided;
}

// Cases a to c.
Recovery::Choice Recovery::choose_by_marker(const Marker& marker) {
  const CheckpointName name{marker.id, marker.uuid};
  const auto decided = store_.directory().decided();
  if (decided && name.id < decided->id) throw marker_behind(marker, *decided);
  if (!std::filesystem::exists(store_.path_of(name))) throw missing(name, store_, "Kafka");
  return name;
}

// Case e.
Recovery::Choice Recovery::choose_by_witnesses() {
  auto chosen = choose_decided();
  for (const auto& name : store_.directory().checkpoints()) {
    if (chosen && name.id <= chosen->id) continue;
    if (was_decided(name)) chosen = name;
  }
  return chosen;
}

bool Recovery::was_decided(const CheckpointName& name) {
  if (wishes_.assume_decided == name.id) return true;
  if (wishes_.assume_aborted == name.id) return false;
  require_own(name);
  const auto witnesses = read_manifest(store_.path_of(name)).witnesses;
  if (witnesses.empty()) {
    for (const auto& redo : sinks_.redo()) {
      redo.open();
      const auto applied = redo.target->applied();
      if (applied && *applied >= name.id) return true;
    }
    return false;
  }
  const auto verdict = sinks_.transaction()->examine(witnesses);
  if (verdict == WitnessVerdict::Unknown) throw unknown(name, witnesses);
  const bool decided = verdict == WitnessVerdict::Decided;
  spdlog::info("{}: recovery: {} was {}, as its records show", settings_.name, text_of(name),
               decided ? "decided" : "aborted");
  return decided;
}

// R5, R6.
void Recovery::adopt(const CheckpointName& name) {
  fail_point("r_loaded");
  store_.directory().write_decided(name);
  store_.directory().sweep(name);
  fail_point("r_swept");
  for (const auto& redo : sinks_.redo()) catch_up(redo, name, store_);
  fail_point("r_redo");
  if (auto* ledger = store_.ledger()) ledger->store(store_.path_of(name));
}

// Case b, where a storage has what the directory had.
StartPoint Recovery::find_again(const LostJob& lost) {
  FirstCheckpoint beginning(plan_, settings_, store_, sinks_);
  const auto marker_id = marker_ ? std::optional(marker_->id) : std::nullopt;
  if (lost.has_finished(marker_)) return beginning.from_nothing(std::nullopt, marker_id);
  return beginning.from_stored(lost.choose(plan_, wishes_, sinks_, marker_), marker_id);
}

StartPoint Recovery::go_on(const CheckpointName& name) {
  StartPoint start{name, read_manifest(store_.path_of(name)), {}};
  start.fit = fit_state(start.manifest, operators_of(plan_, settings_.parallelism));
  require_fit(start.fit, start.manifest, wishes_.allow_dropped_state);
  return start;
}

}  // namespace streamsql
