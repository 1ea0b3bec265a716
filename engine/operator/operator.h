// Operator: the behaviour of one physical node in one subtask, and where its rows go.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/clock.h"
#include "engine/base/memory_pool.h"
#include "engine/base/metrics.h"
#include "engine/batch/batch.h"
#include "engine/function/function.h"

namespace streamsql {

class OperatorState;
class RedoLog;
class Transaction;

// Where an operator's rows and watermarks go: the next operator of the chain, or a channel.
class Output {
 public:
  virtual ~Output() = default;
  virtual void emit(Batch batch) = 0;
  virtual void emit(Watermark watermark) = 0;
  // Nothing more will be emitted, whatever comes: an input that is read for nobody else may stop.
  virtual void end() {}
};

// Work that other threads hand to a task: it runs on the task's thread, between two elements.
class Mailbox {
 public:
  virtual ~Mailbox() = default;
  virtual void post(std::function<void()> work) = 0;  // any thread; wakes the task
  // The rest is for the task's thread.
  virtual bool run_posted() = 0;  // runs what has been posted; false when there was nothing
  // Waits for posted work, at most until a monotonic time in milliseconds, and runs it: for an
  // operator that must not return before something in flight has ended.
  virtual void wait(std::optional<std::int64_t> monotonic_millis) = 0;
};

// What an operator may use. References outlive it.
struct OperatorContext {
  const Clock& clock;
  MetricGroup metrics;
  Mailbox& mailbox;
  MemoryPool& memory;
  const EvaluationContext& evaluation;
  int subtask = 0, parallelism = 1;
  // Set for operators whose node has a uid; they own keyed state. Null for all others.
  OperatorState* state = nullptr;
  // Of a sink: what the job decided for it.
  Transaction* transaction = nullptr;
  RedoLog* redo = nullptr;
  std::string job_uuid{};
};

// All calls on the task's thread. Operators never see a barrier, an idle mark or an end mark: the
// task handles them and calls the hooks below.
class Operator {
 public:
  virtual ~Operator() = default;
  // Once, before anything else. May block on outside systems, within their timeouts.
  virtual void open(const OperatorContext& context) = 0;
  virtual void process(int input, const Batch& batch, Output& out) = 0;
  // After the timers of the watermark. The default passes it on; an operator that holds rows back
  // holds the watermark back with them.
  virtual void on_watermark(Watermark watermark, Output& out) { out.emit(watermark); }
  // False: no more input now. Barriers still pass and the source is not polled; the mailbox is
  // served until it is ready again.
  virtual bool ready() const { return true; }
  // The input idles, or deadline() has come: send what waits.
  virtual void on_idle(Output&) {}
  // On the context's monotonic clock, in milliseconds: when on_idle wants to be called.
  virtual std::optional<std::int64_t> deadline() const { return std::nullopt; }
  // A barrier has come: everything buffered or in flight is emitted or moved into state. Without
  // checkpoints this is the periodic flush; sinks hand over everything.
  virtual void before_checkpoint(CheckpointId, Output&) {}
  // The bounded input has ended, after the last watermark: the last rows go out.
  virtual void finish(Output&) {}
};

}  // namespace streamsql
