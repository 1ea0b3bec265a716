#include "engine/runtime/checkpoint_ledger.h"

#include <algorithm>
#include <spdlog/spdlog.h>

#include "engine/base/error.h"
#include "engine/base/durable_file.h"
#include "engine/state/manifest.h"

namespace streamsql {
namespace {

constexpr std::int64_t kFirstPauseMillis = 1'000, kLastPauseMillis = 60'000;

StoredCheckpoint content_of(const std::filesystem::path& checkpoint) {
  const auto text = read_file(checkpoint / "META");
  auto manifest = parse_manifest(text);
  StoredCheckpoint out;
  out.job_name = std::move(manifest.job_name);
  out.job_uuid = std::move(manifest.job_uuid);
  out.id = manifest.id;
  out.uuid = std::move(manifest.uuid);
  out.wall_millis = manifest.wall_millis;
  out.digest = text.substr(text.rfind('\t') + 1);
  out.digest.pop_back();  // the last line's end
  out.enumerators = std::move(manifest.enumerators);
  for (auto& p : manifest.positions) {
    out.positions.push_back(
        {std::move(p.source), std::move(p.split), std::move(p.position), p.watermark});
  }
  return out;
}

}  // namespace

CheckpointLedger::CheckpointLedger(std::unique_ptr<CheckpointStorage> storage, const Clock& clock,
                                   MetricGroup metrics)
    : storage_(std::move(storage)),
      clock_(clock),
      failed_(metrics.counter("checkpoint_storage_failures_total")),
      unavailable_(metrics.gauge("checkpoint_storage_unavailable")) {}

CheckpointLedger::~CheckpointLedger() { storage_->close(); }

void CheckpointLedger::stage(const std::filesystem::path& checkpoint) {
  if (carried_) return;
  attempt([&] { storage_->stage(content_of(checkpoint)); });
}

void CheckpointLedger::carry(RedoTarget& target, const std::filesystem::path& checkpoint) {
  carried_ |= target.carry(*storage_, content_of(checkpoint));
}

void CheckpointLedger::store(const std::filesystem::path& checkpoint) {
  attempt([&] { storage_->store(content_of(checkpoint)); });
}

void CheckpointLedger::finish(const std::filesystem::path& checkpoint) {
  attempt([&] {
    auto last = content_of(checkpoint);
    last.finished = true;
    storage_->store(last);
  });
}

template <typename Work>
void CheckpointLedger::attempt(const Work& work) {
  const auto now = clock_.monotonic_millis();
  if (failures_ > 0 && now < retry_millis_) return;
  try {
    work();
    if (failures_ > 0) spdlog::info("checkpoints are stored in {} again", storage_->describe());
    failures_ = 0;
    unavailable_.set(0);
  } catch (const Error& error) {
    const auto pause = std::min(kFirstPauseMillis << std::min(failures_, 6), kLastPauseMillis);
    ++failures_;
    retry_millis_ = clock_.monotonic_millis() + pause;
    failed_.add();
    unavailable_.set(1);
    spdlog::warn("checkpoints are not stored in {}; the job goes on; trying again in {} ms: {}",
                 storage_->describe(), pause, error.message());
  }
}

}  // namespace streamsql
