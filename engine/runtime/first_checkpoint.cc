#include "engine/runtime/first_checkpoint.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>
#include <spdlog/spdlog.h>

#include "engine/base/uuid.h"
#include "engine/runtime/checkpoint_copy.h"
#include "engine/runtime/checkpoint_ledger.h"
#include "engine/runtime/redo.h"

namespace streamsql {
namespace {

namespace fs = std::filesystem;

// A job directory stands for its last decided checkpoint.
fs::path checkpoint_at(const fs::path& path) {
  if (fs::exists(path / "META")) return path;
  if (fs::is_directory(path)) {
    if (const auto decided = read_decided(path)) return checkpoint_path(path, *decided);
  }
  throw Error(ErrorCode::CheckpointMissing,
              fmt::format("'{}' is neither a checkpoint nor a job directory", path.string()))
      .hint(
          "give a savepoint, a chk-… directory or a job directory; 'streamsql checkpoints list' "
          "shows them");
}

}  // namespace

void require_whole(const fs::path& checkpoint, const std::string& cure, const fs::path& original) {
  const auto complaints = verify_checkpoint(checkpoint);
  if (complaints.empty()) return;
  const auto& named = original.empty() ? checkpoint : original;
  throw Error(ErrorCode::CheckpointDamaged,
              fmt::format("'{}' is damaged:\n  {}", named.string(), fmt::join(complaints, "\n  ")))
      .hint(cure);
}

std::optional<fs::path> foreign_checkpoint(const CheckpointSettings& settings,
                                           const JobStore& store) {
  if (!settings.restore) return std::nullopt;
  const auto path = checkpoint_at(*settings.restore);
  require_whole(path, "restore it from a copy");
  if (store.has_begun_with(read_manifest(path).uuid)) return std::nullopt;
  return path;
}

CheckpointId FirstCheckpoint::next_id(std::optional<CheckpointId> marker) {
  auto highest = store_.highest();
  const auto raise = [&highest](std::optional<CheckpointId> id) {
    if (id) highest = std::max(highest.value_or(0), *id);
  };
  raise(marker);
  for (const auto& redo : sinks_.redo()) {
    redo.open();
    raise(redo.target->applied());
  }
  return highest ? *highest + 1 : 0;
}

void FirstCheckpoint::require_untouched_sinks() {
  for (const auto& redo : sinks_.redo()) {
    redo.open();
    const auto applied = redo.target->applied();
    if (!applied) continue;
    throw Error(ErrorCode::SinkAhead,
                fmt::format("Sink '{}' has been given the rows of checkpoint {} of this job, but "
                            "this job directory is empty",
                            redo.sink, *applied))
        .hint(
            "use the right copy of the job directory; or begin anew with --fresh and accept "
            "that rows are repeated");
  }
}

StartPoint FirstCheckpoint::from_nothing(const std::optional<CheckpointName>& left_behind,
                                         std::optional<CheckpointId> marker) {
  if (left_behind) {
    const auto old = read_manifest(store_.path_of(*left_behind));
    spdlog::info(
        "{}: begins afresh; checkpoint {} with {} positions and {} operators is left behind",
        settings_.name, old.id, old.positions.size(), old.operators.size());
  }
  CheckpointManifest manifest;
  manifest.id = next_id(marker);
  find_positions(manifest);
  auto start = decide(std::move(manifest), nullptr);
  start.afresh = true;
  return start;
}

StartPoint FirstCheckpoint::from_own(CheckpointId id, std::optional<CheckpointId> marker) {
  for (const auto& name : store_.directory().checkpoints()) {
    if (name.id != id) continue;
    require_whole(store_.path_of(name), "go on from another one, or restore it from a copy");
    return from(store_.path_of(name), marker);
  }
  throw Error(ErrorCode::CheckpointMissing,
              fmt::format("There is no checkpoint {} in this job directory", id))
      .hint("'streamsql checkpoints list' shows what there is");
}

StartPoint FirstCheckpoint::from(const fs::path& checkpoint, std::optional<CheckpointId> marker) {
  auto manifest = read_manifest(checkpoint);
  const auto fit = fit_state(manifest, operators_of(plan_, settings_.parallelism));
  require_fit(fit, manifest, settings_.checkpoints->allow_dropped_state);
  const auto origin = manifest.uuid;
  manifest.id = next_id(marker);
  manifest.redo.clear();
  manifest.witnesses.clear();
  manifest.files.clear();
  store_.write_restored(manifest.id, origin);
  auto start = decide(std::move(manifest), &checkpoint);
  start.fit = fit;
  return start;
}

StartPoint FirstCheckpoint::from_stored(const StoredCheckpoint& stored,
                                        std::optional<CheckpointId> marker) {
  CheckpointManifest manifest;
  manifest.id = stored.id;
  manifest.enumerators = stored.enumerators;
  std::set<std::string> sources;
  for (const auto& p : stored.positions) {
    manifest.positions.push_back({p.source, p.split, p.position, p.watermark});
    if (sources.insert(p.source).second) manifest.operators.push_back({p.source, "Source", "", 1});
  }
  const auto fit = fit_state(manifest, operators_of(plan_, settings_.parallelism));
  require_fit(fit, manifest, settings_.checkpoints->allow_dropped_state);
  spdlog::warn("{}: the job directory is gone; goes on from the positions of checkpoint {} in {}",
               settings_.name, stored.id, store_.ledger()->describe());
  manifest.operators.clear();
  manifest.id = next_id(marker);
  return decide(std::move(manifest), nullptr);
}

// What 'latest-offset' means is settled here, before the first row is read.
void FirstCheckpoint::find_positions(CheckpointManifest& manifest) {
  for (const auto* node : nodes_of(plan_)) {
    const auto* scan = std::get_if<physical::TableSourceScan>(&node->node);
    if (!scan) continue;
    const MetricGroup metrics(*settings_.metrics, {{"job", settings_.name}});
    const auto enumerator =
        scan->source->make_enumerator({*settings_.clock, metrics, *settings_.memory, 0,
                                       node->parallelism.value_or(settings_.parallelism)});
    const auto uid = uid_of(*node);
    for (auto& split : enumerator->discover()) {
      manifest.positions.push_back({uid, split.id, split.position});
    }
    manifest.enumerators[uid] = enumerator->state();
  }
}

void FirstCheckpoint::describe(CheckpointManifest& manifest) {
  manifest.uuid = make_uuid();
  manifest.parent_uuid.clear();
  manifest.job_name = store_.identity().name;
  manifest.job_uuid = store_.identity().uuid;
  manifest.plan_fingerprint = fingerprint_of(plan_);
  manifest.version = STREAMSQL_VERSION;
  manifest.wall_millis = settings_.clock->wall_millis();
  manifest.savepoint = false;
}

StartPoint FirstCheckpoint::decide(CheckpointManifest manifest, const fs::path* copied) {
  describe(manifest);
  if (!copied) manifest.operators = operators_of(plan_, settings_.parallelism);
  if (store_.is_new()) store_.write_identity(sinks_.decider());
  const CheckpointName name{manifest.id, manifest.uuid};
  auto* transaction = sinks_.transaction();
  if (transaction) {
    transaction->begin(name.id);
    manifest.witnesses = transaction->flush(name.id);
  }
  auto& directory = store_.directory();
  const auto target = directory.begin(name);
  if (copied && fs::exists(*copied / "state")) link_or_copy(*copied / "state", target / "state");
  directory.publish(manifest);
  auto* ledger = store_.ledger();
  if (ledger) ledger->stage(store_.path_of(name));
  if (transaction) transaction->commit(name.id, name.uuid);
  directory.write_decided(name);
  for (const auto& redo : sinks_.redo()) catch_up(redo, name, store_);
  if (ledger) ledger->store(store_.path_of(name));
  if (transaction) transaction->renew(name.id);
  return {name, std::move(manifest), {}};
}

}  // namespace streamsql
