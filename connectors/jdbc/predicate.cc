#include "connectors/jdbc/predicate.h"

#include <fmt/format.h>

#include "connectors/mysql/quoting.h"
#include "engine/batch/row_text.h"

namespace streamsql::jdbc {
namespace {

std::string_view symbol(PushedPredicate::Op op) {
  switch (op) {
    case PushedPredicate::Op::Equal: return "=";
    case PushedPredicate::Op::NotEqual: return "<>";
    case PushedPredicate::Op::Less: return "<";
    case PushedPredicate::Op::LessEqual: return "<=";
    case PushedPredicate::Op::Greater: return ">";
    case PushedPredicate::Op::GreaterEqual: return ">=";
    case PushedPredicate::Op::IsNull: return "IS NULL";
    case PushedPredicate::Op::IsNotNull: return "IS NOT NULL";
  }
  return "";
}

std::string name_of(const PushedPredicate& predicate, const Schema& schema) {
  return mysql::quote_identifier(schema.fields[static_cast<std::size_t>(predicate.column)].name);
}

}  // namespace

bool is_translatable(const PushedPredicate& predicate) {
  if (!predicate.value) return true;
  const auto& type = predicate.value->type();
  return !predicate.value->is_null(0) && !type.is_nested() && !type.is(TypeKind::TimestampLtz) &&
         !type.is_interval() && !type.is(TypeKind::Null);
}

std::string to_condition(const PushedPredicate& predicate, const Schema& schema,
                         std::string_view table) {
  return fmt::format("{}.{} {}{}", table, name_of(predicate, schema), symbol(predicate.op),
                     predicate.value ? " ?" : "");
}

std::string to_text(const PushedPredicate& predicate, const Schema& schema) {
  auto out = fmt::format("{} {}", name_of(predicate, schema), symbol(predicate.op));
  if (!predicate.value) return out;
  const bool quoted = predicate.value->type().is_character();
  out += quoted ? " '" : " ";
  append_java_text(*predicate.value, 0, out);
  if (quoted) out += '\'';
  return out;
}

std::size_t parameter_count(std::span<const PushedPredicate> predicates) {
  std::size_t count = 0;
  for (const auto& predicate : predicates) count += predicate.value ? 1 : 0;
  return count;
}

void bind_values(std::span<const PushedPredicate> predicates, mysql::Statement& statement,
                 std::size_t first) {
  for (const auto& predicate : predicates) {
    if (predicate.value) statement.set(first++, *predicate.value, 0);
  }
}

}  // namespace streamsql::jdbc
