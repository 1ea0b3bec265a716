#include "engine/catalog/table_like.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace streamsql {
namespace {

using ast::LikeAction;
using ast::LikeFeature;

// What happens to each feature: its own clause, else ALL's, else the default.
class LikeRules {
 public:
  explicit LikeRules(const ast::TableLike& like) : span_(like.span) {
    for (const auto& option : like.options) {
      if (!given_.try_emplace(option.feature, option.action).second) {
        throw Error(ErrorCode::InvalidTable, "Each like option feature can be declared only once.")
            .at(option.span);
      }
    }
  }

  LikeAction of(LikeFeature feature) const {
    const auto own = given_.find(feature);
    if (own != given_.end()) return own->second;
    const auto all = given_.find(LikeFeature::All);
    if (all != given_.end()) return all->second;
    return feature == LikeFeature::Options ? LikeAction::Overwriting : LikeAction::Including;
  }
  bool includes(LikeFeature feature) const { return of(feature) != LikeAction::Excluding; }

  Error clash(std::string message) const {
    return Error(ErrorCode::InvalidTable, std::move(message)).at(span_);
  }

 private:
  std::map<LikeFeature, LikeAction> given_;
  SourceSpan span_;
};

LikeFeature feature_of(ast::ColumnKind kind) {
  return kind == ast::ColumnKind::Computed ? LikeFeature::Generated : LikeFeature::Metadata;
}

// The source's columns come first; a column of the new table may overwrite a generated one.
void merge_columns(TableDefinition& table, const TableDefinition& source, const LikeRules& rules) {
  std::vector<TableColumn> merged;
  for (const auto& column : source.columns) {
    const auto& definition = column.definition;
    const bool physical = definition.kind == ast::ColumnKind::Physical;
    if (!physical && !rules.includes(feature_of(definition.kind))) continue;
    if (table.find_column(definition.name.text)) {
      const bool overwrites =
          !physical && rules.of(feature_of(definition.kind)) == LikeAction::Overwriting;
      if (!overwrites) {
        throw rules.clash(fmt::format("A column named '{}' already exists in the base table.",
                                      definition.name.text));
      }
      continue;
    }
    merged.push_back(column);
  }
  merged.insert(merged.end(), table.columns.begin(), table.columns.end());
  table.columns = std::move(merged);
}

void merge_options(TableDefinition& table, const TableDefinition& source, const LikeRules& rules) {
  if (!rules.includes(LikeFeature::Options)) return;
  for (const auto& [key, value] : source.options.entries()) {
    if (!table.options.contains(key)) {
      table.options.set(key, value.text);
    } else if (rules.of(LikeFeature::Options) == LikeAction::Including) {
      throw rules.clash(fmt::format(
          "There already exists an option ['{}' -> '{}']  in the base table. You might want to "
          "specify EXCLUDING OPTIONS or OVERWRITING OPTIONS.",
          key, printable_value(nullptr, key, value.text)));
    }
  }
}

void merge_watermark(TableDefinition& table, const TableDefinition& source,
                     const LikeRules& rules) {
  if (!source.watermark || !rules.includes(LikeFeature::Watermarks)) return;
  if (table.watermark && rules.of(LikeFeature::Watermarks) == LikeAction::Including) {
    const auto& column = source.watermark->declaration.column.parts.back().text;
    throw rules.clash(fmt::format(
        "There already is a watermark spec for column '{}' in the base table. You might want to "
        "specify EXCLUDING WATERMARKS or OVERWRITING WATERMARKS.",
        column));
  }
  if (!table.watermark) table.watermark = source.watermark;
}

void merge_primary_key(TableDefinition& table, const TableDefinition& source,
                       const LikeRules& rules) {
  if (!source.primary_key || !rules.includes(LikeFeature::Constraints)) return;
  if (table.primary_key) {
    throw rules.clash(
        "The base table already has a primary key. You might want to specify "
        "EXCLUDING CONSTRAINTS.");
  }
  table.primary_key = source.primary_key;
}

void merge_partitions(TableDefinition& table, const TableDefinition& source,
                      const LikeRules& rules) {
  if (source.partitioned_by.empty() || !rules.includes(LikeFeature::Partitions)) return;
  if (!table.partitioned_by.empty()) {
    throw rules.clash(
        "The base table already has partitions defined. You might want to specify "
        "EXCLUDING PARTITIONS.");
  }
  table.partitioned_by = source.partitioned_by;
}

}  // namespace

TableDefinition merge_like(TableDefinition table, const TableDefinition& source,
                           const ast::TableLike& like) {
  const LikeRules rules(like);
  merge_columns(table, source, rules);
  merge_options(table, source, rules);
  merge_watermark(table, source, rules);
  merge_primary_key(table, source, rules);
  merge_partitions(table, source, rules);
  if (!table.distribution && rules.includes(LikeFeature::Distribution)) {
    table.distribution = source.distribution;
  }
  if (!table.comment) table.comment = source.comment;
  return table;
}

}  // namespace streamsql
