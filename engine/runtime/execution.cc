#include "engine/runtime/execution.h"

#include <algorithm>
#include <fmt/format.h>
#include <pthread.h>
#include <utility>

namespace streamsql {
namespace {

using std::chrono::milliseconds;

// Longest sleep inside a source's poll: a bound on how late a lost wake-up is noticed.
constexpr milliseconds kPatience{100};

}  // namespace

std::optional<milliseconds> barrier_interval(const JobSettings& settings) {
  return settings.checkpoints ? settings.checkpoints->interval : settings.flush_interval;
}

Execution::Execution(const Parts& parts) : parts_(parts), settings_(parts.settings) {
  job_ = build_job(parts.plan, settings_,
                   {coordinator_, parts.sinks, parts.start, parts.work, parts.state});
  std::set<int> ids;
  for (const auto& task : job_.tasks) ids.insert(task->setup().id);
  coordinator_.set_tasks(ids, parts.start ? parts.start->name.id : 0,
                         [this](Epoch epoch) { take(std::move(epoch)); });
  discovery_.emplace(job_, settings_, parts.start ? &parts.start->manifest : nullptr);
  if (!parts.store) return;
  committer_.emplace(
      EpochCommitter::Parts{*parts.store, *parts.sinks, parts.state, settings_, parts.start->name},
      job_.layout, [this](const Epoch& epoch, const CheckpointName&) { commit_sources(epoch); });
}

Execution::~Execution() {
  cancel();
  join();
  taken_orders_.insert(taken_orders_.end(), orders_.begin(), orders_.end());
  for (const auto& order : taken_orders_) {
    order->path.set_exception(std::make_exception_ptr(failure_.value_or(
        Error(ErrorCode::CheckpointFailed, "The job ended before its savepoint"))));
  }
}

void Execution::start() {
  running_ = static_cast<int>(job_.tasks.size());
  if (committer_) committer_->open();
  for (auto& task : job_.tasks) {
    threads_.emplace_back([this, &task = *task] { run(task); });
  }
  coordinator_thread_ = std::thread([this] { coordinate(); });
  checkpoint_thread_ = std::thread([this] { write_epochs(); });
}

void Execution::stop() {
  const std::lock_guard lock(mutex_);
  stop_wanted_ = true;
  changed_.notify_all();
}

void Execution::cancel() {
  {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    pending_.reset();
    changed_.notify_all();
  }
  coordinator_.abandon();
  for (auto& task : job_.tasks) task->cancel();
}

// ---- on a task's thread

void Execution::run(Task& task) {
  pthread_setname_np(pthread_self(), task.setup().name.substr(0, 15).c_str());
  try {
    task.open();
    ++opened_;
    while (!cancelled_ && advance(task)) {
    }
    if (!cancelled_) finish(task);
  } catch (const JobCancelled&) {
  } catch (const Error& error) {
    fail(error);
  } catch (const std::exception& error) {
    fail(Error(ErrorCode::Internal,
               fmt::format("Task '{}' failed: {}", task.setup().name, error.what())));
  }
  const std::lock_guard lock(mutex_);
  --running_;
  changed_.notify_all();
}

bool Execution::advance(Task& task) {
  const auto result = task.step(kPatience);
  task.doing = result;
  switch (result) {
    case StepResult::Finished: return false;
    case StepResult::Worked:
    case StepResult::Idled: return true;
    case StepResult::WaitsForRoom: return wait_in(task, "back_pressured_millis_total");
    case StepResult::WaitsForInput:
    case StepResult::WaitsForAlignment: return wait_in(task, "idle_millis_total");
  }
  return false;
}

bool Execution::wait_in(Task& task, const char* metric) {
  const auto begin = settings_.clock->monotonic_millis();
  task.signal().wait(task.deadline());
  task.doing = StepResult::Worked;
  const auto waited = settings_.clock->monotonic_millis() - begin;
  task.setup().metrics.counter(metric).add(static_cast<std::uint64_t>(waited));
  return true;
}

void Execution::finish(Task& task) { coordinator_.finished(task.setup().id, task.leave()); }

void Execution::fail(const Error& error) {
  {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = error;
  }
  cancel();
}

// ---- splits and barriers, on the coordinator's thread

void Execution::coordinate() {
  pthread_setname_np(pthread_self(), "coordinator");
  const auto now = settings_.clock->monotonic_millis();
  const auto interval = barrier_interval(settings_);
  next_barrier_ = now + (interval ? interval->count() : 0);
  std::unique_lock lock(mutex_);
  while (running_ > 0 && !cancelled_) {
    const bool told = stop_wanted_;  // what has been heard need not wake us again
    lock.unlock();
    try {
      tick();
    } catch (const Error& error) {
      fail(error);
    }
    const auto left = next_barrier_ - settings_.clock->monotonic_millis();
    const std::int64_t least = coordinator_.in_flight() ? 5 : 1;  // milliseconds
    const auto sleep =
        interval ? milliseconds(std::clamp<std::int64_t>(left, least, 100)) : kPatience;
    lock.lock();
    changed_.wait_for(lock, sleep, [this, told] {
      return running_ == 0 || cancelled_ || (stop_wanted_ && !told);
    });
  }
}

void Execution::tick() {
  const auto now = settings_.clock->monotonic_millis();
  const auto interval = barrier_interval(settings_);
  if (!stop_wanted_) discovery_->run(now);
  if (!stop_wanted_ && has_orders()) order_barrier();
  if (stop_wanted_ && !stopping_) stopping_ = inject(true);
  const bool wanted = coordinator_.take_wanted();
  const bool due = wanted || (interval && now >= next_barrier_);
  if (due && !stop_wanted_ && inject(false)) {
    next_barrier_ = now + (interval ? interval->count() : 0);
  } else if (wanted) {
    coordinator_.wants_barrier();  // once the one in flight is done
  }
  check_timeout(now);
}

bool Execution::inject(bool then_stop) {
  const auto barrier = coordinator_.begin(then_stop, discovery_->states());
  if (!barrier) return false;
  barrier_began_ = settings_.clock->monotonic_millis();
  for (const auto& source : job_.sources) {
    for (auto* task : source.tasks) task->inject(*barrier);
  }
  for (auto& task : job_.tasks) task->signal().ring();  // those that waited for this barrier
  return true;
}

// An epoch that takes too long is as good as a failed one: what its tasks have cut is lost with
// them, so the job goes through recovery.
void Execution::check_timeout(std::int64_t now) {
  if (!committer_ || !coordinator_.in_flight()) return;
  const auto limit = settings_.checkpoints->timeout;
  if (now - barrier_began_ < limit.count()) return;
  throw Error(ErrorCode::CheckpointFailed,
              fmt::format("A checkpoint has taken longer than {} ms; it waits for {}",
                          limit.count(), waited_for()))
      .hint("raise execution.checkpointing.timeout, or find out what holds these tasks back");
}

// ---- epochs, on the checkpoint thread

void Execution::take(Epoch epoch) {
  const std::lock_guard lock(mutex_);
  if (cancelled_) return;
  pending_ = std::move(epoch);
  changed_.notify_all();
}

void Execution::write_epochs() {
  pthread_setname_np(pthread_self(), "checkpoints");
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return pending_ || running_ == 0 || cancelled_; });
    if (cancelled_ || !pending_) return;
    auto epoch = *std::exchange(pending_, std::nullopt);
    lock.unlock();
    try {
      commit(std::move(epoch));
    } catch (const JobCancelled&) {
      return;
    } catch (const Error& error) {
      fail(error);
    } catch (const std::exception& error) {
      fail(Error(ErrorCode::CheckpointFailed, error.what()));
    }
    lock.lock();
  }
}

void Execution::commit(Epoch epoch) {
  const bool last = epoch.then_stop;
  if (committer_) {
    committer_->commit(std::move(epoch), last);
  } else {
    commit_sources(epoch);
  }
  stopped_ = last;
  fulfil_orders();
  if (settings_.checkpoints) {
    const auto pause = settings_.checkpoints->min_pause.count();
    next_barrier_ =
        std::max<std::int64_t>(next_barrier_, settings_.clock->monotonic_millis() + pause);
  }
  coordinator_.done();
}

// What was decided is told to the sources, and rows of a SELECT to whoever collects them.
void Execution::commit_sources(const Epoch& epoch) {
  for (const auto& [root, rows] : epoch.collected) settings_.collectors[root](rows);
  if (!settings_.commits) return;
  for (const auto& source : job_.sources) {
    for (auto* task : source.tasks) {
      const auto found = epoch.splits.find(task->setup().id);
      if (found == epoch.splits.end() || !source.scan) continue;
      task->mailbox().post([task, id = epoch.id, mine = found->second] { task->commit(id, mine); });
    }
  }
}

}  // namespace streamsql
