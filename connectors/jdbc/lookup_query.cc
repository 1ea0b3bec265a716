#include "connectors/jdbc/lookup_query.h"

#include <fmt/format.h>

#include "connectors/jdbc/predicate.h"
#include "connectors/mysql/quoting.h"

namespace streamsql::jdbc {
namespace {

std::string column_name(const LookupQuery& query, int column) {
  return "t." +
         mysql::quote_identifier(query.schema->fields[static_cast<std::size_t>(column)].name);
}

std::string selected_columns(const LookupQuery& query) {
  std::string out;
  for (const int column : query.request.columns) out += ", " + column_name(query, column);
  return out;
}

std::string conditions(const LookupQuery& query) {
  std::string out;
  for (const auto& predicate : query.request.predicates) {
    out += " AND " + to_condition(predicate, *query.schema, "t");
  }
  return out;
}

std::string derived_table(const LookupQuery& query, std::size_t count) {
  std::string out = fmt::format("SELECT k.o{} FROM (SELECT 0 AS o", selected_columns(query));
  for (std::size_t i = 0; i < query.request.keys.size(); ++i) out += fmt::format(", ? AS k{}", i);
  for (std::size_t ordinal = 1; ordinal < count; ++ordinal) {
    out += fmt::format(" UNION ALL SELECT {}", ordinal);
    for (std::size_t i = 0; i < query.request.keys.size(); ++i) out += ", ?";
  }
  out += ") k STRAIGHT_JOIN " + mysql::quote_identifier(query.table) + " t ON ";
  for (std::size_t i = 0; i < query.request.keys.size(); ++i) {
    out += fmt::format("{}{} = k.k{}", i == 0 ? "" : " AND ",
                       column_name(query, query.request.keys[i]), i);
  }
  return out + conditions(query);
}

std::string one_key(const LookupQuery& query, std::size_t ordinal) {
  std::string out = fmt::format("SELECT {}{} FROM {} t WHERE ", ordinal, selected_columns(query),
                                mysql::quote_identifier(query.table));
  for (std::size_t i = 0; i < query.request.keys.size(); ++i) {
    out += (i == 0 ? "" : " AND ") + column_name(query, query.request.keys[i]) + " = ?";
  }
  return out + conditions(query);
}

}  // namespace

Schema LookupQuery::found() const {
  Schema found;
  for (const int column : request.columns) {
    found.fields.push_back(schema->fields[static_cast<std::size_t>(column)]);
  }
  return found;
}

std::string LookupQuery::sql(QuestionForm form, std::size_t count) const {
  if (form == QuestionForm::DerivedTable && count > 1) return derived_table(*this, count);
  std::string out = one_key(*this, 0);
  for (std::size_t ordinal = 1; ordinal < count; ++ordinal) {
    out += " UNION ALL " + one_key(*this, ordinal);
  }
  return out;
}

std::size_t LookupQuery::key_parameter(QuestionForm form, std::size_t ordinal) const {
  const auto constants = form == QuestionForm::UnionAll ? parameter_count(request.predicates) : 0;
  return ordinal * (request.keys.size() + constants);
}

void LookupQuery::bind_predicates(mysql::Statement& statement, QuestionForm form,
                                  std::size_t count) const {
  if (form == QuestionForm::DerivedTable) {
    return bind_values(request.predicates, statement, count * request.keys.size());
  }
  for (std::size_t ordinal = 0; ordinal < count; ++ordinal) {
    bind_values(request.predicates, statement, key_parameter(form, ordinal) + request.keys.size());
  }
}

}  // namespace streamsql::jdbc
