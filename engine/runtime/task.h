// Task: one subtask: a source or a gate, and the chain behind it, on one thread.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/connector/source.h"
#include "engine/operator/watermark_generator.h"
#include "engine/runtime/chain.h"
#include "engine/runtime/input_gate.h"

namespace streamsql {

enum class StepResult : std::uint8_t {
  Worked,         // call again
  WaitsForInput,  // nothing to do until the signal rings or deadline() comes
  WaitsForRoom,   // likewise, held back by what is behind
  Idled,          // a source has waited in its poll and found nothing: call again
  Finished
};

// How a task tells its job what it has done. Called on the task's thread.
class TaskListener {
 public:
  virtual ~TaskListener() = default;
  // Everything before barrier `id` is delivered; positions are those of a source task.
  virtual void acknowledged(int task, CheckpointId id, std::vector<Split> positions) = 0;
};

struct TaskSetup {
  int id = 0;
  std::string name;  // "TableSourceScan -> Calc -> Sink, subtask 1 of 2"
  const Clock* clock = nullptr;
  EvaluationContext evaluation;
  MetricGroup metrics;
  TaskListener* listener = nullptr;
};

class Task {
 public:
  explicit Task(TaskSetup setup);
  virtual ~Task() = default;

  // Opens the operators and the source. The task's thread, before the first step.
  virtual void open();
  // Handles at most one element, and only if every output has room. Never blocks longer than
  // `patience`, except inside an outside system's own timeouts.
  virtual StepResult step(std::chrono::milliseconds patience) = 0;
  // On the monotonic clock: when to step although nothing rang.
  virtual std::optional<std::int64_t> deadline() const { return chain_.deadline(); }
  // Any thread: makes operators that wait inside a call give up by JobCancelled.
  void cancel() { mailbox_.cancel(); }

  Chain& chain() { return chain_; }
  TaskSignal& signal() { return signal_; }
  TaskMailbox& mailbox() { return mailbox_; }
  const TaskSetup& setup() const { return setup_; }
  // Per operator of the chain, given when it is opened.
  std::vector<OperatorContext>& contexts() { return contexts_; }

 protected:
  void pass_barrier(Barrier barrier, std::vector<Split> positions);
  void end_of_input();
  std::int64_t now_millis() const { return setup_.clock->monotonic_millis(); }

  TaskSetup setup_;
  TaskSignal signal_;
  TaskMailbox mailbox_{signal_};
  Chain chain_;
  std::vector<OperatorContext> contexts_;
  bool finished_ = false;
};

// Fed by channels.
class GateTask final : public Task {
 public:
  using Task::Task;
  InputGate& gate() { return gate_; }
  StepResult step(std::chrono::milliseconds patience) override;

 private:
  void handle(InputGate::Received received);

  InputGate gate_;
  bool idle_told_ = true;
};

// Fed by a SourceReader.
class SourceTask final : public Task {
 public:
  struct Source {
    std::unique_ptr<SourceReader> reader;
    std::optional<physical::WatermarkSpec> watermark;
    std::vector<ExpressionPtr> columns;  // computed before the watermark; empty: none
  };
  SourceTask(TaskSetup setup, std::function<Source()> make_source);
  // Lookups that come home late still ring; the reader must not hear them once it is gone.
  ~SourceTask() override { signal_.on_ring(nullptr); }

  void open() override;
  StepResult step(std::chrono::milliseconds patience) override;
  std::optional<std::int64_t> deadline() const override;

  // For the job; run on the task's thread through the mailbox.
  void add_splits(std::vector<Split> splits);
  void no_more_splits();
  void inject(Barrier barrier);
  // After the task's thread has ended, or through the mailbox.
  void commit(CheckpointId id, const std::vector<Split>& positions);
  std::vector<Split> positions() const { return source_.reader->positions(); }

 private:
  struct SplitWatermark {
    WatermarkGenerator generator;
    WatermarkTimer timer;
  };
  void handle(SplitBatch rows);
  Batch observe(Batch batch, std::string_view split);
  SplitWatermark& watermark_of(std::string_view split);
  void emit_watermark(bool due);

  std::function<Source()> make_source_;
  Source source_;
  std::map<std::string, SplitWatermark, std::less<>> watermarks_;
  std::optional<WatermarkTimer> timer_;
  std::int64_t watermark_ = INT64_MIN;
  bool idle_ = false, idle_told_ = true;
  Counter* records_out_ = nullptr;
  Gauge* watermark_gauge_ = nullptr;
};

}  // namespace streamsql
