#include "engine/planner/table_binder.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/base/ascii.h"
#include "engine/base/suggestion.h"
#include "engine/function/cast.h"
#include "engine/planner/expression_binder.h"
#include "engine/planner/expression_factory.h"
#include "engine/sql/unparse.h"

namespace streamsql {
namespace {

using logical::DeclaredTable;

bool is_stored(const ast::ColumnDefinition& column) {
  return column.kind != ast::ColumnKind::Computed;
}

std::string comment_of(const ast::ColumnDefinition& column) {
  return column.comment ? column.comment->value : "";
}

// Builds a DeclaredTable step by step; each step uses what the earlier ones set.
class TableBinder {
 public:
  TableBinder(const TableDefinition& definition, const PlannerContext& context)
      : definition_(definition), context_(context), expressions_(expression_context(context)) {}

  logical::DeclaredTablePtr bind(const Options& hinted) {
    describe(hinted);
    find_connector();
    bind_stored_columns();
    bind_visible_columns();
    bind_watermark();
    table_.text = definition_.text;
    return std::make_shared<const DeclaredTable>(std::move(table_));
  }

  SchemaPtr check() {
    describe({});
    bind_stored_columns();
    bind_visible_columns();
    bind_watermark();
    return table_.visible;
  }

 private:
  bool is_key(const std::string& name) const {
    if (!definition_.primary_key) return false;
    const auto& keys = definition_.primary_key->columns;
    return std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return key.text == name; });
  }

  // The declared type; a primary key forces NOT NULL.
  DataType type_of(const ast::ColumnDefinition& column) const {
    return is_key(column.name.text) ? column.type->type.not_null() : column.type->type;
  }

  void describe(const Options& hinted) {
    auto& descriptor = table_.descriptor;
    descriptor.name = definition_.path.to_string();
    descriptor.short_name = definition_.path.object;
    descriptor.options = definition_.options;
    for (const auto& [key, value] : hinted.entries()) descriptor.options.set(key, value);
    descriptor.zone = session_zone(context_.settings);
    descriptor.span = definition_.span;
    for (const auto& key : definition_.partitioned_by) {
      descriptor.partition_keys.push_back(key.text);
    }
    std::vector<Field> physical;
    for (const auto& [column, text] : definition_.columns) {
      if (column.kind == ast::ColumnKind::Physical) {
        physical.push_back({column.name.text, type_of(column), comment_of(column)});
      } else if (column.kind == ast::ColumnKind::Metadata) {
        descriptor.metadata.push_back({key_of(column), column.type->type, column.is_virtual});
      }
    }
    descriptor.physical = with_primary_key(std::move(physical));
  }

  static std::string key_of(const ast::ColumnDefinition& column) {
    return column.metadata_key ? column.metadata_key->value : column.name.text;
  }

  SchemaPtr with_primary_key(std::vector<Field> fields) const {
    Schema schema{std::move(fields)};
    if (definition_.primary_key) {
      for (const auto& key : definition_.primary_key->columns) {
        if (const auto index = schema.find(key.text)) schema.primary_key.push_back(*index);
      }
    }
    return std::make_shared<const Schema>(std::move(schema));
  }

  // Keys are case-sensitive.
  static std::string without_connector(const Options& options) {
    for (const auto& [key, value] : options.entries()) {
      if (to_upper(key) == "CONNECTOR") return fmt::format("write 'connector', not '{}'", key);
    }
    return "WITH ('connector' = '…')";
  }

  void find_connector() {
    const auto* name = table_.descriptor.options.find("connector");
    if (!name) {
      throw Error(ErrorCode::MissingOption,
                  "Table options do not contain an option key 'connector' for discovering a "
                  "connector.")
          .at(definition_.span)
          .hint(without_connector(table_.descriptor.options));
    }
    try {
      table_.connector = &context_.connectors.find(name->text);
    } catch (Error& error) {
      if (name->value_span.end > 0) error.mark(name->value_span);
      throw;
    }
  }

  void bind_stored_columns() {
    auto fields = table_.descriptor.physical->fields;
    if (!table_.descriptor.metadata.empty()) {
      std::vector<MetadataSpec> offered;
      if (table_.connector) offered = table_.connector->metadata(table_.descriptor);
      for (const auto& [column, text] : definition_.columns) {
        if (column.kind != ast::ColumnKind::Metadata) continue;
        fields.push_back({column.name.text, metadata_type(column, text, offered)});
      }
    }
    table_.stored = make_schema(std::move(fields), table_.descriptor.physical->primary_key);
  }

  DataType metadata_type(const ast::ColumnDefinition& column, const SourceTextPtr& text,
                         const std::vector<MetadataSpec>& offered) const {
    if (!table_.connector) return column.type->type;
    std::vector<std::string> keys;
    for (const auto& spec : offered) {
      if (spec.key == key_of(column)) {
        check_metadata_cast(column, text, spec);
        return spec.type;
      }
      keys.push_back(spec.key);
    }
    auto hint = did_you_mean(key_of(column), keys);
    hint += fmt::format("{}(metadata keys: {})", hint.empty() ? "" : "  ", fmt::join(keys, ", "));
    throw Error(ErrorCode::InvalidTable,
                fmt::format("Invalid metadata key '{}' in column '{}' of table '{}'.",
                            key_of(column), column.name.text, definition_.path.to_string()))
        .at(column.metadata_key ? column.metadata_key->span : column.name.span)
        .in(text)
        .hint(std::move(hint));
  }

  void check_metadata_cast(const ast::ColumnDefinition& column, const SourceTextPtr& text,
                           const MetadataSpec& spec) const {
    if (is_castable(spec.type, column.type->type)) return;
    throw Error(ErrorCode::InvalidTable,
                fmt::format("Invalid data type for metadata column '{}' of table '{}'. The column "
                            "cannot be declared as '{}' because the type must be castable from "
                            "metadata type '{}'.",
                            column.name.text, definition_.path.to_string(),
                            column.type->type.to_sql(), spec.type.to_sql()))
        .at(column.type->span)
        .in(text);
  }

  // Per stored column, in declared order: what it is under its visible type.
  void bind_visible_columns() {
    Relation stored;
    std::vector<ExpressionPtr> stored_columns;
    int physical = 0, metadata = static_cast<int>(table_.descriptor.physical->fields.size());
    for (const auto& [column, text] : definition_.columns) {
      if (!is_stored(column)) continue;
      const int index = column.kind == ast::ColumnKind::Physical ? physical++ : metadata++;
      const auto& type = table_.stored->fields[static_cast<std::size_t>(index)].type;
      auto value = make_cast(make_column_ref(index, type, column.span), type_of(column));
      stored.columns.push_back({column.name.text, value->type});
      stored_columns.push_back(std::move(value));
    }
    Scope scope;
    scope.add(std::move(stored));
    std::vector<Field> visible;
    std::size_t next = 0;
    for (const auto& [column, text] : definition_.columns) {
      auto value = is_stored(column) ? stored_columns[next++]
                                     : bind_computed(column, text, scope, stored_columns);
      visible.push_back({column.name.text, value->type, comment_of(column)});
      table_.columns.push_back(std::move(value));
      table_.stored_columns.push_back(is_stored(column));
      table_.texts.push_back(is_stored(column) ? "" : unparse(*column.expression));
    }
    table_.visible = with_primary_key(std::move(visible));
  }

  ExpressionPtr bind_computed(const ast::ColumnDefinition& column, const SourceTextPtr& text,
                              const Scope& scope, const std::vector<ExpressionPtr>& stored) const
      try {
    const auto bound = ExpressionBinder(expressions_, scope).bind(*column.expression);
    if (bound->type.is(TypeKind::Null)) {
      throw Error(ErrorCode::InvalidTable, "Illegal use of 'NULL'").at(column.expression->span);
    }
    return substitute(bound, stored);
  } catch (Error& error) {
    error.mark_text(text);
    throw;
  }

  void bind_watermark() {
    if (!definition_.watermark) return;
    const auto& [declaration, text] = *definition_.watermark;
    try {
      bind_watermark(declaration);
    } catch (Error& error) {
      error.mark_text(text);
      throw;
    }
  }

  void bind_watermark(const ast::Watermark& declaration) {
    if (declaration.column.parts.size() > 1) {
      refuse("A watermark on a field of a row", declaration.column.span);
    }
    const auto& name = declaration.column.parts.front();
    const auto column = table_.visible->find(name.text);
    if (!column) {
      throw Error(ErrorCode::InvalidTable,
                  fmt::format("The rowtime attribute field '{}' is not defined in the table schema",
                              name.text))
          .at(name.span)
          .hint(did_you_mean(name.text, table_.visible->names()));
    }
    const auto& type = table_.visible->fields[static_cast<std::size_t>(*column)].type;
    check_rowtime(type, name.span);
    Scope scope;
    scope.add({"", {}, table_.visible->fields, 0, {}});
    auto expression = ExpressionBinder(expressions_, scope).bind(*declaration.expression);
    check_watermark_type(*expression);
    table_.watermark = DeclaredTable::WatermarkDeclaration{*column, std::move(expression)};
    auto visible = *table_.visible;
    visible.fields[static_cast<std::size_t>(*column)].type =
        type.with_time_attribute(TimeAttribute::Rowtime);
    table_.visible = std::make_shared<const Schema>(std::move(visible));
  }

  static void check_rowtime(const DataType& type, SourceSpan span) {
    if (type.is_timestamp() && type.precision() <= 3 &&
        type.time_attribute() == TimeAttribute::None) {
      return;
    }
    if (type.time_attribute() == TimeAttribute::Proctime) {
      throw Error(ErrorCode::InvalidTable,
                  "A watermark can not be defined for a processing-time attribute.")
          .at(span);
    }
    throw Error(ErrorCode::InvalidTable,
                fmt::format("Invalid data type of time field for watermark definition. The field "
                            "must be of type TIMESTAMP(p) or TIMESTAMP_LTZ(p), the supported "
                            "precision 'p' is from 0 to 3, but the time field type is {}",
                            type.to_sql()))
        .at(span)
        .hint(std::string(rowtime_hint(type)));
  }

  // How a column of another type becomes an event time.
  static std::string_view rowtime_hint(const DataType& type) {
    if (type.is_character()) return "compute a column: event_time AS TO_TIMESTAMP(text)";
    if (type.is_numeric()) return "compute a column: event_time AS TO_TIMESTAMP_LTZ(millis, 3)";
    return type.is_timestamp() ? "declare the column with (3), or CAST it in a computed one" : "";
  }

  static void check_watermark_type(const Expression& expression) {
    const auto& type = expression.type;
    if (type.is_timestamp() && type.precision() <= 3) return;
    throw Error(ErrorCode::InvalidTable,
                fmt::format("Invalid data type of expression for watermark definition. The field "
                            "must be of type TIMESTAMP(p) or TIMESTAMP_LTZ(p), the supported "
                            "precision 'p' is from 0 to 3, but the watermark expression type is {}",
                            type.to_sql()))
        .at(expression.span);
  }

  const TableDefinition& definition_;
  const PlannerContext& context_;
  const ExpressionContext expressions_;
  DeclaredTable table_{};
};

bool is_physical_only(const DeclaredTable& table) {
  return std::all_of(
             table.columns.begin(), table.columns.end(),
             [](const auto& column) { return std::holds_alternative<ColumnRef>(column->node); }) &&
         table.descriptor.metadata.empty();
}

// Before the watermark makes it one, a rowtime column is an ordinary timestamp.
SchemaPtr without_rowtime(const Schema& schema) {
  auto plain = schema;
  for (auto& field : plain.fields) {
    if (field.type.time_attribute() == TimeAttribute::Rowtime) {
      field.type = field.type.with_time_attribute(TimeAttribute::None);
    }
  }
  return std::make_shared<const Schema>(std::move(plain));
}

}  // namespace

logical::DeclaredTablePtr bind_table(const TableDefinition& definition,
                                     const PlannerContext& context, const Options& hinted) try {
  return TableBinder(definition, context).bind(hinted);
} catch (Error& error) {
  error.mark_text(definition.text);
  throw;
}

SchemaPtr check_columns(const TableDefinition& definition, const PlannerContext& context) try {
  return TableBinder(definition, context).check();
} catch (Error& error) {
  error.mark_text(definition.text);
  throw;
}

logical::NodePtr make_scan(const logical::DeclaredTablePtr& table) {
  std::vector<int> all;
  for (std::size_t i = 0; i < table->stored->fields.size(); ++i) all.push_back(static_cast<int>(i));
  auto node = logical::make_node(table->stored, logical::Scan{table, std::move(all)});
  if (!is_physical_only(*table)) {
    node = logical::make_node(without_rowtime(*table->visible),
                              logical::Project{std::move(node), table->columns});
  }
  if (table->watermark) {
    node = logical::make_node(table->visible,
                              logical::Watermark{std::move(node), table->watermark->column,
                                                 table->watermark->expression, table});
  }
  return node;
}

}  // namespace streamsql
