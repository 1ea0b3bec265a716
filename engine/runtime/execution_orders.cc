// What others ask of a running execution: savepoints, and what it waits for.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utility>

#include "engine/runtime/checkpoint_copy.h"
#include "engine/runtime/execution.h"

namespace streamsql {
namespace {

std::string_view text_of(StepResult doing) {
  switch (doing) {
    case StepResult::WaitsForRoom: return "is held back by what is behind it";
    case StepResult::WaitsForInput:
    case StepResult::Idled: return "waits for input";
    case StepResult::WaitsForAlignment: return "waits for slower sources of its alignment group";
    case StepResult::Finished: return "has finished";
    case StepResult::Worked: break;
  }
  return "works";
}

}  // namespace

void Execution::order(std::shared_ptr<SavepointOrder> order) {
  const std::lock_guard lock(mutex_);
  orders_.push_back(std::move(order));
  changed_.notify_all();
}

bool Execution::has_orders() {
  const std::lock_guard lock(mutex_);
  return !orders_.empty();
}

// The next barrier is theirs; while another is in flight they wait.
void Execution::order_barrier() {
  if (coordinator_.in_flight()) return;
  bool then_stop = false;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& order : orders_) then_stop |= order->then_stop;
    taken_orders_ = std::exchange(orders_, {});
    if (then_stop) stop_wanted_ = true;
  }
  const bool injected = inject(then_stop);
  if (then_stop) stopping_ = injected;
}

void Execution::fulfil_orders() {
  std::vector<std::shared_ptr<SavepointOrder>> orders;
  {
    const std::lock_guard lock(mutex_);
    orders = std::exchange(taken_orders_, {});
  }
  for (const auto& order : orders) {
    try {
      order->path.set_value(write_savepoint(*parts_.store, committer_->last(), order->directory));
    } catch (const Error&) {
      order->path.set_exception(std::current_exception());
    }
  }
}

std::string Execution::waited_for() const {
  std::vector<std::string> waits;
  for (const int id : coordinator_.missing()) {
    waits.push_back(job_.tasks[static_cast<std::size_t>(id)]->setup().name);
  }
  return waits.empty() ? "its sinks and its disk" : fmt::format("{}", fmt::join(waits, ", "));
}

std::string Execution::why() {
  std::string out;
  if (coordinator_.in_flight()) {
    out += fmt::format("checkpoint: under way for {} ms; waits for {}\n",
                       settings_.clock->monotonic_millis() - barrier_began_, waited_for());
  } else if (committer_) {
    out += "checkpoint: none is under way\n";
  }
  for (const auto& task : job_.tasks) {
    out += fmt::format("{}: {}\n", task->setup().name, text_of(task->doing));
  }
  return out;
}

}  // namespace streamsql
