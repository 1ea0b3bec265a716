// INSERT: the query's columns, by position, under the sink's types.
#include "engine/planner/sink_binder.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/base/suggestion.h"
#include "engine/planner/expression_binder.h"
#include "engine/planner/table_binder.h"
#include "engine/type/type_rules.h"

namespace streamsql {
namespace {

using logical::NodePtr;

std::string schema_text(const Schema& schema) {
  std::string out;
  for (const auto& field : schema.fields) {
    if (!out.empty()) out += ", ";
    out += fmt::format("{}: {}", field.name,
                       field.type.with_time_attribute(TimeAttribute::None).to_sql());
  }
  return "[" + out + "]";
}

// A column of the sink in declared order, and which column of the sink's input it is.
struct Target {
  Field field;
  bool metadata = false;
  std::size_t metadata_index = 0;  // among the written metadata columns
};

class SinkBinder {
 public:
  SinkBinder(const ast::Insert& insert, BindingSession& session)
      : insert_(insert), session_(session) {}

  NodePtr bind() {
    const auto& catalog = session_.context.catalog;
    QueryBinder binder(session_, catalog.current_catalog(), catalog.current_database());
    refuse_clauses();
    find_table(binder);
    const auto query = binder.bind(*insert_.query);
    auto columns = arrange(query);
    for (std::size_t i = 0; i < columns.size(); ++i) check_type(i, columns, *query->schema);
    return make_sink(query, std::move(columns));
  }

 private:
  void refuse_clauses() const {
    if (insert_.overwrite) {
      refuse("INSERT OVERWRITE in streaming", insert_.target.span);
    }
    if (insert_.on_conflict != ast::OnConflict::Unspecified) {
      refuse("ON CONFLICT", insert_.target.span);
    }
  }

  void find_table(const QueryBinder& binder) {
    const auto object = binder.find_object(insert_.target);
    const auto* definition = std::get_if<TableDefinition>(object.get());
    if (!definition) {
      throw Error(ErrorCode::InvalidStatement, fmt::format("A view cannot be written into: '{}'",
                                                           insert_.target.parts.back().text))
          .at(insert_.target.span);
    }
    auto declared =
        *bind_table(*definition, session_.context, hinted_options(insert_.hints, session_.context));
    const auto& metadata = declared.descriptor.metadata;
    std::vector<MetadataColumn> written;
    std::size_t next = 0;
    for (std::size_t i = 0; i < declared.columns.size(); ++i) {
      if (!declared.stored_columns[i]) continue;
      const auto& field = declared.visible->fields[i];
      if (declared.descriptor.physical->find(field.name)) {
        targets_.push_back({field});
      } else if (const auto& column = metadata[next++]; !column.is_virtual) {
        targets_.push_back({field, true, written.size()});
        written.push_back(column);
      }
    }
    declared.descriptor.metadata = std::move(written);
    table_ = std::make_shared<const logical::DeclaredTable>(std::move(declared));
  }

  std::size_t target_index(const ast::Identifier& name) const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < targets_.size(); ++i) {
      if (targets_[i].field.name == name.text) return i;
      names.push_back(targets_[i].field.name);
    }
    throw Error(ErrorCode::UnknownColumn, fmt::format("Unknown target column '{}'", name.text))
        .at(name.span)
        .hint(did_you_mean(name.text, names));
  }

  // PARTITION (p = 'x'): constants that the query does not give.
  std::vector<ExpressionPtr> bind_partition() {
    std::vector<ExpressionPtr> fixed(targets_.size());
    const Scope scope;
    const auto context = expression_context(session_.context);
    for (const auto& [column, value] : insert_.partition) {
      const auto index = target_index(column);
      const auto& keys = table_->descriptor.partition_keys;
      if (std::find(keys.begin(), keys.end(), column.text) == keys.end()) {
        throw Error(ErrorCode::InvalidStatement,
                    fmt::format("Column '{}' is not a partition column", column.text))
            .at(column.span);
      }
      if (value) fixed[index] = ExpressionBinder(context, scope).bind(value);
    }
    return fixed;
  }

  // Per column of the sink an expression over the query; a column that a list leaves out is NULL.
  std::vector<ExpressionPtr> arrange(const NodePtr& query) {
    auto columns = bind_partition();
    const auto values = column_references(*query->schema);
    if (insert_.columns.empty()) {
      fill_by_position(columns, values, *query->schema);
    } else {
      fill_by_list(columns, values);
    }
    return columns;
  }

  void fill_by_position(std::vector<ExpressionPtr>& columns,
                        const std::vector<ExpressionPtr>& values, const Schema& query) const {
    std::size_t next = 0;
    const auto wanted =
        static_cast<std::size_t>(std::count(columns.begin(), columns.end(), ExpressionPtr()));
    if (wanted != values.size()) throw mismatch("Different number of columns.", query);
    for (auto& column : columns) {
      if (!column) column = values[next++];
    }
  }

  void fill_by_list(std::vector<ExpressionPtr>& columns, const std::vector<ExpressionPtr>& values) {
    if (insert_.columns.size() != values.size()) {
      throw Error(ErrorCode::SinkMismatch, "Number of columns must match number of query columns")
          .at({insert_.columns.front().span.begin, insert_.columns.back().span.end})
          .hint(fmt::format("the list has {} columns, the query {}", insert_.columns.size(),
                            values.size()));
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto& name = insert_.columns[i];
      if (name.parts.size() > 1) refuse("A field of a row as a target column", name.span);
      auto& column = columns[target_index(name.parts.front())];
      if (column) {
        throw Error(
            ErrorCode::DuplicateName,
            fmt::format("Target column '{}' is assigned more than once", name.parts.front().text))
            .at(name.span);
      }
      column = values[i];
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (!columns[i]) columns[i] = default_value(targets_[i].field);
    }
  }

  ExpressionPtr default_value(const Field& field) const {
    if (field.type.nullable()) return make_null(field.type, insert_.target.span);
    throw Error(
        ErrorCode::SinkMismatch,
        fmt::format("Column '{}' has no default value and does not allow NULLs", field.name))
        .at(insert_.target.span);
  }

  void check_type(std::size_t index, const std::vector<ExpressionPtr>& columns,
                  const Schema& query) const {
    const auto& from = columns[index]->type;
    const auto& to = targets_[index].field.type;
    if (is_implicitly_castable(from, to)) return;
    throw mismatch(fmt::format("Incompatible types for sink column '{}' at position {}.",
                               targets_[index].field.name, index),
                   query)
        .hint(fmt::format("the query gives {}, the column is {}; write CAST(… AS {})",
                          from.to_sql(), to.to_sql(), to.with_nullable(true).to_sql()));
  }

  Error mismatch(std::string cause, const Schema& query) const {
    std::vector<Field> fields;
    for (const auto& target : targets_) fields.push_back(target.field);
    return Error(ErrorCode::SinkMismatch,
                 fmt::format("Column types of query result and sink for '{}' do not match.\n"
                             "Cause: {}\n\nQuery schema: {}\nSink schema:  {}",
                             table_->descriptor.name, cause, schema_text(query),
                             schema_text({std::move(fields)})))
        .at(insert_.target.span);
  }

  // The sink takes physical columns first, then metadata in the connector's own types.
  NodePtr make_sink(const NodePtr& query, std::vector<ExpressionPtr> columns) const {
    const auto& physical = table_->descriptor.physical->fields;
    std::vector<ExpressionPtr> ordered;
    std::vector<Field> fields;
    for (const bool metadata : {false, true}) {
      for (std::size_t i = 0; i < columns.size(); ++i) {
        if (targets_[i].metadata != metadata) continue;
        auto field = targets_[i].field;
        field.type = field.type.with_time_attribute(TimeAttribute::None);
        if (metadata) field.type = stored_type(field);
        auto value = make_cast(columns[i], field.type);
        fields.push_back({field.name, field.type});
        ordered.push_back(std::move(value));
      }
    }
    const auto schema = make_schema(std::move(fields), table_->descriptor.physical->primary_key);
    (void)physical;
    auto project = logical::make_node(schema, logical::Project{query, std::move(ordered)});
    return logical::make_node(
        schema, logical::Sink{std::move(project), table_, insert_.overwrite, partition_text()});
  }

  DataType stored_type(const Field& field) const {
    const auto& stored = *table_->stored;
    return stored.fields[static_cast<std::size_t>(*stored.find(field.name))].type.with_nullable(
        field.type.nullable());
  }

  // In the order of the table's partition keys.
  std::vector<std::pair<std::string, std::string>> partition_text() const {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& key : table_->descriptor.partition_keys) {
      for (const auto& [column, value] : insert_.partition) {
        if (column.text != key || !value) continue;
        const auto* text = value->as<ast::StringLiteral>();
        const auto* number = value->as<ast::NumericLiteral>();
        if (text) out.emplace_back(key, text->value);
        if (number) out.emplace_back(key, number->text);
      }
    }
    return out;
  }

  const ast::Insert& insert_;
  BindingSession& session_;
  logical::DeclaredTablePtr table_;
  std::vector<Target> targets_;  // in declared order
};

}  // namespace

NodePtr bind_insert(const ast::Insert& insert, BindingSession& session) {
  return SinkBinder(insert, session).bind();
}

}  // namespace streamsql
