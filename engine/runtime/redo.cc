#include "engine/runtime/redo.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/base/fail_point.h"
#include "engine/runtime/checkpoint_ledger.h"
#include "engine/runtime/redo_log.h"

namespace streamsql {
namespace {

Error redo_missing(const std::string& sink, CheckpointId id, const std::string& what) {
  return Error(ErrorCode::RedoMissing,
               fmt::format("Sink '{}' has not been given the rows of checkpoint {}, and {}", sink,
                           id, what))
      .hint("this job directory is stale or incomplete: use the right copy of it");
}

CheckpointName name_of(CheckpointId id, const std::string& sink, JobStore& store) {
  for (const auto& name : store.directory().checkpoints()) {
    if (name.id == id) return name;
  }
  throw redo_missing(
      sink, id,
      fmt::format("'{}' does not hold that checkpoint", store.directory().path().string()));
}

// Whether the checkpoint has no rows for anybody because the job begins with it.
bool is_first(const CheckpointName& name, JobStore& store) {
  return read_manifest(store.path_of(name)).parent_uuid.empty();
}

bool knows(const CheckpointName& name, const std::string& sink, JobStore& store) {
  const auto manifest = read_manifest(store.path_of(name));
  return std::any_of(manifest.operators.begin(), manifest.operators.end(),
                     [&](const auto& op) { return op.uid == sink; });
}

void refuse_if_ahead(const JobSinks::Redo& redo, const CheckpointName& chosen) {
  const auto applied = redo.target->applied();
  if (!applied || *applied <= chosen.id) return;
  throw Error(ErrorCode::SinkAhead,
              fmt::format("Sink '{}' has been given the rows of checkpoint {}, but this job "
                          "directory ends with checkpoint {}",
                          redo.sink, *applied, chosen.id))
      .hint("this job directory is stale: use the latest copy of it");
}

}  // namespace

void apply_redo(const JobSinks::Redo& redo, const CheckpointName& name, JobStore& store) {
  const auto directory = store.path_of(name);
  const auto manifest = read_manifest(directory);
  std::vector<std::unique_ptr<RedoReader>> logs;
  for (const auto& [sink, file, records] : manifest.redo) {
    if (sink != redo.sink) continue;
    if (!std::filesystem::exists(directory / file)) {
      throw redo_missing(sink, name.id,
                         fmt::format("'{}' is not there", (directory / file).string()));
    }
    logs.push_back(open_redo_file(directory / file));
  }
  if (auto* ledger = store.ledger()) ledger->carry(*redo.target, directory);
  redo.target->apply({name.id, name.uuid}, std::move(logs));
}

// A stale directory must not even fence the process that has the latest one: it asks before it
// opens, and once more when nobody else can apply.
void catch_up(const JobSinks::Redo& redo, const CheckpointName& chosen, JobStore& store) {
  refuse_if_ahead(redo, chosen);
  redo.open();
  fail_point("r_opened");
  refuse_if_ahead(redo, chosen);
  const auto applied = redo.target->applied();
  const bool begins = is_first(chosen, store) || !knows(chosen, redo.sink, store);
  if (begins && (!applied || *applied < chosen.id)) {
    redo.target->initialise(chosen.id);
  } else if (!applied) {
    throw redo_missing(redo.sink, chosen.id, "no longer knows that this job has written to it");
  } else {
    for (auto id = *applied + 1; id < chosen.id; ++id) {
      apply_redo(redo, name_of(id, redo.sink, store), store);
    }
    if (*applied < chosen.id) apply_redo(redo, chosen, store);
  }
  redo.target->sweep(chosen.id);
}

}  // namespace streamsql
