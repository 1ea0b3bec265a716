// Predicates: constant comparisons as conditions of a query.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "connectors/mysql/statement.h"
#include "engine/connector/table.h"

namespace streamsql::jdbc {

// Whether MySQL can evaluate it.
bool is_translatable(const PushedPredicate& predicate);

// "`t`.`status` = ?"; `table` is an alias without quotes.
std::string to_condition(const PushedPredicate& predicate, const Schema& schema,
                         std::string_view table);
// "`status` = 1", for EXPLAIN.
std::string to_text(const PushedPredicate& predicate, const Schema& schema);

// How many parameters the conditions have, and their binding from `first` on.
std::size_t parameter_count(std::span<const PushedPredicate> predicates);
void bind_values(std::span<const PushedPredicate> predicates, mysql::Statement& statement,
                 std::size_t first);

}  // namespace streamsql::jdbc
