#include "engine/runtime/alignment.h"

#include <algorithm>
#include <utility>

namespace streamsql {

std::size_t AlignmentGroup::join(TaskSignal& signal) {
  const std::lock_guard lock(mutex_);
  members_.push_back({&signal, std::nullopt});
  return members_.size() - 1;
}

void AlignmentGroup::announce(std::size_t member, std::int64_t watermark) {
  const std::lock_guard lock(mutex_);
  members_[member].announced = watermark;
  std::int64_t minimum = kMaxWatermark;
  for (const auto& each : members_) minimum = std::min(minimum, each.announced.value_or(minimum));
  if (minimum_.exchange(minimum) >= minimum) return;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (i != member) members_[i].signal->ring();
  }
}

AlignedSource::AlignedSource(const physical::WatermarkAlignment& spec,
                             std::shared_ptr<AlignmentGroup> group, TaskSignal& signal)
    : spec_(spec), group_(std::move(group)), member_(group_->join(signal)) {}

std::int64_t AlignedSource::advance(std::int64_t now_millis, std::int64_t reached) {
  const bool due = now_millis >= next_;
  if (due) next_ = now_millis + spec_.update_interval.count();
  if (reached == INT64_MIN) return limit();
  // What is behind the last announcement is a source that was idle: it holds the others at once.
  const bool news =
      !announced_ || reached < *announced_ || (reached > *announced_ && (due || reached > limit()));
  if (news) announce(reached);
  return limit();
}

void AlignedSource::finish() { announce(kMaxWatermark); }

void AlignedSource::announce(std::int64_t reached) {
  announced_ = reached;
  group_->announce(member_, reached);
}

std::int64_t AlignedSource::limit() const {
  std::int64_t limit = 0;
  const bool overflows = __builtin_add_overflow(
      group_->minimum(), static_cast<std::int64_t>(spec_.max_drift.count()), &limit);
  return overflows ? kMaxWatermark : limit;
}

}  // namespace streamsql
