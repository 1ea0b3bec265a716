#include "engine/runtime/job.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <fmt/format.h>
#include <mutex>
#include <pthread.h>
#include <random>
#include <spdlog/spdlog.h>
#include <thread>
#include <utility>
#include <vector>

#include "engine/runtime/execution.h"
#include "engine/runtime/restart_strategy.h"
#include "engine/runtime/surroundings.h"

namespace streamsql {
namespace {

using std::chrono::milliseconds;

// Two processes that fence each other do so again and again. An old process that wakes up does it
// once, and then finds that its directory is stale; it needs time to get there: an id with an open
// transaction is tried again after half a second, and would be open again by then.
constexpr std::int64_t kFencedAgainMillis = 60'000;
constexpr std::size_t kFencedTooOften = 3;
constexpr milliseconds kPauseWhenFenced{2'000};

Error prefix_shared(const Error& fenced) {
  return Error(ErrorCode::PrefixShared,
               fmt::format("Fenced {} times within a minute by another producer: {}",
                           kFencedTooOften, fenced.message()))
      .hint("two jobs share a name or a 'sink.transactional-id-prefix': rename one of them");
}

class JobImpl final : public Job {
 public:
  JobImpl(const physical::Plan& plan, JobSettings settings)
      : plan_(plan),
        settings_(with(std::move(settings), interruption_)),
        strategy_(make_restart_strategy(settings_.restart, std::random_device()())) {}

  ~JobImpl() override {
    cancel();
    if (supervisor_.joinable()) supervisor_.join();
  }

  void start() override {
    supervisor_ = std::thread([this] {
      pthread_setname_np(pthread_self(), "supervisor");
      auto outcome = supervise();
      const std::lock_guard lock(mutex_);
      outcome_ = std::move(outcome);
      changed_.notify_all();
    });
  }

  JobOutcome run_stepwise(std::uint64_t seed) override {
    std::mt19937_64 random(seed);
    settings_.stepwise.runs = true;
    for (;;) {
      auto end =
          execute([&random](Execution& execution) { return execution.run_stepwise(random); });
      if (end.crashed) continue;
      const auto delay = delay_of_restart(end);
      if (!delay) {
        leave_directory(end);
        return {end.finished, end.failure};
      }
      if (settings_.virtual_clock) settings_.virtual_clock->advance(*delay);
    }
  }

  void stop() override {
    const std::lock_guard lock(mutex_);
    stop_wanted_ = true;
    if (execution_) execution_->stop();
    changed_.notify_all();
  }

  void cancel() override {
    interruption_.request();
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    if (execution_) execution_->cancel();
    changed_.notify_all();
  }

  std::filesystem::path savepoint(const std::filesystem::path& directory, bool then_stop) override {
    if (!settings_.checkpoints) throw not_running("takes no checkpoints");
    auto order = std::make_shared<SavepointOrder>();
    order->directory = savepoint_directory(directory);
    order->then_stop = then_stop;
    {
      const std::lock_guard lock(mutex_);
      if (!execution_) throw not_running("is not running at the moment");
      execution_->order(order);
    }
    return order->path.get_future().get();
  }

  std::string why() override {
    const std::lock_guard lock(mutex_);
    if (execution_) return execution_->why();
    if (outcome_) return "the job has ended\n";
    if (!last_failure_) return "the job begins: it looks for its last checkpoint\n";
    return fmt::format("the job waits to start again after a failure: {} {}\n",
                       to_string(last_failure_->code()), last_failure_->message());
  }

  JobOutcome wait() override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return outcome_.has_value(); });
    return *outcome_;
  }

  bool wait_for(milliseconds timeout) override {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, timeout, [this] { return outcome_.has_value(); });
  }

 private:
  // ---- on the supervisor's thread

  JobOutcome supervise() {
    for (;;) {
      auto end = execute([](Execution& execution) {
        execution.start();
        return execution.wait();
      });
      const auto delay = delay_of_restart(end);
      if (delay && sleep(*delay)) continue;
      leave_directory(end);
      return {end.finished, end.failure};
    }
  }

  // Another process may have it from here on.
  void leave_directory(const Execution::End& end) {
    const bool deletes = settings_.checkpoints && settings_.checkpoints->delete_on_cancel &&
                         stop_wanted_ && !end.failure;
    if (store_ && deletes) store_->discard();
    store_.reset();
  }

  // One execution from its recovery to its end; everything of it is gone when this returns.
  template <typename Run>
  Execution::End execute(Run run) {
    try {
      Surroundings around(plan_, settings_, store_, first_);
      first_ = false;
      if (!enter(around.execution())) return {};
      const Departure departure{*this};
      auto end = run(around.execution());
      has_run_ = has_run_ || around.execution().has_opened();
      return end;
    } catch (const JobCancelled&) {
      return {};
    } catch (const Error& error) {
      return {false, false, error};
    } catch (const std::exception& error) {
      return {false, false, Error(ErrorCode::Internal, error.what())};
    }
  }

  // stop() and cancel() reach the execution from here on.
  bool enter(Execution& execution) {
    const std::lock_guard lock(mutex_);
    if (cancelled_) return false;
    if (stop_wanted_) execution.stop();
    execution_ = &execution;
    return true;
  }
  struct Departure {
    JobImpl& job;
    ~Departure() {
      const std::lock_guard lock(job.mutex_);
      job.execution_ = nullptr;
    }
  };

  Error not_running(std::string_view why) const {
    return Error(ErrorCode::InvalidStatement, fmt::format("Job '{}' {}", settings_.name, why));
  }

  std::filesystem::path savepoint_directory(const std::filesystem::path& wanted) const {
    if (!wanted.empty()) return wanted;
    const auto& configured = settings_.checkpoints->savepoint_directory;
    return configured.empty() ? settings_.checkpoints->directory / "savepoints" : configured;
  }

  // Whether and when to start again; may put another failure in place of the one that came.
  std::optional<milliseconds> delay_of_restart(Execution::End& end) {
    if (!end.failure || cancelled_) return std::nullopt;
    // A stop delivers everything before it; what a system that was away has kept from that is
    // repeated by an execution that ends at its first barrier.
    if (stop_wanted_ && end.failure->code() != ErrorCode::ExternalSystemUnavailable) {
      return std::nullopt;
    }
    const auto now = settings_.clock->monotonic_millis();
    if (end.failure->code() == ErrorCode::Fenced) {
      std::erase_if(fenced_millis_, [&](auto then) { return now - then >= kFencedAgainMillis; });
      fenced_millis_.push_back(now);
      if (fenced_millis_.size() >= kFencedTooOften) end.failure = prefix_shared(*end.failure);
    }
    count(*end.failure);
    // A start that does not reach what it needs is most likely a mistake of the script.
    if (!has_run_ && !settings_.restart.chosen) return std::nullopt;
    if (!may_restart(*end.failure, settings_.restart)) return std::nullopt;
    auto delay =
        is_tolerated(*end.failure) ? std::optional(milliseconds(0)) : strategy_->after_failure(now);
    if (delay && end.failure->code() == ErrorCode::Fenced) {
      delay = std::max(*delay, kPauseWhenFenced);
    }
    if (delay) announce(*end.failure, *delay);
    return delay;
  }

  bool is_tolerated(const Error& failure) {
    const auto decided = settings_.metrics->total("checkpoints_total");
    if (std::exchange(decided_before_, decided) != decided) failed_in_a_row_ = 0;
    if (failure.code() != ErrorCode::CheckpointFailed || !settings_.checkpoints) return false;
    return ++failed_in_a_row_ <= settings_.checkpoints->tolerable_failures;
  }

  void count(const Error& failure) const {
    const MetricGroup metrics(*settings_.metrics,
                              {{"job", settings_.name}, {"cause", to_string(failure.code())}});
    metrics.counter("failures_total").add();
    if (failure.code() == ErrorCode::CheckpointFailed) {
      metrics.counter("checkpoints_failed_total").add();
    }
  }

  void announce(const Error& failure, milliseconds delay) {
    spdlog::warn("{}: failed, starts again in {} ms: {} {}", settings_.name, delay.count(),
                 to_string(failure.code()), failure.message());
    const MetricGroup metrics(*settings_.metrics, {{"job", settings_.name}});
    metrics.counter("restarts_total").add();
    const std::lock_guard lock(mutex_);
    last_failure_ = failure;
  }

  // False when the job is stopped or cancelled meanwhile.
  bool sleep(milliseconds delay) {
    std::unique_lock lock(mutex_);
    const bool stops = stop_wanted_;
    return !changed_.wait_for(lock, delay,
                              [&] { return cancelled_ || (stop_wanted_ && !stops); });
  }

  static JobSettings with(JobSettings settings, const Interruption& interruption) {
    settings.interruption = &interruption;
    return settings;
  }

  const physical::Plan plan_;
  Interruption interruption_;
  JobSettings settings_;
  const std::unique_ptr<RestartStrategy> strategy_;
  std::optional<JobStore> store_;            // LOCK is held through restarts
  bool first_ = true;                        // no recovery has succeeded in this process
  bool has_run_ = false;                     // all tasks have opened, once in this process
  std::vector<std::int64_t> fenced_millis_;  // of the last minute
  std::uint64_t decided_before_ = 0;
  int failed_in_a_row_ = 0;
  std::thread supervisor_;

  std::mutex mutex_;
  std::condition_variable changed_;
  Execution* execution_ = nullptr;
  std::optional<Error> last_failure_;
  std::optional<JobOutcome> outcome_;
  std::atomic<bool> cancelled_{false}, stop_wanted_{false};
};

}  // namespace

std::unique_ptr<Job> Job::compile(const physical::Plan& plan, JobSettings settings) {
  return std::make_unique<JobImpl>(plan, std::move(settings));
}

}  // namespace streamsql
