#include <fmt/format.h>

#include "engine/sql/unparse_writer.h"

namespace streamsql {

using namespace ast;

namespace {

std::string_view join_words(JoinKind kind) {
  switch (kind) {
    case JoinKind::Comma:
      return ", ";
    case JoinKind::Cross:
      return "CROSS JOIN ";
    case JoinKind::Inner:
      return "INNER JOIN ";
    case JoinKind::Left:
      return "LEFT JOIN ";
    case JoinKind::Right:
      return "RIGHT JOIN ";
    case JoinKind::Full:
      return "FULL JOIN ";
  }
  return "";
}

std::string_view set_words(SetOperator op) {
  switch (op) {
    case SetOperator::Union:
      return "UNION";
    case SetOperator::Intersect:
      return "INTERSECT";
    case SetOperator::Except:
      return "EXCEPT";
  }
  return "";
}

bool has_clauses(const Query& query) {
  return !query.with.empty() || !query.order_by.empty() || query.limit || query.offset;
}

// FROM a, b JOIN c: the comma binds less tightly than JOIN.
bool needs_parentheses(const TableReference& operand, const Join& join, bool right) {
  const auto* inner = operand.as<Join>();
  if (!inner) return false;
  if (right) return join.kind != JoinKind::Comma || inner->kind == JoinKind::Comma;
  return inner->kind == JoinKind::Comma && join.kind != JoinKind::Comma;
}

}  // namespace

std::string unparse(const Query& query) {
  UnparseWriter writer;
  writer.write(query);
  return writer.take();
}

void UnparseWriter::write(const Query& query) {
  if (!query.with.empty()) {
    add(query.recursive ? "WITH RECURSIVE " : "WITH ");
    add_list(query.with, ", ", [this](const CommonTable& each) { put(each); });
    add("\n");
  }
  std::visit([this](const auto& body) { put(body); }, query.body);
  put_order_by(query.order_by, "\nORDER BY ");
  if (query.offset) {
    add_clause("\nOFFSET ", query.offset);
    add(" ROWS");
  }
  if (query.limit) {
    add_clause("\nFETCH NEXT ", query.limit);
    add(" ROWS ONLY");
  }
}

void UnparseWriter::put(const CommonTable& node) {
  add_name(node.name);
  if (!node.columns.empty()) {
    add(" ");
    add_names(node.columns);
  }
  add(" AS ");
  add_subquery(*node.query);
}

void UnparseWriter::put(const Select& node) {
  add("SELECT ");
  put_hints(node.hints);
  if (!node.hints.empty()) add(" ");
  if (node.quantifier == SetQuantifier::Distinct) add("DISTINCT ");
  if (node.quantifier == SetQuantifier::All) add("ALL ");
  add_list(node.items, ", ", [this](const SelectItem& each) { put(each); });
  if (node.from) {
    add("\nFROM ");
    put(*node.from);
  }
  add_clause("\nWHERE ", node.where);
  if (!node.group_by.empty()) {
    add("\nGROUP BY ");
    if (node.group_quantifier == SetQuantifier::Distinct) add("DISTINCT ");
    add_list(node.group_by, ", ", [this](const GroupingElement& each) { put(each); });
  }
  add_clause("\nHAVING ", node.having);
  if (!node.windows.empty()) {
    add("\nWINDOW ");
    add_list(node.windows, ", ", [this](const NamedWindow& each) {
      add_name(each.name);
      add(" AS ");
      put(each.window);
    });
  }
  add_clause("\nQUALIFY ", node.qualify);
}

void UnparseWriter::put(const SelectItem& node) {
  write(*node.expression);
  if (!node.alias) return;
  add(" AS ");
  add_name(*node.alias);
}

void UnparseWriter::put(const GroupingElement& node) {
  if (node.kind == GroupingKind::Expressions) {
    const bool one = node.expressions.size() == 1;
    add(one ? "" : "(");
    add_expressions(node.expressions);
    add(one ? "" : ")");
    return;
  }
  add(node.kind == GroupingKind::Rollup ? "ROLLUP"
      : node.kind == GroupingKind::Cube ? "CUBE"
                                        : "GROUPING SETS ");
  add("(");
  add_list(node.elements, ", ", [this](const GroupingElement& each) { put(each); });
  add(")");
}

void UnparseWriter::put_hints(const std::vector<Hint>& hints) {
  if (hints.empty()) return;
  add("/*+ ");
  add_list(hints, ", ", [this](const Hint& each) { put(each); });
  add(" */");
}

void UnparseWriter::put(const Hint& node) {
  add_name(node.name);
  if (node.arguments.empty()) return;
  add("(");
  add_list(node.arguments, ", ", [this](const HintArgument& each) { put(each); });
  add(")");
}

void UnparseWriter::put(const HintArgument& node) {
  if (node.key) add(quoted(node.key->value) + " = ");
  add(quoted(node.value.value));
}

void UnparseWriter::put(const SetOperation& node) {
  put_operand(*node.left, true, node);
  add("\n");
  add(set_words(node.op));
  add(node.all ? " ALL\n" : "\n");
  put_operand(*node.right, false, node);
}

// INTERSECT binds more tightly than the others; all lean to the left.
void UnparseWriter::put_operand(const Query& query, bool first, const SetOperation& operation) {
  const auto* inner = query.as<SetOperation>();
  const bool looser =
      inner && operation.op == SetOperator::Intersect && inner->op != SetOperator::Intersect;
  const bool right =
      inner && !first &&
      (inner->op != SetOperator::Intersect || operation.op == SetOperator::Intersect);
  if (has_clauses(query) || looser || right) return add_subquery(query);
  write(query);
}

void UnparseWriter::put(const Values& node) {
  add("VALUES ");
  add_list(node.rows, ", ", [this](const ExpressionPtr& each) { write(*each); });
}

void UnparseWriter::put(const ExplicitTable& node) {
  add("TABLE ");
  write(node.name);
}

void UnparseWriter::put(const TableReference& node) {
  std::visit([this](const auto& each) { put(each); }, node.node);
  if (!node.alias) return;
  add(" AS ");
  add_name(node.alias->name);
  if (node.alias->columns.empty()) return;
  add(" ");
  add_names(node.alias->columns);
}

void UnparseWriter::put(const NamedTable& node) {
  write(node.name);
  if (!node.hints.empty()) add(" ");
  put_hints(node.hints);
  if (!node.system_time) return;
  add(" FOR SYSTEM_TIME AS OF ");
  write(*node.system_time, Binding::Sum);
}

void UnparseWriter::put(const DerivedTable& node) {
  add(node.lateral ? "LATERAL " : "");
  add_subquery(*node.query);
}

void UnparseWriter::put(const TableFunction& node) {
  add(node.lateral ? "LATERAL TABLE(" : "TABLE(");
  write(*node.call);
  add(")");
}

void UnparseWriter::put(const Unnest& node) {
  add("UNNEST(");
  add_expressions(node.collections);
  add(node.with_ordinality ? ") WITH ORDINALITY" : ")");
}

void UnparseWriter::put(const Join& node) {
  const auto side = [this](const TableReference& table, bool wrap) {
    add(wrap ? "(" : "");
    put(table);
    add(wrap ? ")" : "");
  };
  side(*node.left, needs_parentheses(*node.left, node, false));
  add(node.kind == JoinKind::Comma ? "" : "\n");
  add(node.natural ? "NATURAL " : "");
  add(join_words(node.kind));
  side(*node.right, needs_parentheses(*node.right, node, true));
  add_clause(" ON ", node.on);
  if (node.using_columns.empty()) return;
  add(" USING ");
  add_names(node.using_columns);
}

void UnparseWriter::put(const TableSample& node) {
  put(*node.input);
  add_clause(node.bernoulli ? " TABLESAMPLE BERNOULLI(" : " TABLESAMPLE SYSTEM(", node.percentage);
  add(")");
  if (!node.seed) return;
  add_clause(" REPEATABLE(", node.seed);
  add(")");
}

void UnparseWriter::put(const MatchRecognize& node) {
  const auto named = [this](const NamedExpression& each) { put(each); };
  put(*node.input);
  add(" MATCH_RECOGNIZE(");
  if (!node.partition_by.empty()) {
    add("\nPARTITION BY ");
    add_expressions(node.partition_by);
  }
  put_order_by(node.order_by, "\nORDER BY ");
  if (!node.measures.empty()) {
    add("\nMEASURES ");
    add_list(node.measures, ", ", [this](const NamedExpression& each) {
      write(*each.expression);
      add(" AS ");
      add_name(each.name);
    });
  }
  add(node.all_rows ? "\nALL ROWS PER MATCH" : "\nONE ROW PER MATCH");
  if (node.after != AfterMatch::Unspecified) add("\nAFTER MATCH SKIP ");
  if (node.after == AfterMatch::PastLastRow) add("PAST LAST ROW");
  if (node.after == AfterMatch::ToNextRow) add("TO NEXT ROW");
  if (node.after == AfterMatch::ToFirst) add("TO FIRST " + back_quoted(node.after_variable.text));
  if (node.after == AfterMatch::ToLast) add("TO LAST " + back_quoted(node.after_variable.text));
  add(node.strict_start ? "\nPATTERN (^ " : "\nPATTERN (");
  put(*node.pattern);
  add(")");
  add_clause("\nWITHIN ", node.within);
  if (!node.subsets.empty()) {
    add("\nSUBSET ");
    add_list(node.subsets, ", ", [this](const PatternSubset& each) { put(each); });
  }
  add("\nDEFINE ");
  add_list(node.definitions, ", ", named);
  add(")");
}

void UnparseWriter::put(const NamedExpression& node) {
  add_name(node.name);
  add_clause(" AS ", node.expression);
}

void UnparseWriter::put(const PatternSubset& node) {
  add_name(node.name);
  add(" = ");
  add_names(node.variables);
}

void UnparseWriter::put(const Pattern& node) {
  const auto child = [this](const PatternPtr& each) {
    const bool wrap = each->kind == PatternKind::Alternation ||
                      (each->kind == PatternKind::Sequence && !each->quantifier);
    add(wrap ? "(" : "");
    put(*each);
    add(wrap ? ")" : "");
  };
  const bool group =
      node.quantifier && node.kind != PatternKind::Variable && node.kind != PatternKind::Permute;
  add(group ? "(" : "");
  switch (node.kind) {
    case PatternKind::Variable:
      add_name(node.variable);
      break;
    case PatternKind::Sequence:
      add_list(node.children, " ", child);
      break;
    case PatternKind::Alternation:
      add_list(node.children, " | ", child);
      break;
    case PatternKind::Permute:
      add("PERMUTE(");
      add_list(node.children, ", ", child);
      add(")");
      break;
    case PatternKind::Exclusion:
      add("{- ");
      add_list(node.children, " ", child);
      add(" -}");
      break;
  }
  add(group ? ")" : "");
  if (node.quantifier) put(*node.quantifier);
}

void UnparseWriter::put(const PatternQuantifier& node) {
  if (!node.maximum && node.minimum < 2) {
    add(node.minimum == 0 ? "*" : "+");
  } else if (node.minimum == 0 && node.maximum == 1U) {
    add("?");
  } else if (!node.maximum) {
    add(fmt::format("{{{},}}", node.minimum));
  } else {
    add(fmt::format("{{{}, {}}}", node.minimum, *node.maximum));
  }
  if (node.reluctant) add("?");
}

}  // namespace streamsql
