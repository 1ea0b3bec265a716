#include "engine/planner/query_binder.h"

#include <fmt/format.h>

#include "engine/base/ascii.h"
#include "engine/base/suggestion.h"
#include "engine/planner/aggregate_binder.h"
#include "engine/planner/expression_binder.h"
#include "engine/planner/expression_factory.h"
#include "engine/planner/table_binder.h"
#include "engine/planner/table_function_binder.h"
#include "engine/planner/window_binder.h"

namespace streamsql {
namespace {

using logical::NodePtr;

void refuse_clauses(const ast::Query& query) {
  if (query.recursive) refuse("WITH RECURSIVE", query.span);
  if (!query.order_by.empty()) refuse("ORDER BY", query.order_by.front().span);
}

std::string called_name(const ast::TableFunction& function) {
  const auto* call = function.call ? function.call->as<ast::FunctionCall>() : nullptr;
  if (!call) return "";
  return to_upper(call->name.parts.back().text);
}

[[noreturn]] void refuse_table_function(const ast::TableFunction& function, SourceSpan span,
                                        const PlannerContext& context) {
  const auto name = called_name(function);
  if (name == "SESSION") {
    refuse("The windowing table function " + name, span);
  }
  auto known = table_function_names(context);
  known.insert(known.end(), {"TUMBLE", "HOP", "CUMULATE"});
  if (auto hint = did_you_mean(name, known); !hint.empty()) {
    throw Error(ErrorCode::UnknownFunction,
                fmt::format("No match found for function signature {}", name))
        .at(span)
        .hint(std::move(hint));
  }
  refuse("The table function " + name, span);
}

// The names that a SELECT gives to what it computes.
std::vector<std::string> aliases_of(const ast::Select& select) {
  std::vector<std::string> names;
  for (const auto& item : select.items) {
    if (item.alias) names.push_back(item.alias->text);
  }
  return names;
}

// The alias, or the last part of a table's own name.
Relation make_relation(const NodePtr& node, const ast::TableReference& reference) {
  Relation relation;
  relation.columns = node->schema->fields;
  relation.span = reference.span;
  if (reference.alias) {
    relation.alias = reference.alias->name.text;
  } else if (const auto* table = reference.as<ast::NamedTable>()) {
    relation.alias = table->name.parts.back().text;
  }
  return relation;
}

FromResult as_relation(NodePtr node, const ast::TableReference& reference) {
  if (reference.alias && !reference.alias->columns.empty()) {
    node = rename_columns(node, reference.alias->columns);
  }
  FromResult result;
  result.scope.add(make_relation(node, reference));
  result.node = std::move(node);
  return result;
}

// What is there without a FROM: one row without columns.
FromResult one_empty_row() {
  return {logical::make_node(make_schema({}), logical::Values{{{}}}), {}};
}

std::string options_text(const Options& options) {
  std::string out;
  for (const auto& [key, value] : options.entries()) out += "\n" + key + "=" + value.text;
  return out;
}

}  // namespace

NodePtr rename_columns(const NodePtr& node, const std::vector<ast::Identifier>& names) {
  auto fields = node->schema->fields;
  if (names.size() != fields.size()) {
    std::string columns;
    for (const auto& field : fields) {
      columns += fmt::format("{}'{}'", columns.empty() ? "" : ", ", field.name);
    }
    throw Error(ErrorCode::InvalidStatement,
                fmt::format("List of column aliases must have same degree as table; table has {} "
                            "columns ({}), whereas alias list has {} columns",
                            fields.size(), columns, names.size()))
        .at({names.front().span.begin, names.back().span.end});
  }
  for (std::size_t i = 0; i < names.size(); ++i) fields[i].name = names[i].text;
  return logical::make_node(make_schema(std::move(fields)),
                            logical::Project{node, column_references(*node->schema)});
}

NodePtr QueryBinder::bind(const ast::Query& query) {
  refuse_clauses(query);
  const auto outer = common_tables_.size();
  for (const auto& table : query.with) common_tables_.push_back({&table, nullptr});
  auto node = std::visit([&](const auto& body) { return bind_body(body, query); }, query.body);
  common_tables_.resize(outer);
  return query.limit || query.offset ? bind_limit(query, std::move(node)) : node;
}

NodePtr QueryBinder::bind_body(const ast::Select& select, const ast::Query&) {
  if (select.qualify) refuse("QUALIFY", select.qualify->span);
  auto input = select.from ? bind_from(*select.from, lookup_hints(select.hints)) : one_empty_row();
  input.scope.know_aliases(aliases_of(select));
  if (select.where && !select.from) {
    throw Error(ErrorCode::InvalidStatement, "WHERE needs a FROM").at(select.where->span);
  }
  if (select.where) {
    const auto expressions = expression_context(context());
    NoCallsIn no_calls("WHERE");
    const ExpressionBinder binder(expressions, input.scope, &no_calls);
    auto predicate = binder.bind_condition(*select.where, "WHERE");
    const auto schema = input.node->schema;
    input.node =
        logical::make_node(schema, logical::Filter{std::move(input.node), std::move(predicate)});
  }
  return bind_select_list(select, std::move(input), context());
}

NodePtr QueryBinder::bind_body(const ast::SetOperation& operation, const ast::Query&) {
  if (operation.op == ast::SetOperator::Intersect) refuse("INTERSECT", operation.op_span);
  if (operation.op == ast::SetOperator::Except) refuse("EXCEPT", operation.op_span);
  auto all = bind_union_all({bind(*operation.left), bind(*operation.right)}, operation.op_span);
  return operation.all ? all : make_distinct(std::move(all));
}

NodePtr QueryBinder::bind_body(const ast::Values& values, const ast::Query&) {
  return bind_values(values, context());
}

NodePtr QueryBinder::bind_body(const ast::ExplicitTable& table, const ast::Query&) {
  return bind_named({table.name, {}, nullptr});
}

FromResult QueryBinder::bind_from(const ast::TableReference& reference, const LookupHints& hints) {
  struct Visitor {
    QueryBinder& binder;
    const ast::TableReference& reference;
    const LookupHints& hints;

    FromResult operator()(const ast::NamedTable& table) const {
      return binder.bind_item(table, reference);
    }
    FromResult operator()(const ast::DerivedTable& table) const {
      return binder.bind_item(table, reference);
    }
    FromResult operator()(const ast::Join& join) const { return binder.bind_join(join, hints); }
    FromResult operator()(const ast::TableFunction& function) const {
      return binder.bind_item(function, reference);
    }
    FromResult operator()(const ast::Unnest&) const {
      return bind_unnest(one_empty_row(), reference, logical::JoinKind::Inner, binder.context());
    }
    FromResult operator()(const ast::TableSample&) const { refuse("TABLESAMPLE", reference.span); }
    FromResult operator()(const ast::MatchRecognize&) const {
      refuse("MATCH_RECOGNIZE", reference.span);
    }
  };
  return std::visit(Visitor{*this, reference, hints}, reference.node);
}

FromResult QueryBinder::bind_item(const ast::NamedTable& table,
                                  const ast::TableReference& reference) {
  if (table.system_time) {
    refuse("FOR SYSTEM_TIME AS OF outside of the right side of a join", table.system_time->span);
  }
  auto result = as_relation(bind_named(table), reference);
  return result;
}

FromResult QueryBinder::bind_item(const ast::DerivedTable& table,
                                  const ast::TableReference& reference) {
  if (table.lateral) {
    throw Error(ErrorCode::UnsupportedSyntax, "LATERAL (query) is not supported yet")
        .at(reference.span)
        .hint("an expression over columns of the left table can stand in SELECT itself");
  }
  return as_relation(bind(*table.query), reference);
}

FromResult QueryBinder::bind_item(const ast::TableFunction& function,
                                  const ast::TableReference& reference) {
  const auto name = called_name(function);
  if (const auto node = bind_table_function(function, context())) {
    return as_relation(node, reference);
  }
  if (name != "TUMBLE" && name != "HOP" && name != "CUMULATE") {
    refuse_table_function(function, reference.span, context());
  }
  const auto& call = *function.call->as<ast::FunctionCall>();
  return as_relation(bind_window_function(*this, call, function.call->span), reference);
}

FromResult QueryBinder::bind_join(const ast::Join& join, const LookupHints& hints) {
  const auto* right = join.right->as<ast::NamedTable>();
  if (right && right->system_time) {
    return bind_lookup_join(*this, bind_from(*join.left, hints), join, hints);
  }
  if (join.right->as<ast::Unnest>()) {
    return bind_unnest_join(bind_from(*join.left, hints), join, context());
  }
  if (const auto* function = join.right->as<ast::TableFunction>()) {
    refuse_table_function(*function, join.right->span, context());
  }
  bind_from(*join.left, hints);  // mistakes in names come before what is missing
  bind_from(*join.right, hints);
  throw Error(ErrorCode::UnsupportedSyntax, "A regular JOIN is not supported yet")
      .at(join.kind_span)
      .hint(
          "to ask a table per row: JOIN table FOR SYSTEM_TIME AS OF left.proc_time AS t ON t.key = "
          "left.key, with proc_time AS PROCTIME() in the left table");
}

BoundCommonTable* QueryBinder::find_common_table(const ast::QualifiedName& name) {
  if (name.parts.size() > 1) return nullptr;
  for (auto table = common_tables_.rbegin(); table != common_tables_.rend(); ++table) {
    if (table->definition->name.text == name.parts.front().text) return &*table;
  }
  return nullptr;
}

NodePtr QueryBinder::bind_named(const ast::NamedTable& table) {
  if (auto* common = find_common_table(table.name)) {
    if (common->node) return common->node;
    // A common table sees those before it; what it adds itself is gone again afterwards.
    const auto index = static_cast<std::size_t>(common - common_tables_.data());
    const std::vector<BoundCommonTable> hidden(
        common_tables_.begin() + static_cast<std::ptrdiff_t>(index), common_tables_.end());
    common_tables_.resize(index);
    auto node = bind(*hidden.front().definition->query);
    common_tables_.insert(common_tables_.end(), hidden.begin(), hidden.end());
    const auto& columns = hidden.front().definition->columns;
    if (!columns.empty()) node = rename_columns(node, columns);
    common_tables_[index].node = node;
    return node;
  }
  const auto object = find_object(table.name);
  if (const auto* view = std::get_if<ViewDefinition>(object.get())) {
    if (!table.hints.empty()) {
      throw Error(ErrorCode::InvalidStatement, "A view cannot be enriched with new options")
          .at(table.hints.front().span)
          .hint("give the hint to the table inside of the view");
    }
    return bind_view(*view);
  }
  return bind_declared(std::get<TableDefinition>(*object), table.hints);
}

CatalogObjectPtr QueryBinder::find_object(const ast::QualifiedName& name) const {
  const auto path = resolve_name(name, catalog_, database_);
  if (auto object = context().catalog.find(path)) return object;
  auto candidates = context().catalog.object_names(path.catalog, path.database);
  for (const auto& common : common_tables_) candidates.push_back(common.definition->name.text);
  auto hint = did_you_mean(path.object, candidates);
  if (hint.empty() && !candidates.empty()) {
    hint = fmt::format("there are: {}", fmt::join(candidates, ", "));
  }
  throw Error(ErrorCode::UnknownTable, fmt::format("Object '{}' not found", path.object))
      .at(name.span)
      .hint(std::move(hint));
}

NodePtr QueryBinder::bind_view(const ViewDefinition& view) {
  auto& bound = session_.views[view.path];
  if (bound) return bound;
  try {
    QueryBinder inner(session_, view.current_catalog, view.current_database);
    auto node = inner.bind(*view.query);
    if (!view.columns.empty()) node = rename_columns(node, view.columns);
    return session_.views[view.path] = std::move(node);
  } catch (Error& error) {
    error.mark_text(view.text);
    throw;
  }
}

NodePtr QueryBinder::bind_declared(const TableDefinition& table,
                                   const std::vector<ast::Hint>& hints) {
  const auto options = hinted_options(hints, context());
  auto& scan = session_.scans[table.path.to_string() + options_text(options)];
  if (!scan) scan = make_scan(bind_table(table, context(), options));
  return scan;
}

}  // namespace streamsql
