// How an execution is stepped through on one thread, and how any execution ends.
#include <algorithm>
#include <thread>
#include <utility>

#include "engine/runtime/execution.h"

namespace streamsql {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPatience{100};
constexpr std::uint64_t kCrashShare = 4;  // one barrier in so many is not survived even half-way

}  // namespace

Execution::End Execution::run_stepwise(std::mt19937_64& random) {
  std::vector<Task*> open, leaving;
  // What a task leaves behind its barrier would wait for that epoch, which is written by nobody but
  // this thread.
  const auto may_leave = [this](const Task& task) {
    const auto missing = coordinator_.missing();
    return !coordinator_.in_flight() ||
           std::find(missing.begin(), missing.end(), task.setup().id) != missing.end();
  };
  const auto leave = [&](Task* task) {
    if (!may_leave(*task)) return false;
    finish(*task);
    return true;
  };
  for (auto& task : job_.tasks) open.push_back(task.get());
  try {
    if (committer_) committer_->open();
    for (auto it = open.rbegin(); it != open.rend(); ++it) (*it)->open();
    opened_ = open.size();
    std::size_t waiting = 0;
    for (std::uint64_t step = 1; !(open.empty() && leaving.empty()) && !cancelled_; ++step) {
      discovery_->run(settings_.clock->monotonic_millis());
      if (!step_barriers(random, step)) return {false, true, {}};
      std::erase_if(leaving, leave);
      if (open.empty()) continue;
      const auto index = random() % open.size();
      const auto result = open[index]->step(milliseconds(0));
      waiting = result == StepResult::Worked ? 0 : waiting + 1;
      if (result == StepResult::Finished) {
        if (!leave(open[index])) leaving.push_back(open[index]);
        open.erase(open.begin() + static_cast<std::ptrdiff_t>(index));
        waiting = 0;
      }
      if (waiting < 8 * open.size()) continue;
      waiting = 0;
      advance_time(open);
    }
    if (pending_) commit(*std::exchange(pending_, std::nullopt));
  } catch (const JobCancelled&) {
  } catch (const Error& error) {
    failure_ = error;
  }
  return conclude();
}

// False: the execution is dropped here.
bool Execution::step_barriers(std::mt19937_64& random, std::uint64_t step) {
  const auto& wishes = settings_.stepwise;
  if (pending_) {
    commit(*std::exchange(pending_, std::nullopt));
    if (wishes.crashes) return false;
  }
  if (!committer_ && !settings_.flush_interval) return true;
  const auto interval = barrier_interval(settings_);
  const auto now = settings_.clock->monotonic_millis();
  const bool by_steps = wishes.steps_per_barrier > 0;
  const bool due =
      by_steps ? step % wishes.steps_per_barrier == 0 : interval && now >= next_barrier_;
  if (stop_wanted_ && !stopping_) {
    stopping_ = inject(true);
  } else if (due && inject(false)) {
    next_barrier_ = now + (interval ? interval->count() : 0);
    if (wishes.crashes && random() % kCrashShare == 0) return false;
  }
  return true;
}

// When every task waits: a virtual clock jumps to the next deadline, the real one moves itself.
void Execution::advance_time(const std::vector<Task*>& tasks) {
  const auto now = settings_.clock->monotonic_millis();
  std::int64_t next = now + kPatience.count();
  for (const auto* task : tasks) next = std::min(next, task->deadline().value_or(next));
  next = std::min(next, discovery_->next_millis().value_or(next));
  const milliseconds step(std::max<std::int64_t>(next - now, 1));
  if (settings_.virtual_clock) {
    settings_.virtual_clock->advance(step);
  } else {
    std::this_thread::sleep_for(std::min(step, milliseconds(1)));
  }
}

Execution::End Execution::wait() {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return running_ == 0; });
  }
  return conclude();
}

void Execution::join() {
  for (auto& thread : threads_) thread.join();
  threads_.clear();
  if (coordinator_thread_.joinable()) coordinator_thread_.join();
  if (checkpoint_thread_.joinable()) checkpoint_thread_.join();
}

// Threads have ended, so the readers may be touched here.
Execution::End Execution::conclude() {
  join();
  End end{!failure_ && !cancelled_, false, failure_};
  if (!end.finished || std::exchange(concluded_, true)) return end;
  try {
    commit_rest();
  } catch (const JobCancelled&) {
    return {};
  } catch (const Error& error) {
    return {false, false, error};
  } catch (const std::exception& error) {
    return {false, false, Error(ErrorCode::CheckpointFailed, error.what())};
  }
  return end;
}

// What came behind the last barrier is an epoch too. Then the readers hear what was committed.
void Execution::commit_rest() {
  if (!stopped_) {
    auto epoch = coordinator_.rest(discovery_->states());
    if (committer_) {
      committer_->commit(std::move(epoch), true);
      fulfil_orders();
    } else {
      commit_sources(epoch);
    }
  }
  for (const auto& source : job_.sources) {
    for (auto* task : source.tasks) task->mailbox().run_posted();
  }
  if (!parts_.store) return;
  parts_.store->write_ended(stopped_ ? JobStore::Ending::Stopped : JobStore::Ending::Finished,
                            committer_->last());
}

}  // namespace streamsql
