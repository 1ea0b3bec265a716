#include "engine/planner/push_down.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/expression/calcite_text.h"

namespace streamsql {
namespace {

using Op = PushedPredicate::Op;

std::string_view function_name(const ScalarFunction& function) {
  return function.signature.substr(0, function.signature.find('('));
}

std::optional<Op> comparison(std::string_view name) {
  if (name == "=") return Op::Equal;
  if (name == "<>") return Op::NotEqual;
  if (name == "<") return Op::Less;
  if (name == "<=") return Op::LessEqual;
  if (name == ">") return Op::Greater;
  if (name == ">=") return Op::GreaterEqual;
  return std::nullopt;
}

// constant op column is column flipped(op) constant.
Op flipped(Op op) {
  switch (op) {
    case Op::Less: return Op::Greater;
    case Op::LessEqual: return Op::GreaterEqual;
    case Op::Greater: return Op::Less;
    case Op::GreaterEqual: return Op::LessEqual;
    default: return op;
  }
}

std::optional<int> column_of(const Expression& expression, const PushedColumns& columns) {
  const auto* column = std::get_if<ColumnRef>(&expression.node);
  if (!column || column->index < columns.first) return std::nullopt;
  const auto index = static_cast<std::size_t>(column->index - columns.first);
  if (index >= columns.columns.size()) return std::nullopt;
  const int physical = columns.columns[index];
  if (static_cast<std::size_t>(physical) >= columns.physical.fields.size()) return std::nullopt;
  return physical;
}

std::optional<PushedPredicate> as_comparison(const Call& call, Op op, const PushedColumns& columns,
                                             const EvaluationContext& context) {
  auto column = column_of(*call.arguments[0], columns);
  auto constant = call.arguments[1];
  if (!column) {
    column = column_of(*call.arguments[1], columns);
    constant = call.arguments[0];
    op = flipped(op);
  }
  if (!column) return std::nullopt;
  const auto& type = columns.physical.fields[static_cast<std::size_t>(*column)].type;
  const auto value = cast_constant_exactly(constant, type, context);
  if (!value) return std::nullopt;
  return PushedPredicate{op, *column, std::get<Literal>(value->node).value};
}

[[noreturn]] void not_a_source(const logical::DeclaredTable& table) {
  throw Error(ErrorCode::InvalidStatement,
              fmt::format("Connector '{}' can only be used as a sink. It cannot be used as a "
                          "source.",
                          table.connector->name()))
      .in(table.text)
      .at(table.descriptor.span);
}

// ---- lookups

int left_width(const logical::LookupJoin& join) {
  return static_cast<int>(join.left->schema->fields.size());
}

// Cuts the conjuncts of a lookup join into what the table takes over and what is left.
class LookupPlanner {
 public:
  LookupPlanner(const logical::LookupJoin& join, const ExpressionContext& context)
      : join_(join),
        context_(context),
        columns_{left_width(join), join.columns, *join.table->descriptor.physical} {}

  LookupPlan plan() {
    make_table();
    for (const auto& key : join_.keys) add_key(key.column, key.value);
    for (const auto& conjunct : join_.conjuncts) take(conjunct);
    if (request_.keys.empty()) take_constant_keys();
    if (request_.keys.empty()) no_key();
    ask_table();
    if (!rest_.empty()) plan_.residual = make_and(std::move(rest_), join_.span);
    return std::move(plan_);
  }

 private:
  void make_table() {
    const auto& table = *join_.table;
    made_ = ask_connector(
        table, [&](const auto& connector) { return connector.make_lookup(table.descriptor); });
    if (made_) return;
    throw Error(ErrorCode::InvalidStatement, "Processing-time temporal join is not supported yet.")
        .at(join_.span)
        .hint(fmt::format("tables of the connector '{}' cannot be looked up by key; a lookup join "
                          "needs one that can, such as 'jdbc'",
                          table.connector->name()));
  }

  void take(const ExpressionPtr& conjunct) {
    auto predicate = as_pushed_predicate(*conjunct, columns_, context_.evaluation);
    if (predicate) {
      request_.predicates.push_back(std::move(*predicate));
      pushed_.push_back(conjunct);
    } else {
      rest_.push_back(conjunct);
    }
  }

  bool add_key(int column, const ExpressionPtr& value) {
    if (std::find(request_.keys.begin(), request_.keys.end(), column) != request_.keys.end()) {
      return false;
    }
    request_.keys.push_back(column);
    plan_.keys.push_back(value);
    plan_.key_names.push_back(columns_.physical.fields[static_cast<std::size_t>(column)].name);
    return true;
  }

  // Without another key, `column = 5` is one.
  void take_constant_keys() {
    std::vector<PushedPredicate> predicates;
    std::vector<ExpressionPtr> conjuncts;
    for (std::size_t i = 0; i < request_.predicates.size(); ++i) {
      auto& predicate = request_.predicates[i];
      if (predicate.op == Op::Equal &&
          add_key(predicate.column, make_literal(predicate.value, pushed_[i]->span))) {
        continue;
      }
      predicates.push_back(std::move(predicate));
      conjuncts.push_back(pushed_[i]);
    }
    request_.predicates = std::move(predicates);
    pushed_ = std::move(conjuncts);
  }

  [[noreturn]] void no_key() const {
    throw Error(ErrorCode::InvalidStatement,
                fmt::format("Temporal table join requires an equality condition on fields of table "
                            "[{}].",
                            join_.table->descriptor.name))
        .at(join_.span)
        .hint("add ON … = … with a column of the table, of the same type");
  }

  void ask_table() {
    request_.columns = join_.columns;
    const auto answer = made_->push_down(request_);
    for (std::size_t i = 0; i < pushed_.size(); ++i) {
      const bool accepted = i < answer.accepted.size() && answer.accepted[i];
      if (!accepted) rest_.push_back(pushed_[i]);
    }
    plan_.table = std::move(made_);
  }

  const logical::LookupJoin& join_;
  const ExpressionContext& context_;
  PushedColumns columns_;
  std::unique_ptr<LookupTable> made_;
  LookupRequest request_;
  std::vector<ExpressionPtr> pushed_;  // one per predicate of the request
  std::vector<ExpressionPtr> rest_;
  LookupPlan plan_;
};

std::unique_ptr<TableSource> make_table_source(const logical::DeclaredTable& table,
                                               const TableDescriptor& descriptor) {
  auto source = ask_connector(
      table, [&](const auto& connector) { return connector.make_source(descriptor); });
  if (!source) not_a_source(table);
  return source;
}

std::string filter_text(const std::vector<ExpressionPtr>& accepted,
                        const std::vector<std::string>& names) {
  std::string out;
  for (const auto& conjunct : accepted) {
    out += (out.empty() ? "" : ", ") + to_calcite_text(*conjunct, names);
  }
  return accepted.size() > 1 ? "and(" + out + ")" : out;
}

// As Flink notes it: the filters, the columns where they are not all, and the metadata columns of
// connectors that have some.
std::string pushed_text(const logical::Scan& scan, const TableDescriptor& descriptor,
                        const std::vector<ExpressionPtr>& accepted) {
  std::vector<std::string> names, keys, notes;
  for (const int column : scan.columns) {
    const auto index = static_cast<std::size_t>(column);
    if (index < descriptor.physical->fields.size()) {
      names.push_back(descriptor.physical->fields[index].name);
    }
  }
  for (const auto& metadata : descriptor.metadata) keys.push_back(metadata.key);
  if (!accepted.empty()) notes.push_back(fmt::format("filter=[{}]", filter_text(accepted, names)));
  const bool projected = names.size() < descriptor.physical->fields.size();
  if (projected) notes.push_back(fmt::format("project=[{}]", fmt::join(names, ", ")));
  const bool offers = !scan.table->connector->metadata(scan.table->descriptor).empty();
  if (!keys.empty() || (projected && offers)) {
    notes.push_back(fmt::format("metadata=[{}]", fmt::join(keys, ", ")));
  }
  return fmt::format("{}", fmt::join(notes, ", "));
}

}  // namespace

bool updates_by_key(const logical::DeclaredTable& table) {
  if (table.descriptor.physical->primary_key.empty()) return false;
  return !make_table_source(table, table.descriptor)->changelog().is_insert_only();
}

std::optional<PushedPredicate> as_pushed_predicate(const Expression& conjunct,
                                                   const PushedColumns& columns,
                                                   const EvaluationContext& context) {
  const auto* call = std::get_if<Call>(&conjunct.node);
  if (!call) return std::nullopt;
  const auto name = function_name(*call->function);
  if (name == "IS NULL" || name == "IS NOT NULL") {
    const auto column = column_of(*call->arguments[0], columns);
    if (!column) return std::nullopt;
    return PushedPredicate{name == "IS NULL" ? Op::IsNull : Op::IsNotNull, *column, nullptr};
  }
  const auto op = comparison(name);
  return op ? as_comparison(*call, *op, columns, context) : std::nullopt;
}

PlannedSource make_source(const logical::Scan& scan, std::vector<ExpressionPtr>& conjuncts,
                          const ExpressionContext& context) {
  const auto& table = *scan.table;
  auto descriptor = table.descriptor;
  const int physical = static_cast<int>(descriptor.physical->fields.size());
  ScanRequest request;
  descriptor.metadata.clear();
  for (const int column : scan.columns) {
    if (column < physical) {
      request.columns.push_back(column);
    } else {
      descriptor.metadata.push_back(
          table.descriptor.metadata[static_cast<std::size_t>(column - physical)]);
    }
  }
  std::vector<std::size_t> offered;
  for (std::size_t i = 0; i < conjuncts.size(); ++i) {
    const PushedColumns columns{0, scan.columns, *descriptor.physical};
    auto predicate = as_pushed_predicate(*conjuncts[i], columns, context.evaluation);
    if (!predicate) continue;
    request.predicates.push_back(std::move(*predicate));
    offered.push_back(i);
  }
  const std::shared_ptr<TableSource> source = make_table_source(table, descriptor);
  const auto answer = source->push_down(request);
  std::vector<ExpressionPtr> accepted;
  for (std::size_t i = offered.size(); i-- > 0;) {
    if (i >= answer.accepted.size() || !answer.accepted[i]) continue;
    const auto conjunct = conjuncts.begin() + static_cast<std::ptrdiff_t>(offered[i]);
    accepted.insert(accepted.begin(), *conjunct);
    conjuncts.erase(conjunct);
  }
  return {source, pushed_text(scan, descriptor, accepted)};
}

LookupPlan plan_lookup(const logical::LookupJoin& join, const ExpressionContext& context) {
  return LookupPlanner(join, context).plan();
}

}  // namespace streamsql
