#include "engine/runtime/job.h"

#include <atomic>
#include <condition_variable>
#include <fmt/format.h>
#include <mutex>
#include <pthread.h>
#include <random>
#include <thread>
#include <utility>

#include "engine/runtime/flush_coordinator.h"
#include "engine/runtime/job_builder.h"

namespace streamsql {
namespace {

using std::chrono::milliseconds;

// Longest sleep inside a source's poll: a bound on how late a lost wake-up is noticed.
constexpr milliseconds kPatience{100};

class JobImpl final : public Job {
 public:
  JobImpl(const physical::Plan& plan, JobSettings settings)
      : plan_(plan), settings_(std::move(settings)) {
    parts_ = build_job(plan_, settings_, coordinator_);
    std::set<int> ids;
    for (const auto& task : parts_.tasks) ids.insert(task->setup().id);
    coordinator_.set_tasks(ids, [this](auto id, const auto& positions) { commit(id, positions); });
    for (const auto& source : parts_.sources) {
      if (source.scan) enumerators_.push_back({&source, make_enumerator(source)});
      if (!source.scan) source.tasks.front()->no_more_splits();
    }
  }

  ~JobImpl() override {
    cancel();
    join();
  }

  void start() override {
    running_ = static_cast<int>(parts_.tasks.size());
    for (auto& task : parts_.tasks) {
      threads_.emplace_back([this, &task = *task] { run(task); });
    }
    coordinator_thread_ = std::thread([this] { coordinate(); });
  }

  JobOutcome run_stepwise(std::uint64_t seed) override;

  void stop() override {
    const std::lock_guard lock(mutex_);
    stop_wanted_ = true;
    changed_.notify_all();
  }

  void cancel() override {
    {
      const std::lock_guard lock(mutex_);
      cancelled_ = true;
      changed_.notify_all();
    }
    for (auto& task : parts_.tasks) task->cancel();
  }

  JobOutcome wait() override {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return running_ == 0; });
    }
    return conclude();
  }

  bool wait_for(milliseconds timeout) override {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, timeout, [this] { return running_ == 0; });
  }

 private:
  struct Enumerator {
    const JobParts::SourceGroup* group;
    std::unique_ptr<SplitEnumerator> splits;
    std::optional<std::int64_t> next_millis = 0;  // of the monotonic clock; nothing: done
    std::size_t next_task = 0;
  };

  std::unique_ptr<SplitEnumerator> make_enumerator(const JobParts::SourceGroup& group) {
    const auto& task = *group.tasks.front();
    return group.scan->source->make_enumerator({*settings_.clock, task.setup().metrics,
                                                *settings_.memory, 0,
                                                static_cast<int>(group.tasks.size())});
  }

  // ---- on a task's thread

  void run(Task& task) {
    pthread_setname_np(pthread_self(), task.setup().name.substr(0, 15).c_str());
    try {
      task.open();
      while (!is_over() && advance(task)) {
      }
    } catch (const JobCancelled&) {
    } catch (const Error& error) {
      fail(error);
    } catch (const std::exception& error) {
      fail(Error(ErrorCode::Internal,
                 fmt::format("Task '{}' failed: {}", task.setup().name, error.what())));
    }
    ended(task);
  }

  bool advance(Task& task) {
    switch (task.step(kPatience)) {
      case StepResult::Finished:
        return false;
      case StepResult::Worked:
      case StepResult::Idled:
        return true;
      case StepResult::WaitsForRoom:
        return wait(task, "back_pressured_millis_total");
      case StepResult::WaitsForInput:
        return wait(task, "idle_millis_total");
    }
    return false;
  }

  bool wait(Task& task, const char* metric) {
    const auto begin = settings_.clock->monotonic_millis();
    task.signal().wait(task.deadline());
    const auto waited = settings_.clock->monotonic_millis() - begin;
    task.setup().metrics.counter(metric).add(static_cast<std::uint64_t>(waited));
    return true;
  }

  void ended(Task& task) {
    coordinator_.finished(task.setup().id);
    const std::lock_guard lock(mutex_);
    --running_;
    changed_.notify_all();
  }

  bool is_over() const { return cancelled_; }

  void fail(const Error& error) {
    {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = error;
    }
    cancel();
  }

  // ---- splits and barriers, on the coordinator's thread

  void coordinate() {
    try {
      discover();
    } catch (const Error& error) {
      fail(error);
    }
    const auto interval = settings_.flush_interval;
    auto next_flush = settings_.clock->monotonic_millis() + (interval ? interval->count() : 0);
    std::unique_lock lock(mutex_);
    while (running_ > 0 && !cancelled_) {
      changed_.wait_for(lock, kPatience, [this] { return running_ == 0 || stop_wanted_; });
      lock.unlock();
      if (stop_wanted_ && !stopping_) stopping_ = inject(true);
      const auto now = settings_.clock->monotonic_millis();
      if (!stop_wanted_ && interval && now >= next_flush && inject(false)) {
        next_flush = now + interval->count();
      }
      try {
        discover();
      } catch (const Error& error) {
        fail(error);
      }
      lock.lock();
      if (stopping_) changed_.wait(lock, [this] { return running_ == 0 || cancelled_; });
    }
  }

  bool inject(bool then_stop) {
    const auto barrier = coordinator_.begin(then_stop);
    if (!barrier) return false;
    for (const auto& source : parts_.sources) {
      for (auto* task : source.tasks) task->inject(*barrier);
    }
    return true;
  }

  void discover() {
    const auto now = settings_.clock->monotonic_millis();
    for (auto& enumerator : enumerators_) {
      if (!enumerator.next_millis || now < *enumerator.next_millis || stop_wanted_) continue;
      assign(enumerator, enumerator.splits->discover());
      const auto interval = enumerator.splits->interval();
      enumerator.next_millis.reset();
      if (interval) enumerator.next_millis = now + interval->count();
      if (interval) continue;
      for (auto* task : enumerator.group->tasks) task->no_more_splits();
    }
  }

  static void assign(Enumerator& enumerator, const std::vector<Split>& splits) {
    const auto& tasks = enumerator.group->tasks;
    std::vector<std::vector<Split>> shares(tasks.size());
    for (const auto& split : splits) {
      shares[enumerator.next_task].push_back(split);
      enumerator.next_task = (enumerator.next_task + 1) % tasks.size();
    }
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      if (!shares[i].empty()) tasks[i]->add_splits(std::move(shares[i]));
    }
  }

  void commit(CheckpointId id, const std::map<int, std::vector<Split>>& positions) {
    if (!settings_.commits) return;
    for (const auto& source : parts_.sources) {
      for (auto* task : source.tasks) {
        const auto found = positions.find(task->setup().id);
        if (found == positions.end() || !source.scan) continue;
        task->mailbox().post([task, id, mine = found->second] { task->commit(id, mine); });
      }
    }
  }

  // ---- stepwise

  // When every task waits: a virtual clock jumps to the next deadline, the real one moves itself.
  void advance_time(const std::vector<Task*>& tasks) {
    const auto now = settings_.clock->monotonic_millis();
    std::int64_t next = now + kPatience.count();
    for (const auto* task : tasks) next = std::min(next, task->deadline().value_or(next));
    for (const auto& enumerator : enumerators_) {
      next = std::min(next, enumerator.next_millis.value_or(next));
    }
    const milliseconds step(std::max<std::int64_t>(next - now, 1));
    if (settings_.virtual_clock) {
      settings_.virtual_clock->advance(step);
    } else {
      std::this_thread::sleep_for(std::min(step, milliseconds(1)));
    }
  }

  // ---- the end

  void join() {
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    if (coordinator_thread_.joinable()) coordinator_thread_.join();
  }

  // Threads have ended, so the readers may be touched here.
  JobOutcome conclude() {
    join();
    JobOutcome outcome{!failure_ && !cancelled_, failure_};
    if (!outcome.finished || !settings_.commits || std::exchange(concluded_, true)) return outcome;
    try {
      commit_last_positions();
    } catch (const Error& error) {
      outcome = {false, error};
    }
    return outcome;
  }

  void commit_last_positions() {
    for (const auto& source : parts_.sources) {
      if (!source.scan) continue;
      for (auto* task : source.tasks) task->commit(0, task->positions());
    }
  }

  const physical::Plan plan_;
  const JobSettings settings_;
  FlushCoordinator coordinator_;
  JobParts parts_;
  std::vector<Enumerator> enumerators_;
  std::vector<std::thread> threads_;
  std::thread coordinator_thread_;

  std::mutex mutex_;
  std::condition_variable changed_;
  int running_ = 0;
  std::optional<Error> failure_;
  std::atomic<bool> cancelled_{false}, stop_wanted_{false};
  bool stopping_ = false, concluded_ = false;
};

JobOutcome JobImpl::run_stepwise(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Task*> open;
  for (auto& task : parts_.tasks) open.push_back(task.get());
  try {
    for (auto it = open.rbegin(); it != open.rend(); ++it) (*it)->open();
    std::size_t waiting = 0;
    while (!open.empty() && !cancelled_) {
      discover();
      const auto index = random() % open.size();
      const auto result = open[index]->step(milliseconds(0));
      waiting = result == StepResult::Worked ? 0 : waiting + 1;
      if (result == StepResult::Finished) {
        coordinator_.finished(open[index]->setup().id);
        open.erase(open.begin() + static_cast<std::ptrdiff_t>(index));
        waiting = 0;
      }
      if (waiting < 8 * open.size()) continue;
      waiting = 0;
      advance_time(open);
    }
  } catch (const JobCancelled&) {
  } catch (const Error& error) {
    failure_ = error;
  }
  return conclude();
}

}  // namespace

std::unique_ptr<Job> Job::compile(const physical::Plan& plan, JobSettings settings) {
  return std::make_unique<JobImpl>(plan, std::move(settings));
}

}  // namespace streamsql
