#include "engine/runtime/task.h"

namespace streamsql {

Task::Task(TaskSetup setup) : setup_(std::move(setup)) {}

void Task::open() {
  // Consumers first, so that nothing is emitted into an operator that is not open.
  for (std::size_t i = chain_.size(); i-- > 0;) chain_.open(i, contexts_[i]);
}

void Task::pass_barrier(Barrier barrier, std::vector<Split> positions) {
  chain_.before_checkpoint(barrier.id);
  chain_.broadcast(barrier);
  setup_.listener->acknowledged(setup_.id, barrier.id, std::move(positions));
  if (barrier.then_stop) finished_ = true;
}

void Task::end_of_input() {
  chain_.finish();
  chain_.broadcast(EndOfInput{});
  finished_ = true;
}

StepResult GateTask::step(std::chrono::milliseconds) {
  mailbox_.run_posted();
  chain_.on_time(now_millis());
  if (finished_) return StepResult::Finished;
  if (!chain_.ready() || !chain_.has_room()) return StepResult::WaitsForRoom;
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
