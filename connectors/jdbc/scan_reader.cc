#include "connectors/jdbc/scan_reader.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <spdlog/spdlog.h>
#include <thread>
#include <utility>

#include "engine/base/log_prefix.h"

namespace streamsql::jdbc {
namespace {

constexpr std::size_t kBatchesAhead = 2;
constexpr std::int64_t kWarnEveryMillis = 10'000;

struct Fetched {
  std::string split, position;
  Batch rows;
};

// The thread reads one split at a time and waits when the queue is full; the mutex guards all that
// both threads see.
class Fetcher {
 public:
  explicit Fetcher(const ScanPlan& plan) : session_(plan), thread_([this] { run(); }) {}

  ~Fetcher() {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
    }
    session_.interrupt();
    changed_.notify_all();
    thread_.join();
  }

  bool idle() const {
    const std::lock_guard lock(mutex_);
    return !work_ && queue_.empty() && !error_;
  }
  // Only when idle().
  void start(Split split) {
    const std::lock_guard lock(mutex_);
    work_ = std::move(split);
    changed_.notify_all();
  }

  // The next batch; nothing after `timeout`, after wake_up, or when the work is done. Throws what
  // the thread met, once.
  std::optional<Fetched> take(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    const bool working = work_.has_value();
    changed_.wait_for(lock, timeout,
                      [&] { return woken_ || error_ || !queue_.empty() || (working && !work_); });
    woken_ = false;
    if (!queue_.empty()) {
      auto fetched = std::move(queue_.front());
      queue_.pop_front();
      changed_.notify_all();
      return fetched;
    }
    if (auto error = std::exchange(error_, std::nullopt)) throw std::move(*error);
    return std::nullopt;
  }

  void wake_up() {
    const std::lock_guard lock(mutex_);
    woken_ = true;
    changed_.notify_all();
  }

 private:
  void run() {
    while (const auto split = next()) {
      std::optional<Error> error;
      try {
        session_.read(*split, [&](Batch rows, std::string position) {
          return put({split->id, std::move(position), std::move(rows)});
        });
      } catch (const Error& thrown) {
        error = thrown;
      } catch (const std::exception& thrown) {
        error = Error(ErrorCode::Internal, thrown.what());
      }
      const std::lock_guard lock(mutex_);
      work_.reset();
      error_ = std::move(error);
      changed_.notify_all();
    }
  }

  std::optional<Split> next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closing_ || work_; });
    return closing_ ? std::nullopt : work_;
  }

  bool put(Fetched fetched) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closing_ || queue_.size() < kBatchesAhead; });
    if (closing_) return false;
    queue_.push_back(std::move(fetched));
    changed_.notify_all();
    return true;
  }

  ScanSession session_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Split> work_;  // being read
  std::deque<Fetched> queue_;
  std::optional<Error> error_;
  bool closing_ = false, woken_ = false;
  std::thread thread_;
};

class JdbcSourceReader final : public SourceReader {
 public:
  JdbcSourceReader(std::shared_ptr<const ScanPlan> plan, const ConnectorContext& context)
      : plan_(std::move(plan)),
        clock_(context.clock),
        log_prefix_(log_prefix(context.metrics)),
        unavailable_(context.metrics.gauge("source_unavailable")),
        fetcher_(*plan_) {}

  void add_splits(std::span<const Split> splits) override {
    for (const auto& split : splits) splits_.push_back(split);
  }
  void no_more_splits() override { all_known_ = true; }

  Progress poll(std::chrono::milliseconds timeout, std::optional<SplitBatch>& out) override {
    start_next();
    std::optional<Fetched> fetched;
    try {
      fetched = fetcher_.take(until_due(timeout));
    } catch (const Error& error) {
      outlive(error);
    }
    if (!fetched) return finished() ? Progress::Finished : Progress::NothingYet;
    return accept(std::move(*fetched), out);
  }

  std::vector<Split> positions() const override { return splits_; }
  void commit(CheckpointId, std::span<const Split>) override {}
  void wake_up() override { fetcher_.wake_up(); }

 private:
  bool is_incrementing() const { return plan_->settings.incrementing.has_value(); }

  void start_next() {
    if (!fetcher_.idle()) return;
    const auto now = clock_.monotonic_millis();
    has_answered_ = has_answered_ || has_asked_;  // or else poll had thrown
    if (is_incrementing()) {
      if (splits_.empty() || now < due_millis_) return;
      due_millis_ = now + plan_->settings.incrementing->poll_interval.count();
      has_asked_ = true;
      return fetcher_.start(splits_.front());
    }
    const auto open = std::find_if(splits_.begin(), splits_.end(),
                                   [](const Split& split) { return split.position != kDone; });
    if (open != splits_.end()) fetcher_.start(*open);
  }

  std::chrono::milliseconds until_due(std::chrono::milliseconds timeout) const {
    if (!is_incrementing() || splits_.empty() || !fetcher_.idle()) return timeout;
    const auto left = std::max<std::int64_t>(due_millis_ - clock_.monotonic_millis(), 0);
    return std::min(timeout, std::chrono::milliseconds(left));
  }

  bool finished() const {
    return all_known_ && !is_incrementing() &&
           std::all_of(splits_.begin(), splits_.end(),
                       [](const Split& split) { return split.position == kDone; });
  }

  Progress accept(Fetched fetched, std::optional<SplitBatch>& out) {
    const auto split = std::find_if(splits_.begin(), splits_.end(), [&](const Split& candidate) {
      return candidate.id == fetched.split;
    });
    split->position = std::move(fetched.position);
    unavailable_.set(0);
    if (fetched.rows.row_count() == 0) {
      return finished() ? Progress::Finished : Progress::NothingYet;
    }
    current_ = std::move(fetched.split);
    out = SplitBatch{std::move(fetched.rows), current_};
    return Progress::HasRows;
  }

  // The database of a job that runs for ever may restart.
  void outlive(const Error& error) {
    if (!is_incrementing() || !has_answered_ || !is_retryable(error.code())) throw error;
    unavailable_.set(1);
    const auto now = clock_.monotonic_millis();
    if (now - warned_millis_ < kWarnEveryMillis) return;
    warned_millis_ = now;
    spdlog::warn("{}source table {} does not answer, going on to ask: {}", log_prefix_,
                 plan_->settings.table, error.message());
  }

  const std::shared_ptr<const ScanPlan> plan_;
  const Clock& clock_;
  const std::string log_prefix_;
  Gauge& unavailable_;
  std::vector<Split> splits_;
  std::string current_;
  bool all_known_ = false, has_asked_ = false, has_answered_ = false;
  std::int64_t due_millis_ = INT64_MIN, warned_millis_ = INT64_MIN / 2;
  Fetcher fetcher_;
};

}  // namespace

std::unique_ptr<SourceReader> make_scan_reader(std::shared_ptr<const ScanPlan> plan,
                                               const ConnectorContext& context) {
  return std::make_unique<JdbcSourceReader>(std::move(plan), context);
}

}  // namespace streamsql::jdbc
