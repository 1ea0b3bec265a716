#include "engine/runtime/surroundings.h"

#include <algorithm>
#include <spdlog/spdlog.h>

#include "engine/runtime/checkpoint_ledger.h"

namespace streamsql {

Surroundings::Surroundings(const physical::Plan& plan, const JobSettings& settings,
                           std::optional<JobStore>& store, bool first) {
  if (settings.checkpoints) {
    if (!store) {
      const auto& wishes = *settings.checkpoints;
      store.emplace(wishes.directory, wishes.job_name, wishes.fresh);
      if (settings.on_locked) settings.on_locked();
      if (const auto& make = settings.checkpoints->make_storage) {
        const MetricGroup metrics(*settings.metrics, {{"job", settings.name}});
        store->keep_ledger(std::make_unique<CheckpointLedger>(make(), *settings.clock, metrics));
      }
    }
    recover(plan, settings, *store, first);
  }
  open_state(plan, settings, store ? &*store : nullptr);
  execution_ = std::make_unique<Execution>(
      Execution::Parts{plan, settings, store ? &*store : nullptr, sinks_.get(), state_.get(),
                       start_ ? &*start_ : nullptr, work_});
}

Surroundings::~Surroundings() {
  execution_.reset();
  state_.reset();
  std::error_code ignored;  // recovery sweeps what is left
  for (const auto& path : {work_, state_work_}) {
    if (!path.empty()) std::filesystem::remove_all(path, ignored);
  }
}

void Surroundings::recover(const physical::Plan& plan, const JobSettings& settings, JobStore& store,
                           bool first) {
  std::optional<LostJob> lost;
  if (first && store.ledger()) {
    store.ledger()->begin();
    const auto& wishes = *settings.checkpoints;
    if (!wishes.fresh && !wishes.restore) lost = LostJob::find(store);
    if (lost) store.adopt(lost->job_uuid());
  }
  sinks_ = std::make_unique<JobSinks>(plan, settings, store.identity());
  start_ = Recovery(plan, settings, store, *sinks_).run(first, lost ? &*lost : nullptr);
  work_ = store.directory().work();
  if (start_->afresh) return;
  spdlog::info("{}: goes on from checkpoint {} ({})", settings.name, start_->name.id,
               start_->name.uuid);
  if (start_->fit.changed()) {
    spdlog::info("{}: the job has changed since:\n{}", settings.name, start_->fit.to_string());
  }
}

// R7. A job without keyed state opens no database.
void Surroundings::open_state(const physical::Plan& plan, const JobSettings& settings,
                              JobStore* store) {
  const auto nodes = nodes_of(plan);
  const bool stateful = std::any_of(nodes.begin(), nodes.end(),
                                    [](const auto* node) { return has_keyed_state(*node); });
  if (!stateful) return;
  if (!store && settings.spill_directory.empty()) {
    state_ = make_memory_state_backend(*settings.memory, *settings.clock);
    return;
  }
  state_work_ = store ? store->directory().work() : settings.spill_directory;
  StateBackendOptions options;
  options.directory = state_work_;
  options.memory = settings.memory;
  options.clock = settings.clock;
  options.one_thread = settings.stepwise.runs;
  if (store) {
    const auto restored = store->path_of(start_->name) / "state";
    if (std::filesystem::exists(restored)) options.restored = restored;
  }
  state_ = open_state_backend(options);
  if (!store) return;
  for (const auto& uid : start_->fit.dropped_uids) state_->drop_operator(uid);
}

}  // namespace streamsql
