#include "engine/runtime/epoch_committer.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "engine/base/fail_point.h"
#include "engine/base/uuid.h"
#include "engine/runtime/checkpoint_ledger.h"
#include "engine/runtime/redo.h"

namespace streamsql {
namespace {

// The order of an epoch's states is what the proofs rest on, so it is checked in release builds.
void require(bool holds, std::string_view invariant, CheckpointId id) {
  if (holds) return;
  throw Error(ErrorCode::Internal,
              fmt::format("epoch {}: the order of its states is broken: {}", id, invariant));
}

// Whether the rows of epoch n + 1 are handed over while epoch n is staged and committed. They
// always are: one epoch is committed at a time in any case (Flink's max-concurrent-checkpoints is
// 1), the two transactions have ids of their own, and every broker that has transactions has two,
// so no user would gain by waiting. The other order is there for tests, by the fail point
// "overlap": what holds must not depend on rows of the next epoch being, or not being, on their
// way.
bool overlaps() { return fail_point_errno("overlap") == 0; }

}  // namespace

// How long each part of an epoch takes: histograms checkpoint_phase, by phase.
class EpochCommitter::Laps {
 public:
  explicit Laps(const JobSettings& settings) : settings_(settings), began_(now()), last_(began_) {}

  void end(const char* phase) {
    const auto ended = now(), micros = ended - std::exchange(last_, ended);
    MetricGroup(*settings_.metrics, {{"job", settings_.name}, {"phase", phase}})
        .histogram("checkpoint_phase")
        .record(micros);
    text_ += fmt::format("{}{} {} ms", text_.empty() ? "" : ", ", phase, micros / 1000);
  }
  std::int64_t total_micros() const { return last_ - began_; }
  const std::string& text() const { return text_; }

 private:
  std::int64_t now() const { return settings_.clock->monotonic_nanos() / 1000; }

  const JobSettings& settings_;
  const std::int64_t began_;
  std::int64_t last_;
  std::string text_;
};

EpochCommitter::EpochCommitter(const Parts& parts, EpochLayout layout, Decided decided)
    : parts_(parts),
      layout_(std::move(layout)),
      decided_(std::move(decided)),
      last_(parts.base),
      renewed_(parts.base.id + 2) {}

void EpochCommitter::open() { begin(last_.id + 1); }

void EpochCommitter::commit(Epoch epoch, bool last) {
  const CheckpointName name{epoch.id, make_uuid()};
  require(epoch.id == last_.id + 1, "I3: epochs are decided one after the other", epoch.id);
  Laps laps(parts_.settings);
  auto* ledger = parts_.store.ledger();
  const bool early = overlaps();
  try {
    auto witnesses = flush(epoch.id);
    if (!last && early) begin(epoch.id + 1);
    laps.end("flush");
    stage(epoch, name, std::move(witnesses));
    if (ledger) ledger->stage(parts_.store.path_of(name));
    laps.end("stage");
    decide(name);
    laps.end("decide");
  } catch (const Error& error) {
    if (error.code() != ErrorCode::FileSystemFault) throw;
    throw Error(ErrorCode::CheckpointFailed,
                fmt::format("Checkpoint {}: {}", name.id, error.message()))
        .hint(error.hint_text());
  }
  decided_(epoch, name);
  redo(name);
  if (ledger) ledger->store(parts_.store.path_of(name));
  laps.end("redo");
  clean();
  laps.end("clean");
  renew(name.id);
  if (!last && !early) begin(name.id + 1);
  laps.end("renew");
  report(name, laps);
}

// S1: rows of the epoch may be handed over from here.
void EpochCommitter::begin(CheckpointId id) {
  if (auto* transaction = parts_.sinks.transaction()) transaction->begin(id);
}

// S3.
std::vector<std::string> EpochCommitter::flush(CheckpointId id) {
  auto* transaction = parts_.sinks.transaction();
  if (!transaction) return {};
  auto witnesses = transaction->flush(id);
  require(renewed_ >= id + 1, "I5: the next handle is ready before this epoch is committed", id);
  return witnesses;
}

CheckpointManifest EpochCommitter::describe(const Epoch& epoch, const CheckpointName& name) const {
  CheckpointManifest out;
  out.id = name.id;
  out.uuid = name.uuid;
  out.parent_uuid = last_.uuid;
  out.job_name = parts_.store.identity().name;
  out.job_uuid = parts_.store.identity().uuid;
  out.plan_fingerprint = layout_.fingerprint;
  out.version = STREAMSQL_VERSION;
  out.wall_millis = parts_.settings.clock->wall_millis();
  out.enumerators = epoch.enumerators;
  out.operators = layout_.operators;
  for (const auto& [task, splits] : epoch.splits) {
    const auto source = layout_.sources.find(task);
    if (source == layout_.sources.end()) continue;
    for (const auto& [split, watermark] : splits) {
      out.positions.push_back({source->second, split.id, split.position, watermark});
    }
  }
  for (const auto& [task, millis] : epoch.watermarks) {
    const auto chain = layout_.chains.find(task);
    if (chain == layout_.chains.end()) continue;
    const auto& [uid, place] = chain->second;
    out.positions.push_back({std::string(kChainPrefix) + uid, place, "", millis});
  }
  return out;
}

// S4.
void EpochCommitter::stage(Epoch& epoch, const CheckpointName& name,
                           std::vector<std::string> witnesses) {
  auto manifest = describe(epoch, name);
  manifest.witnesses = std::move(witnesses);
  auto& store = parts_.store.directory();
  const auto directory = store.begin(name);
  if (parts_.state) {
    parts_.state->write_checkpoint(name.id, std::move(epoch.cuts), directory / "state");
  }
  write_redo(epoch, directory, manifest);
  store.publish(std::move(manifest));
}

void EpochCommitter::write_redo(Epoch& epoch, const std::filesystem::path& directory,
                                CheckpointManifest& manifest) {
  int number = 0;
  for (auto& [sink, part] : epoch.redo) {
    if (part.records == 0) continue;
    auto file = fmt::format("redo-{}", number++);
    manifest.redo.push_back({sink, file, part.records});
    write_redo_file(std::move(part), directory / file);
  }
}

// S5 to S7. Without a transaction DECIDED is the decision, with one it is a hint.
void EpochCommitter::decide(const CheckpointName& name) {
  if (auto* transaction = parts_.sinks.transaction()) {
    require(std::filesystem::exists(parts_.store.path_of(name) / "META"),
            "I1: the checkpoint is durable before its commit", name.id);
    transaction->commit(name.id, name.uuid);
  }
  parts_.store.directory().write_decided(name);
  last_ = name;
  fail_point("after_decided");
}

// S8.
void EpochCommitter::redo(const CheckpointName& name) {
  for (const auto& redo : parts_.sinks.redo()) {
    apply_redo(redo, name, parts_.store);
    spdlog::debug("{}: checkpoint {} ({}): redo applied, sink '{}'", parts_.settings.name, name.id,
                  name.uuid, redo.sink);
  }
}

// S9. What lies below the last one has been decided, and its redo applied: recovery has swept
// everything else.
void EpochCommitter::clean() {
  auto& store = parts_.store.directory();
  auto all = store.checkpoints();
  const auto retained =
      static_cast<std::size_t>(std::max(parts_.settings.checkpoints->retained, 1));
  for (std::size_t i = 0; i + retained < all.size(); ++i) {
    if (all[i].id < last_.id) store.remove(all[i]);
  }
  fail_point("after_gc");
}

// S10.
void EpochCommitter::renew(CheckpointId id) {
  auto* transaction = parts_.sinks.transaction();
  if (!transaction) return;
  transaction->renew(id);
  renewed_ = id + 2;
}

void EpochCommitter::report(const CheckpointName& name, const Laps& laps) {
  const auto micros = laps.total_micros();
  const MetricGroup metrics(*parts_.settings.metrics, {{"job", parts_.settings.name}});
  metrics.counter("checkpoints_total").add();
  metrics.gauge("checkpoint_decided").set(static_cast<std::int64_t>(name.id));
  metrics.gauge("checkpoint_duration_millis").set(micros / 1000);
  metrics.histogram("checkpoint_duration").record(micros);
  std::uint64_t state = 0, redo = 0;
  for (const auto& file : read_manifest(parts_.store.path_of(name)).files) {
    (file.path.starts_with("state/") ? state : redo) += file.size;
  }
  metrics.gauge("checkpoint_size_bytes").set(static_cast<std::int64_t>(state + redo));
  metrics.gauge("checkpoint_state_bytes").set(static_cast<std::int64_t>(state));
  metrics.gauge("checkpoint_redo_bytes").set(static_cast<std::int64_t>(redo));
  spdlog::debug("{}: checkpoint {} ({}) decided, {} bytes, {} ms: {}", parts_.settings.name,
                name.id, name.uuid, state + redo, micros / 1000, laps.text());
}

}  // namespace streamsql
