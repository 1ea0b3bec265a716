// What the tests of operators with state share: an operator over memory state, rows in as text, the
// changelog out as text.
#pragma once

#include <doctest/doctest.h>
#include <memory>
#include <string>
#include <vector>

#include "engine/operator/operators.h"
#include "engine/runtime/mailbox.h"
#include "engine/state/state_backend.h"

namespace streamsql {

// A node without input that only says what its rows look like.
physical::NodePtr input_node(SchemaPtr schema,
                             ChangelogMode changelog = ChangelogMode::insert_only());

// A call over columns of `input`, resolved as the planner does.
struct CallShape {
  bool distinct = false;
  std::optional<int> filter = {};
};
AggregateCall aggregate_call(const std::string& name, std::vector<int> arguments,
                             const Schema& input, CallShape shape = {});

struct CollectedText final : Output {
  std::string text;
  void emit(Batch batch) override { text += batch.to_string(); }
  void emit(Watermark watermark) override {
    text += "watermark " +
            (watermark.millis == kMaxWatermark ? "end" : std::to_string(watermark.millis)) + "\n";
  }
};

// What an operator set with OperatorState::set_value, for the run that continues.
class ValuesOf;

// One operator, opened when it is made. The state outlives it when another run continues.
class OperatorRun {
 public:
  explicit OperatorRun(const physical::Node& node, OperatorRun* before = nullptr);

  // What the operator emits for the rows, one line per row.
  std::string process(const std::string& rows);
  std::string process(const Batch& batch);
  std::string watermark(std::int64_t millis);
  std::string idle();
  std::string take();

  Operator& op() { return *op_; }
  OperatorState& state() { return *state_; }
  std::uint64_t counter(const std::string& name) { return registry_->total(name); }
  VirtualClock clock;
  Batch parse(const std::string& rows) const { return Batch::parse(*input_, rows); }

 private:
  std::shared_ptr<MetricRegistry> registry_ = std::make_shared<MetricRegistry>();
  MemoryPool memory_{"test", 1 << 30};
  TaskSignal signal_;
  TaskMailbox mailbox_{signal_};
  EvaluationContext evaluation_{utc_time_zone(), &clock, INT64_MIN};
  std::shared_ptr<StateBackend> backend_;
  std::shared_ptr<OperatorState> state_;
  std::shared_ptr<ValuesOf> values_;
  SchemaPtr input_;
  std::unique_ptr<Operator> op_;
  CollectedText out_;
};

}  // namespace streamsql
