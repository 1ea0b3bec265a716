// LocalState: the state of an operator whose job keeps none, in memory and for its life only.
#pragma once

#include <memory>

#include "engine/operator/operator.h"
#include "engine/state/state_backend.h"

namespace streamsql {

// The state of the context, or else one of its own. One per operator; its task's thread.
class LocalState {
 public:
  OperatorState& of(const OperatorContext& context) {
    if (context.state) return *context.state;
    backend_ = make_memory_state_backend(context.memory, context.clock);
    state_ =
        backend_->open_operator("local", context.subtask, context.parallelism, context.metrics);
    return *state_;
  }

 private:
  std::unique_ptr<StateBackend> backend_;
  std::unique_ptr<OperatorState> state_;
};

}  // namespace streamsql
