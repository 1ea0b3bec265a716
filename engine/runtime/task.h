// Task: one subtask: a source or a gate, and the chain behind it, on one thread.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/connector/source.h"
#include "engine/operator/watermark_generator.h"
#include "engine/runtime/alignment.h"
#include "engine/runtime/chain.h"
#include "engine/runtime/checkpoint_coordinator.h"
#include "engine/runtime/input_gate.h"

namespace streamsql {

enum class StepResult : std::uint8_t {
  Worked,             // call again
  WaitsForInput,      // nothing to do until the signal rings or deadline() comes
  WaitsForRoom,       // likewise, held back by what is behind
  WaitsForAlignment,  // likewise, a source that is ahead of its group
  Idled,              // a source has waited in its poll and found nothing: call again
  Finished
};

// Where a task goes on after a restore: what its snapshot says, or, at another parallelism, its
// share of what all subtasks left.
struct TaskStart {
  CheckpointId epoch = 1;  // that is open when the task begins
  std::vector<TaskSnapshot::SplitState> splits;
  std::int64_t watermark = INT64_MIN;
};

struct TaskSetup {
  int id = 0;
  std::string name;  // "TableSourceScan -> Calc -> Sink, subtask 1 of 2"
  TaskStart start;
  const Clock* clock = nullptr;
  EvaluationContext evaluation;
  MetricGroup metrics;
  TaskListener* listener = nullptr;
};

// What a task owns for its operators, and hands out at barriers.
struct TaskHoldings {
  struct Log {
    std::string sink;  // uid
    std::unique_ptr<EpochRedoLog> log;
  };
  std::vector<std::unique_ptr<OperatorState>> states;
  std::vector<Log> logs;
  std::uint64_t redo_limit = UINT64_MAX;  // bytes of all logs
  // Rows of a SELECT wait for the decision, as in Flink.
  std::deque<Collector> collectors;
  std::vector<TaskSnapshot::CollectedRows> collected;
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

  std::atomic<StepResult> doing{StepResult::Worked};  // its last step, for those who ask why

  Chain& chain() { return chain_; }
  TaskSignal& signal() { return signal_; }
  TaskMailbox& mailbox() { return mailbox_; }
  const TaskSetup& setup() const { return setup_; }
  // Per operator of the chain, given when it is opened.
  std::vector<OperatorContext>& contexts() { return contexts_; }
  TaskHoldings& holdings() { return holdings_; }
  // The first operator with keyed state: the watermark that it has seen outlives a restore.
  void set_keyed(ChainedOperator& keyed) { keyed_ = &keyed; }
  // What the task leaves when it has finished. Its thread, after the last step.
  TaskSnapshot leave();

 protected:
  void pass_barrier(Barrier barrier, std::vector<TaskSnapshot::SplitState> splits);
  void end_of_input();
  // A redo log that is full holds the input back until a barrier has emptied it; a task that is
  // fed by channels takes what is in front of that barrier.
  bool has_room();
  void ask_for_barrier(std::uint64_t bytes);
  TaskSnapshot snapshot(CheckpointId id);
  virtual std::vector<TaskSnapshot::SplitState> splits(CheckpointId) { return {}; }
  virtual std::int64_t watermark() const { return INT64_MIN; }
  std::int64_t now_millis() const { return setup_.clock->monotonic_millis(); }

  TaskSetup setup_;
  TaskSignal signal_;
  TaskMailbox mailbox_{signal_};
  Chain chain_;
  TaskHoldings holdings_;  // outlived by the operators' contexts, which point into it
  std::vector<OperatorContext> contexts_;
  ChainedOperator* keyed_ = nullptr;
  CheckpointId epoch_;  // that is open
  bool finished_ = false, redo_full_ = false;
};

// Fed by channels.
class GateTask final : public Task {
 public:
  using Task::Task;
  InputGate& gate() { return gate_; }
  void open() override;
  StepResult step(std::chrono::milliseconds patience) override;

 private:
  void handle(InputGate::Received received);
  std::int64_t watermark() const override { return gate_.watermark(); }

  InputGate gate_;
  bool idle_told_ = true;
};

// Fed by a SourceReader.
class SourceTask final : public Task {
 public:
  struct Source {
    std::unique_ptr<SourceReader> reader;
    std::optional<physical::WatermarkSpec> watermark;
    std::vector<ExpressionPtr> columns;           // computed before the watermark; empty: none
    std::shared_ptr<AlignmentGroup> alignment{};  // with `watermark->alignment`
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
  void commit(CheckpointId id, const std::vector<TaskSnapshot::SplitState>& splits);

 private:
  struct SplitWatermark {
    WatermarkGenerator generator;
    WatermarkTimer timer;
    bool held = false;   // for being ahead of the group; its idle-timeout stands still
    bool ended = false;  // no more rows come
    bool is_idle(std::int64_t now_millis) const { return !held && timer.is_idle(now_millis); }
  };
  void handle(SplitBatch rows);
  Batch observe(Batch batch, std::string_view split);
  SplitWatermark& watermark_of(std::string_view split);
  void emit_watermark(bool due);
  // False: this source is too far ahead of its group to read anything.
  bool align();
  std::int64_t reached(std::int64_t now_millis) const;
  void hold_splits();
  // Whoever waits behind is told at once when the input pauses.
  StepResult pause(StepResult why);
  void end();
  void restore();
  std::vector<TaskSnapshot::SplitState> splits(CheckpointId id) override;
  std::int64_t watermark() const override { return watermark_; }

  std::function<Source()> make_source_;
  Source source_;
  std::map<std::string, SplitWatermark, std::less<>> watermarks_;
  std::optional<WatermarkTimer> timer_;
  std::optional<AlignedSource> aligned_;
  std::int64_t watermark_ = INT64_MIN;
  bool idle_ = false, idle_told_ = true;
  Counter* records_out_ = nullptr;
  Gauge* watermark_gauge_ = nullptr;
};

}  // namespace streamsql
