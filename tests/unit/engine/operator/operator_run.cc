#include "tests/unit/engine/operator/operator_run.h"

#include <map>
#include <utility>

#include "engine/function/aggregate.h"

namespace streamsql {

// The state of a run, whose values the next run finds restored.
class ValuesOf final : public OperatorState {
 public:
  ValuesOf(OperatorState& state, const ValuesOf* before) : state_(state) {
    if (before) restored_ = before->set_;
  }
  KeyedTable& keyed_table(std::string_view name, const KeyedTableOptions& options) override {
    return state_.keyed_table(name, options);
  }
  OrderedTable& ordered_table(std::string_view name) override { return state_.ordered_table(name); }
  TimerQueue& timers() override { return state_.timers(); }
  void drop(std::string_view table) override { state_.drop(table); }
  std::vector<std::string> tables() const override { return state_.tables(); }
  std::vector<std::string> restored_values(std::string_view name) const override {
    const auto found = restored_.find(name);
    if (found == restored_.end()) return {};
    return {found->second};
  }
  void set_value(std::string_view name, std::string bytes) override {
    set_[std::string(name)] = std::move(bytes);
  }
  std::unique_ptr<StateCut> cut(CheckpointId id) override { return state_.cut(id); }

 private:
  OperatorState& state_;
  std::map<std::string, std::string, std::less<>> set_, restored_;
};

physical::NodePtr input_node(SchemaPtr schema, ChangelogMode changelog) {
  auto node = std::make_shared<physical::Node>();
  node->schema = std::move(schema);
  node->changelog = changelog;
  node->node = physical::Values{};
  return node;
}

AggregateCall aggregate_call(const std::string& name, std::vector<int> arguments,
                             const Schema& input, CallShape shape) {
  std::vector<DataType> types;
  for (const int argument : arguments) {
    types.push_back(input.fields[static_cast<std::size_t>(argument)].type);
  }
  const auto resolved = builtin_aggregates().resolve(name, types, {shape.filter.has_value()});
  return {.function = resolved.function,
          .arguments = std::move(arguments),
          .parameters = resolved.parameters,
          .result = resolved.result,
          .distinct = shape.distinct,
          .filter = shape.filter,
          .name = name};
}

OperatorRun::OperatorRun(const physical::Node& node, OperatorRun* before)
    : input_(physical::inputs_of(node).front()->schema), op_(make_operator(node, nullptr)) {
  if (before) {
    backend_ = before->backend_;
    state_ = before->state_;
  } else {
    backend_ = make_memory_state_backend(memory_, clock);
    state_ = backend_->open_operator("uid", 0, 1, MetricGroup(*registry_, {}));
  }
  OperatorContext context{.clock = clock,
                          .metrics = MetricGroup(*registry_, {}),
                          .mailbox = mailbox_,
                          .memory = memory_,
                          .evaluation = evaluation_};
  values_ = std::make_shared<ValuesOf>(*state_, before ? before->values_.get() : nullptr);
  context.state = values_.get();
  op_->open(context);
}

std::string OperatorRun::process(const std::string& rows) { return process(parse(rows)); }

std::string OperatorRun::process(const Batch& batch) {
  op_->process(0, batch, out_);
  return take();
}

std::string OperatorRun::watermark(std::int64_t millis) {
  op_->on_watermark(Watermark{millis}, out_);
  return take();
}

std::string OperatorRun::idle() {
  op_->on_idle(out_);
  return take();
}

std::string OperatorRun::take() { return std::exchange(out_.text, {}); }

}  // namespace streamsql
