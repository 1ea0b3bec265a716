// Watermark alignment: the sources of a group wait for the slowest of them.
//
// As in Flink 1.20 (SourceCoordinator and SourceOperator; FLIP-182, FLIP-217): each source
// announces its watermark every 'scan.watermark.alignment.update-interval'. Whoever is beyond the
// lowest one announced by more than 'max-drift' reads nothing, and of a source with several splits
// those that are beyond it are not read. A source that has no watermark yet has announced nothing
// and holds nobody back; an idle or finished one announces the highest there is.
//
// More than in Flink, a source that comes to its limit announces at once, and who waits hears of a
// higher minimum at once: the slowest never waits for its own last word, so a group of similar
// sources reads at full speed. That is why all of them can never wait for each other.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/plan/physical.h"
#include "engine/runtime/mailbox.h"

namespace streamsql {

// What the members of one group have announced, in one execution. Any thread; the mutex is taken
// by announcements only.
class AlignmentGroup {
 public:
  // The signal is rung when the minimum has risen; it outlives the last announcement.
  std::size_t join(TaskSignal& signal);
  void announce(std::size_t member, std::int64_t watermark);
  // kMaxWatermark while nobody has announced.
  std::int64_t minimum() const { return minimum_; }

 private:
  struct Member {
    TaskSignal* signal;
    std::optional<std::int64_t> announced;
  };
  std::mutex mutex_;
  std::vector<Member> members_;
  std::atomic<std::int64_t> minimum_{kMaxWatermark};
};

// One source task in its group; the task's thread.
class AlignedSource {
 public:
  AlignedSource(const physical::WatermarkAlignment& spec, std::shared_ptr<AlignmentGroup> group,
                TaskSignal& signal);

  // How far the source has come, on the monotonic clock: INT64_MIN before its first watermark,
  // kMaxWatermark while it is idle. Announces what is due, and returns the limit for now.
  std::int64_t advance(std::int64_t now_millis, std::int64_t reached);
  void finish();  // it holds nobody back any more
  // When the next announcement is due.
  std::int64_t next() const { return next_; }

 private:
  std::int64_t limit() const;
  void announce(std::int64_t reached);

  const physical::WatermarkAlignment spec_;
  const std::shared_ptr<AlignmentGroup> group_;
  const std::size_t member_;
  std::optional<std::int64_t> announced_;
  std::int64_t next_ = INT64_MIN;
};

}  // namespace streamsql
