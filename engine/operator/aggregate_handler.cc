#include "engine/operator/aggregate_handler.h"

#include <algorithm>
#include <fmt/format.h>

namespace streamsql {

// The bytes of states lie in the table of the groups.
class AggregateHandler::TableBytes final : public StateBytesWriter {
 public:
  void assign(StateBytes& bytes, std::string_view text) override { table->assign(bytes, text); }
  KeyedTable* table = nullptr;
};

AggregateHandler::AggregateHandler(const std::vector<AggregateCall>& calls, bool retracts)
    : bytes_(std::make_shared<TableBytes>()) {
  layout_.size = sizeof(GroupHeader);
  calls_.reserve(calls.size());
  for (const auto& call : calls) add_call(call, retracts);
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (calls[i].distinct && !calls[i].function->ignores_distinct) add_distinct(calls[i], i);
  }
}

void AggregateHandler::add_call(const AggregateCall& plan, bool retracts) {
  Call call{.plan = &plan, .context = {plan.parameters, plan.result, layout_.size, bytes_.get()}};
  const auto retraction = plan.function->retraction;
  call.ordered = retracts && (retraction == AggregateRetraction::Smallest ||
                              retraction == AggregateRetraction::Greatest);
  if (call.ordered) {
    call.extremes = extremes_.size();
    extremes_.emplace_back(retraction == AggregateRetraction::Greatest);
  } else {
    call.kernels = plan.function->kernels({plan.parameters, plan.result, retracts});
    for (const auto offset : call.kernels.layout.bytes_offsets) {
      layout_.bytes_offsets.push_back(layout_.size + offset);
    }
    layout_.size += call.kernels.layout.size;
  }
  calls_.push_back(std::move(call));
}

void AggregateHandler::add_distinct(const AggregateCall& call, std::size_t index) {
  auto found = std::find_if(distinct_.begin(), distinct_.end(), [&](const auto& values) {
    return values.arguments() == call.arguments;
  });
  if (found == distinct_.end()) found = distinct_.insert(found, DistinctValues(call.arguments));
  found->add_call(index);
}

bool AggregateHandler::can_merge() const {
  return distinct_.empty() && extremes_.empty() &&
         std::all_of(calls_.begin(), calls_.end(),
                     [](const Call& call) { return call.kernels.merge != nullptr; });
}

AggregateTables AggregateHandler::open(OperatorState& state, const std::string& name,
                                       std::chrono::milliseconds ttl) const {
  AggregateTables tables;
  for (std::size_t i = 0; i < extremes_.size(); ++i) {
    tables.extremes.push_back(&state.ordered_table(fmt::format("{}-values-{}", name, i)));
  }
  // The values of a group go with it.
  const auto forget = [extremes = tables.extremes](const KeyRef& group) {
    for (auto* const values : extremes) values->erase_key(group);
  };
  tables.groups = &state.keyed_table(name, {layout_, ttl, forget});
  for (std::size_t i = 0; i < distinct_.size(); ++i) {
    tables.distinct.push_back(
        &state.keyed_table(fmt::format("{}-distinct-{}", name, i), {distinct_[i].layout(), ttl}));
  }
  return tables;
}

void AggregateHandler::drop(OperatorState& state, const std::string& name) const {
  state.drop(name);
  for (std::size_t i = 0; i < distinct_.size(); ++i) {
    state.drop(fmt::format("{}-distinct-{}", name, i));
  }
  for (std::size_t i = 0; i < extremes_.size(); ++i) {
    state.drop(fmt::format("{}-values-{}", name, i));
  }
}

void AggregateHandler::use(const AggregateTables& tables) {
  bytes_->table = tables.groups;
  for (std::size_t i = 0; i < distinct_.size(); ++i) distinct_[i].use(*tables.distinct[i]);
  for (std::size_t i = 0; i < extremes_.size(); ++i) extremes_[i].use(*tables.extremes[i]);
}

std::vector<ColumnBuilder> AggregateHandler::make_results() const {
  std::vector<ColumnBuilder> results;
  results.reserve(calls_.size());
  for (const auto& call : calls_) results.emplace_back(call.plan->result);
  return results;
}

// Keep for the rows that a FILTER or a NULL argument takes out.
void AggregateHandler::skip_rows(Call& call, const Batch& batch) {
  if (call.plan->filter) {
    const ColumnReader<std::uint8_t> passes(
        batch.column(static_cast<std::size_t>(*call.plan->filter)));
    for (std::size_t row = 0; row < call.steps.size(); ++row) {
      if (passes.is_null(row) || !passes[row]) call.steps[row] = AggregateStep::Keep;
    }
  }
  if (call.plan->function->nulls == AggregateNulls::Take) return;
  for (const auto& argument : call.arguments) {
    if (!argument->has_nulls()) continue;
    for (std::size_t row = 0; row < call.steps.size(); ++row) {
      if (argument->is_null(row)) call.steps[row] = AggregateStep::Keep;
    }
  }
}

// The arguments and the steps of every call.
void AggregateHandler::prepare(const GroupedRows& rows, std::span<const AggregateStep> base) {
  for (auto& call : calls_) {
    call.arguments.clear();
    for (const int argument : call.plan->arguments) {
      call.arguments.push_back(rows.batch.column_ptr(static_cast<std::size_t>(argument)));
    }
    call.steps.assign(base.begin(), base.end());
    skip_rows(call, rows.batch);
  }
  for (auto& values : distinct_) {
    std::vector<std::vector<AggregateStep>*> steps;
    for (const auto call : values.calls()) steps.push_back(&calls_[call].steps);
    values.apply(rows.batch, rows.keys, steps);
  }
}

void AggregateHandler::step_and_emit(const GroupedRows& rows, const RowByRow& how,
                                     std::vector<ColumnBuilder>& results) {
  prepare(rows, how.base);
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    auto& call = calls_[i];
    if (call.ordered) {
      extremes_[call.extremes].apply(*call.arguments[0], rows.keys, call.steps, &results[i]);
    } else {
      call.kernels.step_and_emit(call.context, {call.arguments, rows.states},
                                 {call.steps, how.fresh}, results[i]);
    }
  }
}

void AggregateHandler::apply(const GroupedRows& rows, std::span<const AggregateStep> base) {
  prepare(rows, base);
  const auto select = [this](const Call& call, AggregateStep step) {
    selected_.clear();
    for (std::uint32_t row = 0; row < call.steps.size(); ++row) {
      if (call.steps[row] == step) selected_.push_back(row);
    }
    return Selection(selected_);
  };
  for (auto& call : calls_) {
    if (call.ordered) {
      extremes_[call.extremes].apply(*call.arguments[0], rows.keys, call.steps, nullptr);
      continue;
    }
    const AggregateInput input{call.arguments, rows.states};
    call.kernels.accumulate(call.context, input, select(call, AggregateStep::Accumulate));
    const auto retracted = select(call, AggregateStep::Retract);
    if (!retracted.empty()) call.kernels.retract(call.context, input, retracted);
  }
}

void AggregateHandler::emit(const Groups& groups, std::vector<ColumnBuilder>& results) {
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    auto& call = calls_[i];
    if (!call.ordered) {
      call.kernels.emit(call.context, groups.states, groups.rows, results[i]);
      continue;
    }
    for (std::size_t group = 0; group < groups.rows.size(); ++group) {
      extremes_[call.extremes].emit({groups.keys.key(group), groups.keys.hash(group)}, results[i],
                                    groups.rows[group]);
    }
  }
}

void AggregateHandler::merge(std::span<std::byte* const> into,
                             std::span<const std::byte* const> from) {
  for (std::size_t i = 0; i < into.size(); ++i) {
    reinterpret_cast<GroupHeader*>(into[i])->count +=
        reinterpret_cast<const GroupHeader*>(from[i])->count;
  }
  for (auto& call : calls_) call.kernels.merge(call.context, into, from);
}

}  // namespace streamsql
