#include "engine/runtime/task.h"

#include <spdlog/spdlog.h>
#include <utility>

namespace streamsql {

Task::Task(TaskSetup setup) : setup_(std::move(setup)), epoch_(setup_.start.epoch) {}

void Task::open() {
  // Consumers first, so that nothing is emitted into an operator that is not open.
  for (std::size_t i = chain_.size(); i-- > 0;) chain_.open(i, contexts_[i]);
}

void Task::pass_barrier(Barrier barrier, std::vector<TaskSnapshot::SplitState> splits) {
  chain_.before_checkpoint(barrier.id);
  auto left = snapshot(barrier.id);
  left.splits = std::move(splits);
  chain_.broadcast(barrier);
  setup_.listener->acknowledged(setup_.id, barrier.id, std::move(left));
  epoch_ = barrier.id + 1;
  if (barrier.then_stop) finished_ = true;
}

TaskSnapshot Task::leave() {
  auto last = splits(epoch_);
  auto left = snapshot(epoch_);
  left.splits = std::move(last);
  return left;
}

TaskSnapshot Task::snapshot(CheckpointId id) {
  TaskSnapshot out;
  out.watermark = keyed_ ? keyed_->watermark() : watermark();
  for (auto& state : holdings_.states) out.cuts.push_back(state->cut(id));
  for (auto& [sink, log] : holdings_.logs) out.redo.push_back({sink, log->take()});
  out.collected = std::exchange(holdings_.collected, {});
  redo_full_ = false;
  return out;
}

bool Task::has_room() {
  if (holdings_.logs.empty()) return true;
  std::uint64_t bytes = 0;
  for (const auto& [sink, log] : holdings_.logs) bytes += log->bytes();
  if (bytes < holdings_.redo_limit) return true;
  if (!std::exchange(redo_full_, true)) ask_for_barrier(bytes);
  return setup_.listener->is_awaited(setup_.id);
}

void Task::ask_for_barrier(std::uint64_t bytes) {
  auto& times = setup_.metrics.counter("redo_full_total");
  times.add();
  const auto level = times.value() == 1 ? spdlog::level::info : spdlog::level::debug;
  spdlog::log(
      level,
      "{}: {} bytes wait for their checkpoint, more than 'sink.redo.max-bytes': it is taken "
      "early, and input waits for it",
      setup_.name, bytes);
  setup_.listener->wants_barrier();
}

void Task::end_of_input() {
  chain_.finish();
  chain_.broadcast(EndOfInput{});
  finished_ = true;
}

// What was late before the restore is late behind it.
void GateTask::open() {
  Task::open();
  if (setup_.start.watermark == INT64_MIN) return;
  gate_.restore(setup_.start.watermark);
  chain_.head.emit(Watermark{setup_.start.watermark});
}

StepResult GateTask::step(std::chrono::milliseconds) {
  mailbox_.run_posted();
  chain_.on_time(now_millis());
  if (finished_) return StepResult::Finished;
  if (!chain_.ready() || !chain_.has_room() || !has_room()) return StepResult::WaitsForRoom;
  if (auto received = gate_.poll()) {
    idle_told_ = false;
    handle(std::move(*received));
    return finished_ ? StepResult::Finished : StepResult::Worked;
  }
  if (idle_told_) return StepResult::WaitsForInput;
  idle_told_ = true;
  chain_.on_idle();
  return StepResult::Worked;
}

void GateTask::handle(InputGate::Received received) {
  if (auto* batch = std::get_if<Batch>(&received.element)) {
    if (!chain_.head.wanted()) return gate_.refuse();
    for (auto* head : chain_.head.operators) head->process(received.input, *batch);
    if (!chain_.head.wanted()) gate_.refuse();
  } else if (const auto* watermark = std::get_if<Watermark>(&received.element)) {
    chain_.head.emit(*watermark);
  } else if (const auto* barrier = std::get_if<Barrier>(&received.element)) {
    pass_barrier(*barrier, {});
  } else if (std::holds_alternative<Idle>(received.element)) {
    chain_.broadcast(Idle{});
  } else {
    end_of_input();
  }
}

}  // namespace streamsql
