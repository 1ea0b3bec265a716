#include "engine/catalog/alter_table.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/base/suggestion.h"

namespace streamsql {
namespace {

Error failure(std::string message, SourceSpan span) {
  return Error(ErrorCode::InvalidStatement, "Failed to execute ALTER TABLE statement.\n" + message)
      .at(span);
}

class TableChanger {
 public:
  TableChanger(TableDefinition table, SourceTextPtr text)
      : table_(std::move(table)), text_(std::move(text)) {}

  TableDefinition take() { return std::move(table_); }

  void operator()(const ast::AddComponents& change) {
    for (const auto& column : change.columns) {
      change.modify ? modify_column(column) : add_column(column);
    }
    for (const auto& constraint : change.constraints) {
      if (table_.primary_key && !change.modify) {
        throw failure(
            "The base table has already defined the primary key constraint. You might "
            "want to drop it before adding a new one.",
            constraint.span);
      }
      set_key(constraint, constraint.columns);
    }
    for (const auto& watermark : change.watermarks) {
      if (table_.watermark && !change.modify) {
        throw failure(
            "The base table has already defined the watermark strategy. You might want "
            "to drop it before adding a new one.",
            watermark.span);
      }
      table_.watermark = TableWatermark{watermark, text_};
    }
    if (change.distribution) table_.distribution = change.distribution;
  }

  void operator()(const ast::DropColumns& drop) {
    for (const auto& name : drop.columns) {
      const auto place = find(name.parts.back());
      check_unused(name.parts.back());
      table_.columns.erase(place);
    }
  }
  void operator()(const ast::DropPrimaryKey&) {
    if (!table_.primary_key) throw no_key();
    table_.primary_key.reset();
  }
  void operator()(const ast::DropConstraint& drop) {
    if (!table_.primary_key) throw no_key();
    if (table_.primary_key->name != drop.name.text) {
      throw failure(fmt::format("The base table does not define a primary key constraint named "
                                "'{}'. Available constraint name: ['{}'].",
                                drop.name.text, table_.primary_key->name),
                    drop.name.span);
    }
    table_.primary_key.reset();
  }
  void operator()(const ast::DropWatermark&) {
    if (!table_.watermark) {
      throw failure("The base table does not define any watermark strategy.", {});
    }
    table_.watermark.reset();
  }
  void operator()(const ast::DropDistribution&) {
    if (!table_.distribution) {
      throw failure("The base table does not define any distribution.", {});
    }
    table_.distribution.reset();
  }
  void operator()(const ast::ChangePartitions&) {
    throw Error(ErrorCode::UnsupportedSyntax, "ALTER TABLE … PARTITION is not supported yet");
  }

  void operator()(const ast::RenameColumn& rename) {
    const auto place = find(rename.from.parts.back());
    if (table_.find_column(rename.to.text)) {
      throw failure(fmt::format("The column `{}` already existed in table schema.", rename.to.text),
                    rename.to.span);
    }
    check_unused(rename.from.parts.back(), true);
    if (table_.primary_key) rename_in(table_.primary_key->columns, rename);
    rename_in(table_.partitioned_by, rename);
    place->definition.name = rename.to;
  }
  void operator()(const ast::RenameTo&) {}

  // Places of options point into the CREATE TABLE; these come from elsewhere and have none.
  void operator()(const ast::SetOptions& set) {
    for (const auto& [key, value] : set.options) table_.options.set(key.value, value.value);
  }
  void operator()(const ast::ResetOptions& reset) {
    for (const auto& key : reset.keys) {
      if (key.value == "connector") {
        throw failure("ALTER TABLE RESET does not support changing 'connector'", key.span);
      }
      table_.options.erase(key.value);
    }
  }

 private:
  using Place = std::vector<TableColumn>::iterator;

  static Error no_key() { return failure("The base table does not define any primary key.", {}); }

  Place find(const ast::Identifier& name) {
    const auto place =
        std::find_if(table_.columns.begin(), table_.columns.end(),
                     [&](const auto& c) { return c.definition.name.text == name.text; });
    if (place != table_.columns.end()) return place;
    std::vector<std::string> names;
    for (const auto& column : table_.columns) names.push_back(column.definition.name.text);
    throw failure(fmt::format("The column `{}` does not exist in the base table.", name.text),
                  name.span)
        .hint(did_you_mean(name.text, names));
  }

  // A key, the watermark or the partitions would lose a column they need.
  void check_unused(const ast::Identifier& name, bool rename = false) const {
    const auto has = [&](const std::vector<ast::Identifier>& names) {
      return std::any_of(names.begin(), names.end(),
                         [&](const auto& other) { return other.text == name.text; });
    };
    std::string_view user;
    if (!rename && table_.primary_key && has(table_.primary_key->columns)) user = "primary key";
    if (has(table_.partitioned_by)) user = "partition keys";
    if (table_.watermark && table_.watermark->declaration.column.parts.back().text == name.text) {
      user = "watermark declaration";
    }
    if (user.empty()) return;
    throw failure(fmt::format("The column `{}` is used as the {}.", name.text, user), name.span);
  }

  static void rename_in(std::vector<ast::Identifier>& names, const ast::RenameColumn& rename) {
    for (auto& name : names) {
      if (name.text == rename.from.parts.back().text) name.text = rename.to.text;
    }
  }

  void insert(const ast::PlacedColumn& placed, TableColumn column) {
    auto place = table_.columns.end();
    if (placed.place == ast::ColumnPlace::First) place = table_.columns.begin();
    if (placed.place == ast::ColumnPlace::After) place = find(placed.after) + 1;
    table_.columns.insert(place, std::move(column));
  }

  TableColumn prepared(const ast::PlacedColumn& placed) {
    TableColumn column{placed.column, text_};
    if (column.definition.constraint) {
      set_key(*column.definition.constraint, {column.definition.name});
      column.definition.constraint.reset();
    }
    return column;
  }

  void add_column(const ast::PlacedColumn& placed) {
    const auto& name = placed.column.name;
    if (table_.find_column(name.text)) {
      throw failure(
          fmt::format("Try to add a column `{}` which already exists in the table.", name.text),
          name.span);
    }
    insert(placed, prepared(placed));
  }

  void modify_column(const ast::PlacedColumn& placed) {
    const auto place = find(placed.column.name);
    auto column = prepared(placed);
    if (placed.place == ast::ColumnPlace::Last) {
      *place = std::move(column);
      return;
    }
    table_.columns.erase(place);
    insert(placed, std::move(column));
  }

  void set_key(const ast::TableConstraint& constraint, std::vector<ast::Identifier> columns) {
    auto name = constraint.name ? constraint.name->text : std::string("PK");
    for (const auto& column : columns) {
      if (!constraint.name) name += "_" + column.text;
    }
    table_.primary_key = PrimaryKey{std::move(name), std::move(columns), text_};
  }

  TableDefinition table_;
  SourceTextPtr text_;
};

}  // namespace

TableDefinition alter_table(TableDefinition table, const ast::AlterTable& statement,
                            const SourceTextPtr& text) {
  TableChanger changer(std::move(table), text);
  try {
    std::visit(changer, statement.action);
  } catch (Error& error) {
    error.mark(statement.name.span);
    throw;
  }
  auto changed = changer.take();
  force_key_not_null(changed);
  check_definition(changed);
  return changed;
}

}  // namespace streamsql
