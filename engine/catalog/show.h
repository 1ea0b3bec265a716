// SHOW: what the catalog holds, as rows of text in Flink's shapes.
#pragma once

#include <optional>
#include <string_view>

#include "engine/catalog/catalog.h"
#include "engine/catalog/result_table.h"

namespace streamsql {

// SHOW CATALOGS, DATABASES, TABLES, VIEWS, CURRENT …, CREATE TABLE, CREATE CATALOG, JARS, MODULES;
// nothing for what needs types, functions or jobs. Secrets are masked.
std::optional<ResultTable> show(const ast::Show& statement, const Catalog& catalog);

// One column of names, filtered by LIKE or ILIKE.
ResultTable name_table(std::string header, const std::vector<std::string>& names,
                       const std::optional<ast::ShowFilter>& filter);

// MySQL's LIKE: %, _, and backslash before one of them.
bool like_matches(std::string_view text, std::string_view pattern, bool ignore_case);

// "CREATE TABLE `c`.`d`.`t` (…) WITH (…)", as Flink lays it out.
std::string create_table_text(const TableDefinition& table);
// "CREATE VIEW `c`.`d`.`v`(`a`, `b`) as\nSELECT …"; `columns` are the view's.
std::string create_view_text(const ViewDefinition& view, const std::vector<std::string>& columns);

// What a column declares beside its type: "AS PROCTIME()", "METADATA FROM 'timestamp' VIRTUAL", "".
std::string column_extras(const ast::ColumnDefinition& column);

}  // namespace streamsql
