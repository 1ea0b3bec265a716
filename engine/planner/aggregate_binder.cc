#include "engine/planner/aggregate_binder.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/planner/window_columns.h"

namespace streamsql {
namespace {

using logical::NodePtr;

// A value that went through a group is an ordinary timestamp.
DataType plain(const DataType& type) { return type.with_time_attribute(TimeAttribute::None); }

// The Project below an aggregation: keys, arguments and conditions as columns.
class ComputedColumns {
 public:
  explicit ComputedColumns(const Schema& input) : input_(input) {}

  // The place of the expression; what is there already is used again, from `first_shared` on.
  int add(const ExpressionPtr& expression, std::string_view name = "") {
    for (std::size_t i = first_shared_; i < expressions_.size(); ++i) {
      if (equal(*expressions_[i], *expression)) return static_cast<int>(i);
    }
    const auto* column = std::get_if<ColumnRef>(&expression->node);
    std::string text(name);
    if (column) text = input_.fields[static_cast<std::size_t>(column->index)].name;
    if (text.empty()) text = fmt::format("$f{}", expressions_.size());
    fields_.push_back({std::move(text), expression->type});
    expressions_.push_back(expression);
    return static_cast<int>(expressions_.size()) - 1;
  }

  // What is there now will not be used again by later ones.
  void close() { first_shared_ = expressions_.size(); }

  NodePtr project(const NodePtr& input) const {
    return logical::make_node(make_schema(fields_), logical::Project{input, expressions_});
  }
  const std::vector<Field>& fields() const { return fields_; }

 private:
  const Schema& input_;
  std::vector<Field> fields_;
  std::vector<ExpressionPtr> expressions_;
  std::size_t first_shared_ = 0;
};

std::int64_t grouping_value(const Grouping& grouping, const std::vector<std::size_t>& keys,
                            const std::vector<bool>& set) {
  std::int64_t value = 0;
  for (const auto key : keys) value = value * 2 + (set[key] ? 0 : 1);
  return grouping.keys.empty() ? 0 : value;
}

ExpressionPtr bigint(std::int64_t value, SourceSpan span) {
  ColumnBuilder builder(DataType::bigint().not_null());
  builder.append(value);
  return make_literal(builder.finish_constant(1), span);
}

// Builds the plan of one SELECT, step by step.
class AggregationBinder {
 public:
  AggregationBinder(NodePtr input, const Grouping& grouping, const SelectCalls& calls,
                    const BoundSelect& select)
      : input_(std::move(input)),
        grouping_(grouping),
        calls_(calls),
        select_(select),
        computed_(*input_->schema) {}

  NodePtr bind() {
    add_keys();
    add_calls();
    auto node = computed_.project(input_);
    window_ = find_window(*node);
    if (grouping_.sets.size() > 1) node = expand(node);
    node = window_ || grouping_.window ? aggregate_windows(std::move(node))
                                       : aggregate(std::move(node));
    return finish(std::move(node));
  }

 private:
  // ---- what the aggregation is over

  std::string_view alias_of(const ExpressionPtr& value) const {
    for (std::size_t i = 0; i < select_.values.size(); ++i) {
      if (equal(*select_.values[i], *value)) return select_.fields[i].name;
    }
    return "";
  }

  void add_keys() {
    for (const auto& key : grouping_.keys) {
      const auto* column = std::get_if<ColumnRef>(&key->node);
      keys_.push_back(computed_.add(key, column ? "" : alias_of(key)));
    }
    // Grouping sets make NULLs of keys, not of arguments.
    if (grouping_.sets.size() > 1) computed_.close();
    if (grouping_.window) time_ = computed_.add(grouping_.window->time);
  }

  void add_calls() {
    places_.resize(calls_.calls().size(), -1);
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const auto* bound = std::get_if<BoundAggregate>(&calls_.calls()[i].call);
      if (!bound) continue;
      AggregateCall call{bound->resolved.function, {}, {},         calls_.calls()[i].type,
                         bound->distinct,          {}, bound->name};
      for (const auto& argument : bound->arguments)
        call.arguments.push_back(computed_.add(argument));
      for (const auto& type : bound->resolved.parameters) call.parameters.push_back(plain(type));
      if (bound->filter) call.filter = computed_.add(bound->filter);
      places_[i] = add_call(std::move(call), i);
    }
  }

  int add_call(AggregateCall call, std::size_t index) {
    const auto known = std::find(aggregates_.begin(), aggregates_.end(), call);
    if (known != aggregates_.end()) return static_cast<int>(known - aggregates_.begin());
    auto name = std::string(call_alias(index));
    if (name.empty()) name = fmt::format("$f{}", keys_.size() + aggregates_.size());
    names_.push_back(std::move(name));
    aggregates_.push_back(std::move(call));
    return static_cast<int>(aggregates_.size()) - 1;
  }

  // The name of the column that is exactly this call.
  std::string_view call_alias(std::size_t index) const {
    for (std::size_t i = 0; i < select_.values.size(); ++i) {
      const auto* column = std::get_if<ColumnRef>(&select_.values[i]->node);
      if (column && column->index == calls_.width() + static_cast<int>(index)) {
        return select_.fields[i].name;
      }
    }
    return "";
  }

  // Each row once per grouping set: keys that are not in the set are NULL, and $e tells the set.
  NodePtr expand(const NodePtr& node) {
    auto fields = node->schema->fields;
    logical::Expand out{node, {}};
    for (const auto& set : grouping_.sets) {
      auto projection = column_references(*node->schema);
      for (std::size_t i = 0; i < keys_.size(); ++i) {
        if (set[i]) continue;
        auto& field = fields[static_cast<std::size_t>(keys_[i])];
        field.type = field.type.with_nullable(true);
        projection[static_cast<std::size_t>(keys_[i])] = make_null(field.type);
      }
      projection.push_back(bigint(grouping_.group_id(set), grouping_.span));
      out.projections.push_back(std::move(projection));
    }
    set_column_ = static_cast<int>(fields.size());
    fields.push_back({"$e", DataType::bigint().not_null()});
    return logical::make_node(make_schema(std::move(fields)), std::move(out));
  }

  // ---- windows

  // The window, when the keys of every set have both of its bounds.
  std::optional<WindowColumns> find_window(const logical::Node& node) const {
    auto window = window_columns_of(node);
    if (!window) return window;
    const auto has = [&](const std::set<int>& columns) {
      for (std::size_t i = 0; i < keys_.size(); ++i) {
        if (columns.contains(keys_[i]) && grouping_.is_in_every_set(i)) return true;
      }
      return false;
    };
    return has(window->starts) && has(window->ends) ? window : std::nullopt;
  }

  // What a key is of the window; nothing for other keys.
  std::optional<WindowProperty> property_of(int key) const {
    if (!window_) return std::nullopt;
    if (window_->starts.contains(key)) return WindowProperty::Start;
    if (window_->ends.contains(key)) return WindowProperty::End;
    if (!window_->times.contains(key)) return std::nullopt;
    return window_->window.is_event_time() ? WindowProperty::Rowtime : WindowProperty::Proctime;
  }

  NodePtr aggregate_windows(NodePtr input) {
    logical::WindowAggregate out;
    out.legacy = grouping_.window.has_value();
    out.window = out.legacy ? grouping_.window->window : window_->window;
    if (!out.legacy) check_slices(out.window, grouping_.span);
    if (out.legacy) {
      out.source.time_column = time_;
    } else {
      out.source = {{}, first_key(window_->starts), first_key(window_->ends)};
    }
    std::vector<Field> fields;
    add_group_keys(*input, fields, out.keys);
    out.calls = aggregates_;
    add_properties(out, fields);
    out.input = std::move(input);
    return logical::make_node(make_schema(std::move(fields)), std::move(out));
  }

  int first_key(const std::set<int>& columns) const {
    return *std::find_if(keys_.begin(), keys_.end(),
                         [&](int key) { return columns.contains(key); });
  }

  void add_properties(logical::WindowAggregate& out, std::vector<Field>& fields) {
    std::set<WindowProperty> wanted{WindowProperty::Start, WindowProperty::End};
    for (const int key : keys_) {
      if (const auto property = property_of(key)) wanted.insert(*property);
    }
    for (const auto& call : calls_.calls()) {
      const auto* bound = std::get_if<BoundWindowProperty>(&call.call);
      if (bound) wanted.insert(bound->property);
    }
    for (const auto property : wanted) {
      properties_[property] = static_cast<int>(fields.size());
      out.properties.push_back(property);
      fields.push_back(property_field(property, out));
    }
  }

  static Field property_field(WindowProperty property, const logical::WindowAggregate& of) {
    const std::string prefix = of.legacy ? "w$" : "window_";
    const auto bound = DataType::timestamp(3).not_null();
    switch (property) {
      case WindowProperty::Start: return {prefix + "start", bound};
      case WindowProperty::End: return {prefix + "end", bound};
      case WindowProperty::Rowtime:
        return {of.legacy ? "w$rowtime" : "window_time", of.window.time_type.not_null()};
      case WindowProperty::Proctime: break;
    }
    return {of.legacy ? "w$proctime" : "window_time",
            DataType::timestamp_ltz(3).not_null().with_time_attribute(TimeAttribute::Proctime)};
  }

  // ---- the aggregation

  // The columns that make a group, and where the keys and calls come out.
  void add_group_keys(const logical::Node& input, std::vector<Field>& fields,
                      std::vector<int>& group) {
    key_outputs_.assign(keys_.size(), -1);
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (property_of(keys_[i])) continue;
      const auto known = std::find(group.begin(), group.end(), keys_[i]);
      key_outputs_[i] = static_cast<int>(known - group.begin());
      if (known == group.end()) group.push_back(keys_[i]);
    }
    if (set_column_) group.push_back(*set_column_);
    for (const int column : group) {
      fields.push_back(input.schema->fields[static_cast<std::size_t>(column)]);
      fields.back().type = plain(fields.back().type);
    }
    first_call_ = static_cast<int>(fields.size());
    for (std::size_t i = 0; i < aggregates_.size(); ++i) {
      fields.push_back({names_[i], aggregates_[i].result});
    }
  }

  NodePtr aggregate(NodePtr input) {
    std::vector<Field> fields;
    logical::Aggregate out;
    add_group_keys(*input, fields, out.keys);
    out.calls = aggregates_;
    out.ttl = select_.ttl;
    out.input = std::move(input);
    return logical::make_node(make_schema(std::move(fields)), std::move(out));
  }

  // ---- above the aggregation

  NodePtr finish(NodePtr node) {
    output_ = node->schema;
    if (select_.having) {
      auto predicate = over_groups(select_.having);
      const auto schema = node->schema;
      node = logical::make_node(schema, logical::Filter{std::move(node), std::move(predicate)});
    }
    auto fields = select_.fields;
    std::vector<ExpressionPtr> values;
    for (std::size_t i = 0; i < select_.values.size(); ++i) {
      values.push_back(over_groups(select_.values[i]));
      fields[i].type = values.back()->type;
    }
    return logical::make_node(make_schema(std::move(fields)),
                              logical::Project{std::move(node), std::move(values)});
  }

  ExpressionPtr output(int column, SourceSpan span) const {
    return make_column_ref(column, output_->fields[static_cast<std::size_t>(column)].type, span);
  }

  ExpressionPtr over_groups(const ExpressionPtr& expression) const {
    for (std::size_t i = 0; i < grouping_.keys.size(); ++i) {
      if (is_key(*grouping_.keys[i], *expression)) return key_value(i, *expression);
    }
    if (const auto* column = std::get_if<ColumnRef>(&expression->node)) {
      if (column->index >= calls_.width()) return call_value(*column, expression->span);
      not_grouped(*column, expression->span);
    }
    auto children = children_of(*expression);
    for (auto& child : children) child = over_groups(child);
    return with_children(*expression, std::move(children));
  }

  // A column is itself under any type: implicit casts may retype a reference.
  static bool is_key(const Expression& key, const Expression& expression) {
    const auto* left = std::get_if<ColumnRef>(&key.node);
    const auto* right = std::get_if<ColumnRef>(&expression.node);
    return left && right ? left->index == right->index : equal(key, expression);
  }

  ExpressionPtr key_value(std::size_t key, const Expression& expression) const {
    const auto property = property_of(keys_[key]);
    auto value = output(property ? properties_.at(*property) : key_outputs_[key], expression.span);
    return value->type.equal_ignoring_nullability(expression.type)
               ? value
               : make_cast(value, expression.type, expression.span);
  }

  ExpressionPtr call_value(const ColumnRef& column, SourceSpan span) const {
    const auto index = static_cast<std::size_t>(column.index - calls_.width());
    const auto& call = calls_.calls()[index].call;
    if (const auto* grouping = std::get_if<BoundGrouping>(&call)) {
      return grouping_function(*grouping, span);
    }
    if (const auto* property = std::get_if<BoundWindowProperty>(&call)) {
      return window_property(*property, span);
    }
    if (std::holds_alternative<BoundRowNumber>(call)) refuse("OVER beside GROUP BY", span);
    return output(first_call_ + places_[index], span);
  }

  ExpressionPtr window_property(const BoundWindowProperty& property, SourceSpan span) const {
    const auto& window = grouping_.window;
    const bool same = window && window->window == property.window.window &&
                      equal(*window->time, *property.window.time);
    if (!same) {
      throw Error(ErrorCode::InvalidStatement,
                  "Call to auxiliary group function must have matching call to group function in "
                  "GROUP BY clause")
          .at(span)
          .hint("GROUP BY needs the same TUMBLE(…) or HOP(…), with the same lengths");
    }
    if (property.property == WindowProperty::Rowtime && !window->window.is_event_time()) {
      throw Error(ErrorCode::InvalidStatement,
                  "A proctime window cannot provide a rowtime attribute.")
          .at(span);
    }
    return output(properties_.at(property.property), span);
  }

  // A constant per grouping set.
  ExpressionPtr grouping_function(const BoundGrouping& call, SourceSpan span) const {
    std::vector<std::size_t> keys;
    for (const auto& argument : call.arguments) {
      const auto key =
          std::find_if(grouping_.keys.begin(), grouping_.keys.end(),
                       [&](const auto& candidate) { return is_key(*candidate, *argument); });
      if (key == grouping_.keys.end()) {
        throw Error(ErrorCode::InvalidStatement,
                    "Argument to GROUPING operator must be a grouped expression")
            .at(argument->span);
      }
      keys.push_back(static_cast<std::size_t>(key - grouping_.keys.begin()));
    }
    const auto& sets = grouping_.sets;
    auto otherwise = bigint(grouping_value(grouping_, keys, sets.back()), span);
    if (sets.size() == 1) return otherwise;
    std::vector<Case::Branch> branches;
    const auto set_id = output(first_call_ - 1, span);
    for (std::size_t i = 0; i + 1 < sets.size(); ++i) {
      branches.push_back({set_is(set_id, grouping_.group_id(sets[i]), span),
                          bigint(grouping_value(grouping_, keys, sets[i]), span)});
    }
    return make_case(std::move(branches), std::move(otherwise), span);
  }

  static ExpressionPtr set_is(const ExpressionPtr& set_id, std::int64_t id, SourceSpan span) {
    return call_function({builtin_functions(), {}}, "=", {set_id, bigint(id, span)}, span);
  }

  [[noreturn]] void not_grouped(const ColumnRef& column, SourceSpan span) const {
    const auto& name = input_->schema->fields[static_cast<std::size_t>(column.index)].name;
    const bool by_number =
        std::any_of(grouping_.keys.begin(), grouping_.keys.end(),
                    [](const auto& key) { return std::holds_alternative<Literal>(key->node); });
    throw Error(ErrorCode::InvalidStatement,
                fmt::format("Expression '{}' is not being grouped", name))
        .at(span)
        .hint(by_number ? "a number in GROUP BY is a value, not a place in SELECT: repeat the "
                          "expression"
                        : "put it into GROUP BY, or into an aggregate such as MAX(" + name + ")");
  }

  const NodePtr input_;
  const Grouping& grouping_;
  const SelectCalls& calls_;
  const BoundSelect& select_;
  ComputedColumns computed_;
  std::vector<int> keys_;                  // per key of the grouping: its computed column
  int time_ = -1;                          // of a group window
  std::vector<AggregateCall> aggregates_;  // over the computed columns
  std::vector<std::string> names_;
  std::vector<int> places_;  // per call of the SELECT: its aggregate
  std::optional<int> set_column_;
  std::optional<WindowColumns> window_;
  std::vector<int> key_outputs_;  // per key: its column of the aggregation
  std::map<WindowProperty, int> properties_;
  int first_call_ = 0;
  SchemaPtr output_;
};

}  // namespace

NodePtr bind_aggregation(const NodePtr& input, const Grouping& grouping, const SelectCalls& calls,
                         const BoundSelect& select) {
  return AggregationBinder(input, grouping, calls, select).bind();
}

NodePtr bind_row_number(const NodePtr& input, const SelectCalls& calls, const BoundSelect& select) {
  const auto& call = calls.calls().front();
  const auto* number = std::get_if<BoundRowNumber>(&call.call);
  if (!number) {
    throw Error(ErrorCode::InvalidStatement, "GROUPING and window functions need a GROUP BY")
        .at(call.span);
  }
  if (calls.calls().size() > 1) refuse("More than one OVER in a SELECT", calls.calls()[1].span);
  ComputedColumns computed(*input->schema);
  for (const auto& column : column_references(*input->schema)) computed.add(column);
  logical::RowNumber node{nullptr, {}, {}, call.span};
  for (const auto& key : number->partition) node.keys.push_back(computed.add(key));
  for (const auto& [order, descending] : number->order) {
    node.order.push_back({computed.add(order), descending});
  }
  auto fields = computed.fields();
  auto references = column_references(*input->schema);
  references.push_back(make_column_ref(static_cast<int>(fields.size()), call.type));
  fields.push_back({"w0$o0", call.type});
  node.input = computed.project(input);
  auto numbered = logical::make_node(make_schema(std::move(fields)), std::move(node));
  std::vector<ExpressionPtr> values;
  for (const auto& value : select.values) values.push_back(substitute(value, references));
  return logical::make_node(make_schema(select.fields),
                            logical::Project{std::move(numbered), std::move(values)});
}

NodePtr make_distinct(NodePtr input, logical::StateTtl ttl) {
  auto fields = input->schema->fields;
  logical::Aggregate out;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    out.keys.push_back(static_cast<int>(i));
    fields[i].type = plain(fields[i].type);
  }
  out.input = std::move(input);
  out.ttl = ttl;
  return logical::make_node(make_schema(std::move(fields)), std::move(out));
}

}  // namespace streamsql
