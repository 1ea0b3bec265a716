#include <fmt/format.h>

#include "engine/base/ascii.h"
#include "engine/sql/parser.h"
#include "engine/sql/unparse_writer.h"

namespace streamsql {

using namespace ast;

namespace {

std::string_view behavior_words(JsonBehaviorKind kind) {
  switch (kind) {
    case JsonBehaviorKind::Null:
      return "NULL";
    case JsonBehaviorKind::Error:
      return "ERROR";
    case JsonBehaviorKind::Default:
      return "DEFAULT ";
    case JsonBehaviorKind::EmptyArray:
      return "EMPTY ARRAY";
    case JsonBehaviorKind::EmptyObject:
      return "EMPTY OBJECT";
    case JsonBehaviorKind::True:
      return "TRUE";
    case JsonBehaviorKind::False:
      return "FALSE";
    case JsonBehaviorKind::Unknown:
      return "UNKNOWN";
  }
  return "";
}

std::string_view wrapper_words(JsonWrapper wrapper) {
  switch (wrapper) {
    case JsonWrapper::Without:
      return " WITHOUT ARRAY WRAPPER";
    case JsonWrapper::Conditional:
      return " WITH CONDITIONAL ARRAY WRAPPER";
    case JsonWrapper::Unconditional:
      return " WITH UNCONDITIONAL ARRAY WRAPPER";
  }
  return "";
}

// Function names stay bare where they can: Flink prints COALESCE(`a`), and `f`(`a`) for the others.
// A word that the grammar gives to functions must not be quoted, because it would be one more name.
std::string function_name(const QualifiedName& name) {
  if (name.parts.size() > 1) return unparse(name);
  const auto& text = name.parts[0].text;
  const bool plain = is_reserved(text) || quote_if_needed(text) == text;
  return plain ? to_upper(text) : back_quoted(text);
}

}  // namespace

std::string to_string(TimeUnit unit) {
  static constexpr std::string_view kNames[] = {
      "YEAR",       "QUARTER",     "MONTH",       "WEEK",       "DAY",    "HOUR",   "MINUTE",
      "SECOND",     "MILLISECOND", "MICROSECOND", "NANOSECOND", "EPOCH",  "DECADE", "CENTURY",
      "MILLENNIUM", "DOW",         "DOY",         "ISODOW",     "ISOYEAR"};
  return std::string(kNames[static_cast<std::size_t>(unit)]);
}

void UnparseWriter::put(const FunctionCall& node) {
  if (node.match_mode == MatchMode::Running) add("RUNNING ");
  if (node.match_mode == MatchMode::Final) add("FINAL ");
  const auto name = function_name(node.name);
  add(name);
  if (!node.parentheses) return;
  add("(");
  if (node.json) {
    put_json(node, name);
  } else if (node.name.parts.size() > 1 || !put_special(node, name)) {
    put_arguments(node);
  }
  add(")");
  put_tail(node);
}

void UnparseWriter::put_arguments(const FunctionCall& node) {
  if (node.quantifier == SetQuantifier::Distinct) add("DISTINCT ");
  if (node.quantifier == SetQuantifier::All) add("ALL ");
  add_list(node.arguments, ", ", [this](const Argument& each) { put(each); });
  put_order_by(node.order_by, " ORDER BY ");
}

// The forms with words between their arguments; false for an ordinary call.
bool UnparseWriter::put_special(const FunctionCall& node, std::string_view name) {
  if (name == "EXTRACT") {
    put_joined(node, {" FROM "});
  } else if (name == "SUBSTRING") {
    put_joined(node, {" FROM ", " FOR "});
  } else if (name == "OVERLAY") {
    put_joined(node, {" PLACING ", " FROM ", " FOR "});
  } else if (name == "POSITION") {
    write(*node.arguments[0].value, Binding::Sum);
    add(" IN ");
    write(*node.arguments[1].value);
    if (node.arguments.size() > 2) add_clause(" FROM ", node.arguments[2].value);
  } else if (name == "TRIM") {
    put_trim(node);
  } else if (name == "FLOOR" || name == "CEIL" || name == "CEILING") {
    put_joined(node, {" TO "});
  } else {
    return false;
  }
  return true;
}

void UnparseWriter::put_trim(const FunctionCall& node) {
  const auto& arguments = node.arguments;
  if (arguments.size() > 1) {
    write(*arguments[0].value);
    add(" ");
    if (arguments.size() > 2) {
      write(*arguments[1].value);
      add(" ");
    }
    add("FROM ");
  }
  write(*arguments.back().value);
}

void UnparseWriter::put_joined(const FunctionCall& node,
                               std::initializer_list<std::string_view> words) {
  const auto* word = words.begin();
  add_list(node.arguments, "", [&](const Argument& each) {
    write(*each.value);
    if (&each != &node.arguments.back()) add(*word++);
  });
}

void UnparseWriter::put_json(const FunctionCall& node, std::string_view name) {
  const auto& arguments = node.arguments;
  if (name == "JSON_OBJECT" || name == "JSON_OBJECTAGG") {
    for (std::size_t i = 0; i + 1 < arguments.size(); i += 2) {
      add(i > 0 ? ", KEY " : "KEY ");
      write(*arguments[i].value);
      add_clause(" VALUE ", arguments[i + 1].value);
    }
  } else {
    put_arguments(node);
  }
  put_json_clauses(*node.json);
}

void UnparseWriter::put_json_clauses(const JsonClauses& clauses) {
  if (clauses.returning) add(" RETURNING " + clauses.returning->type.to_sql());
  if (clauses.wrapper) add(wrapper_words(*clauses.wrapper));
  if (clauses.on_empty) put(*clauses.on_empty, " ON EMPTY");
  if (clauses.on_error) put(*clauses.on_error, " ON ERROR");
  if (clauses.null_on_null) add(*clauses.null_on_null ? " NULL ON NULL" : " ABSENT ON NULL");
}

void UnparseWriter::put(const JsonBehavior& behavior, std::string_view on) {
  add(" ");
  add(behavior_words(behavior.kind));
  if (behavior.value) write(*behavior.value);
  add(on);
}

void UnparseWriter::put_tail(const FunctionCall& node) {
  if (node.nulls == NullTreatment::Respect) add(" RESPECT NULLS");
  if (node.nulls == NullTreatment::Ignore) add(" IGNORE NULLS");
  if (!node.within_group.empty()) {
    put_order_by(node.within_group, " WITHIN GROUP (ORDER BY ");
    add(")");
  }
  if (node.filter) {
    add_clause(" FILTER (WHERE ", node.filter);
    add(")");
  }
  if (!node.over) return;
  add(" OVER ");
  if (const auto* name = std::get_if<Identifier>(&*node.over)) {
    add_name(*name);
  } else {
    put(std::get<WindowSpecification>(*node.over));
  }
}

void UnparseWriter::put(const Argument& node) {
  if (node.name) {
    add_name(*node.name);
    add(" => ");
  }
  write(*node.value);
}

void UnparseWriter::put(const TimeUnitSymbol& node) { add(to_string(node.unit)); }

void UnparseWriter::put(const TrimSymbol& node) {
  add(node.side == TrimSide::Both      ? "BOTH"
      : node.side == TrimSide::Leading ? "LEADING"
                                       : "TRAILING");
}

void UnparseWriter::put(const Descriptor& node) {
  add("DESCRIPTOR");
  add_names(node.columns);
}

void UnparseWriter::put(const TableArgument& node) {
  if (const auto* name = std::get_if<QualifiedName>(&node.table)) {
    add("TABLE ");
    write(*name);
  } else {
    add("TABLE ");
    add_subquery(*std::get<QueryPtr>(node.table));
  }
  if (!node.partition_by.empty()) {
    add(" PARTITION BY (");
    add_expressions(node.partition_by);
    add(")");
  }
  put_order_by(node.order_by, " ORDER BY ");
}

void UnparseWriter::put(const DefaultArgument&) { add("DEFAULT"); }

void UnparseWriter::put(const WindowSpecification& node) {
  add("(");
  std::string_view between;
  const auto separate = [&] {
    add(between);
    between = " ";
  };
  if (node.base) {
    separate();
    add_name(*node.base);
  }
  if (!node.partition_by.empty()) {
    separate();
    add("PARTITION BY ");
    add_expressions(node.partition_by);
  }
  if (!node.order_by.empty()) {
    separate();
    put_order_by(node.order_by, "ORDER BY ");
  }
  if (node.frame) {
    separate();
    put(*node.frame);
  }
  add(")");
}

void UnparseWriter::put(const WindowFrame& node) {
  add(node.rows ? "ROWS " : "RANGE ");
  if (!node.upper) return put(node.lower);
  add("BETWEEN ");
  put(node.lower);
  add(" AND ");
  put(*node.upper);
}

void UnparseWriter::put(const FrameBound& node) {
  if (node.offset) write(*node.offset, Binding::Sum);
  switch (node.kind) {
    case FrameBoundKind::UnboundedPreceding:
      return add("UNBOUNDED PRECEDING");
    case FrameBoundKind::Preceding:
      return add(" PRECEDING");
    case FrameBoundKind::CurrentRow:
      return add("CURRENT ROW");
    case FrameBoundKind::Following:
      return add(" FOLLOWING");
    case FrameBoundKind::UnboundedFollowing:
      return add("UNBOUNDED FOLLOWING");
  }
}

void UnparseWriter::put(const OrderItem& node) {
  write(*node.expression);
  if (node.descending) add(" DESC");
  if (node.nulls_first) add(*node.nulls_first ? " NULLS FIRST" : " NULLS LAST");
}

void UnparseWriter::put_order_by(const std::vector<OrderItem>& items, std::string_view words) {
  if (items.empty()) return;
  add(words);
  add_list(items, ", ", [this](const OrderItem& each) { put(each); });
}

}  // namespace streamsql
