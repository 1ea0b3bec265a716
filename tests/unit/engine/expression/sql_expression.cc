#include "tests/unit/engine/expression/sql_expression.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "engine/base/utf8.h"
#include "tests/unit/engine/expression/sql_token.h"

namespace streamsql::test {
namespace {

using Expressions = std::vector<ExpressionPtr>;

DataType scalar_type(const std::string& name, const std::vector<int>& numbers) {
  const auto number = [&](std::size_t i, int otherwise) {
    return i < numbers.size() ? numbers[i] : otherwise;
  };
  if (name == "DECIMAL") return DataType::decimal(number(0, 10), number(1, 0));
  if (name == "CHAR") return DataType::character(number(0, 1));
  if (name == "VARCHAR") return DataType::varchar(number(0, 1));
  if (name == "TIME") return DataType::time(number(0, 0));
  if (name == "TIMESTAMP") return DataType::timestamp(number(0, 6));
  if (name == "TIMESTAMP_LTZ") return DataType::timestamp_ltz(number(0, 6));
  static const std::map<std::string, DataType> kTypes = {{"BOOLEAN", DataType::boolean()},
                                                         {"TINYINT", DataType(TypeKind::TinyInt)},
                                                         {"SMALLINT", DataType(TypeKind::SmallInt)},
                                                         {"INT", DataType::integer()},
                                                         {"INTEGER", DataType::integer()},
                                                         {"BIGINT", DataType::bigint()},
                                                         {"FLOAT", DataType(TypeKind::Float)},
                                                         {"DOUBLE", DataType::double_precision()},
                                                         {"STRING", DataType::string()},
                                                         {"BYTES", DataType::bytes()},
                                                         {"DATE", DataType(TypeKind::Date)}};
  const auto found = kTypes.find(name);
  if (found == kTypes.end()) throw Error(ErrorCode::SyntaxError, "unknown type " + name);
  return found->second;
}

template <typename F>
ExpressionPtr literal(const DataType& type, F&& fill) {
  ColumnBuilder builder(type.not_null());
  fill(builder);
  return make_literal(builder.finish_constant(1));
}

ExpressionPtr text_literal(std::string_view value) {
  const auto length = static_cast<std::int32_t>(count_code_points(value));
  return literal(DataType::character(length),
                 [&](ColumnBuilder& builder) { builder.append_string(value); });
}

ExpressionPtr hex_literal(const std::string& digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  }
  return literal(DataType::binary(static_cast<std::int32_t>(bytes.size())),
                 [&](ColumnBuilder& builder) { builder.append_string(bytes); });
}

// 'd hh:mm:ss.f' from the named unit down.
std::int64_t millis_of(const std::string& value, const std::string& unit) {
  static const std::map<std::string, double> kUnits = {
      {"DAY", 86400}, {"HOUR", 3600}, {"MINUTE", 60}, {"SECOND", 1}};
  double seconds = 0, scale = kUnits.at(unit);
  std::string number;
  for (const char c : value + ":") {
    if (c != ':' && c != ' ') {
      number += c;
      continue;
    }
    seconds += std::stod(number) * scale;
    scale /= scale > 3600 ? 24 : 60;
    number.clear();
  }
  return static_cast<std::int64_t>(seconds * 1000 + (seconds < 0 ? -0.5 : 0.5));
}

class Parser {
 public:
  Parser(std::string_view text, const Schema& schema, const EvaluationContext& context)
      : tokens_(Tokenizer(text).run()), schema_(schema), context_(context) {}

  ExpressionPtr parse() {
    auto expression = parse_or();
    if (peek().kind != Token::Kind::End) fail("unexpected '" + peek().text + "'");
    return expression;
  }

  DataType parse_type() {
    const std::string name = upper(next().text);
    if (name == "ARRAY" || name == "MAP" || name == "ROW") return parse_nested_type(name);
    std::vector<int> numbers;
    if (take("(")) {
      do {
        numbers.push_back(std::stoi(next().text));
      } while (take(","));
      expect(")");
    }
    const DataType type = scalar_type(name, numbers);
    if (!take("NOT")) return type;
    expect("NULL");
    return type.not_null();
  }

 private:
  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(position_ + ahead, tokens_.size() - 1)];
  }
  Token next() { return tokens_[position_++]; }
  bool is(std::string_view token, std::size_t ahead = 0) const {
    const Token& t = peek(ahead);
    if (t.kind == Token::Kind::Word) return upper(t.text) == token;
    return t.kind == Token::Kind::Symbol && t.text == token;
  }
  bool take(std::string_view token) {
    if (!is(token)) return false;
    ++position_;
    return true;
  }
  void expect(std::string_view token) {
    if (!take(token)) fail(fmt::format("'{}' expected at '{}'", token, peek().text));
  }
  [[noreturn]] void fail(const std::string& message) const {
    throw Error(ErrorCode::SyntaxError, message);
  }

  DataType parse_nested_type(const std::string& name) {
    const bool angle = take("<");
    if (!angle) expect("(");
    std::vector<Field> fields;
    do {
      std::string field = name == "ROW" ? next().text : std::string();
      fields.push_back({std::move(field), parse_type()});
    } while (take(","));
    expect(angle ? ">" : ")");
    if (name == "ROW") return DataType::row(std::move(fields));
    if (name == "ARRAY") return DataType::array(fields[0].type);
    return DataType::map(fields[0].type, fields[1].type);
  }

  ExpressionPtr call(std::string_view name, Expressions arguments) const {
    return make_call({builtin_functions(), context_}, name, std::move(arguments));
  }
  ExpressionPtr negated(ExpressionPtr expression, bool negate) const {
    return negate ? call("NOT", {std::move(expression)}) : expression;
  }
  ExpressionPtr from_text(std::string_view value, const DataType& type) const {
    return fold_constants(make_cast(text_literal(value), type), context_);
  }

  // ---- operators, from the weakest

  ExpressionPtr parse_or() {
    auto left = parse_and();
    while (take("OR")) left = call("OR", {left, parse_and()});
    return left;
  }
  ExpressionPtr parse_and() {
    auto left = parse_not();
    while (take("AND")) left = call("AND", {left, parse_not()});
    return left;
  }
  ExpressionPtr parse_not() {
    if (take("NOT")) return call("NOT", {parse_not()});
    return parse_predicate();
  }

  ExpressionPtr parse_predicate() {
    auto left = parse_sum();
    for (const auto* symbol : {"=", "<>", "<=", ">=", "<", ">"}) {
      if (take(symbol)) left = call(symbol, {left, parse_sum()});
    }
    while (is("IS")) left = parse_is(left);
    const bool negate =
        is("NOT") && (is("IN", 1) || is("LIKE", 1) || is("SIMILAR", 1) || is("BETWEEN", 1));
    if (negate) ++position_;
    if (take("IN")) return negated(call("IN", parse_in(left)), negate);
    if (take("LIKE")) return negated(call("LIKE", parse_like(left)), negate);
    if (take("SIMILAR")) {
      expect("TO");
      return negated(call("SIMILAR TO", parse_like(left)), negate);
    }
    if (take("BETWEEN")) return negated(parse_between(left), negate);
    return left;
  }

  ExpressionPtr parse_is(const ExpressionPtr& left) {
    expect("IS");
    const bool negate = take("NOT");
    const std::string what = upper(next().text);
    const std::string name = (negate ? "IS NOT " : "IS ") + what;
    if (what == "DISTINCT") {
      expect("FROM");
      return call(name + " FROM", {left, parse_sum()});
    }
    if (what != "JSON") return call(name, {left});
    const bool kind = is("VALUE") || is("SCALAR") || is("ARRAY") || is("OBJECT");
    return negated(call(kind ? "IS JSON " + upper(next().text) : "IS JSON VALUE", {left}), negate);
  }

  Expressions parse_in(const ExpressionPtr& left) {
    Expressions arguments{left};
    expect("(");
    do {
      arguments.push_back(parse_or());
    } while (take(","));
    expect(")");
    return arguments;
  }
  Expressions parse_like(const ExpressionPtr& left) {
    Expressions arguments{left, parse_sum()};
    if (take("ESCAPE")) arguments.push_back(parse_sum());
    return arguments;
  }

  ExpressionPtr parse_between(const ExpressionPtr& value) {
    const bool symmetric = take("SYMMETRIC");
    if (!symmetric) take("ASYMMETRIC");
    const auto low = parse_sum();
    expect("AND");
    const auto high = parse_sum();
    const auto between = [&](const ExpressionPtr& a, const ExpressionPtr& b) {
      return call("AND", {call(">=", {value, a}), call("<=", {value, b})});
    };
    if (!symmetric) return between(low, high);
    return call("OR", {between(low, high), between(high, low)});
  }

  ExpressionPtr parse_sum() {
    auto left = parse_product();
    while (is("+") || is("-") || is("||")) {
      const std::string symbol = next().text;
      const auto right = parse_product();
      const bool times = is_time(left->type) && is_time(right->type);
      left = symbol == "-" && times ? difference(left, right) : call(symbol, {left, right});
    }
    return left;
  }

  static bool is_time(const DataType& type) {
    return type.is_timestamp() || type.is(TypeKind::Date);
  }
  // (a - b) DAY: the unit stands behind the bracket, whose end takes it.
  ExpressionPtr difference(const ExpressionPtr& left, const ExpressionPtr& right) {
    const std::string unit = upper(tokens_.at(position_ + 1).text);
    unit_follows_ = true;
    if (unit != "YEAR" && unit != "MONTH") {
      return call("-", {left, right, literal(DataType(TypeKind::IntervalMillis), [](auto& builder) {
                          builder.append(std::int64_t{1});
                        })});
    }
    return call("-", {left, right, literal(DataType(TypeKind::IntervalMonth), [](auto& builder) {
                        builder.append(std::int32_t{1});
                      })});
  }

  ExpressionPtr parse_product() {
    auto left = parse_unary();
    while (is("*") || is("/") || is("%")) {
      const std::string symbol = next().text;
      left = call(symbol, {left, parse_unary()});
    }
    return left;
  }
  ExpressionPtr parse_unary() {
    if (take("+")) return parse_unary();
    if (!take("-")) return parse_postfix();
    if (peek().kind == Token::Kind::Number) return number("-" + next().text);
    return call("-", {parse_unary()});
  }
  ExpressionPtr parse_postfix() {
    auto left = parse_primary();
    for (;;) {
      if (take("[")) {
        left = call("ITEM", {left, parse_or()});
        expect("]");
      } else if (is(".") && left->type.is(TypeKind::Row)) {
        ++position_;
        left = field(left, next().text);
      } else {
        return left;
      }
    }
  }

  static ExpressionPtr field(const ExpressionPtr& row, const std::string& name) {
    const auto& fields = row->type.children();
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].name != name) continue;
      return std::make_shared<const Expression>(
          Expression{fields[i].type, {}, FieldAccess{row, static_cast<int>(i)}});
    }
    throw Error(ErrorCode::UnknownColumn, name);
  }

  // ---- primaries

  ExpressionPtr number(const std::string& digits) const {
    if (digits.find_first_of("eE") != std::string::npos) {
      return from_text(digits, DataType::double_precision());
    }
    const bool negative = digits[0] == '-';
    const auto point = digits.find('.');
    if (point == std::string::npos) {
      const auto value = std::stoll(digits);
      const bool small = value >= INT32_MIN && value <= INT32_MAX;
      return from_text(digits, small ? DataType::integer() : DataType::bigint());
    }
    const auto precision = static_cast<int>(digits.size()) - 1 - negative;
    const auto scale = static_cast<int>(digits.size() - point) - 1;
    const bool no_integer = digits.substr(negative, point - negative) == "0";
    const DecimalSpec spec{std::max(precision - no_integer, scale), scale};
    return literal(DataType::decimal(spec.precision, spec.scale),
                   [&](ColumnBuilder& builder) { builder.append(*parse_decimal(digits, spec)); });
  }

  ExpressionPtr parse_primary() {
    if (take("(")) return parse_parenthesis();
    const Token token = next();
    if (token.kind == Token::Kind::Number) return number(token.text);
    if (token.kind == Token::Kind::String) return text_literal(token.text);
    if (token.kind == Token::Kind::Hex) return hex_literal(token.text);
    if (token.kind != Token::Kind::Word) fail("unexpected '" + token.text + "'");
    return parse_word(token.text);
  }

  ExpressionPtr parse_parenthesis() {
    Expressions items{parse_or()};
    while (take(",")) items.push_back(parse_or());
    expect(")");
    if (std::exchange(unit_follows_, false)) next();
    if (items.size() == 1) return items[0];
    if (!take("OVERLAPS")) return call("ROW", items);
    expect("(");
    items.push_back(parse_or());
    expect(",");
    items.push_back(parse_or());
    expect(")");
    return call("OVERLAPS", items);
  }

  ExpressionPtr parse_word(const std::string& word) {
    const std::string name = upper(word);
    if (name == "TRUE" || name == "FALSE") {
      return literal(DataType::boolean(),
                     [&](ColumnBuilder& builder) { builder.append<std::uint8_t>(name == "TRUE"); });
    }
    if (name == "NULL") return make_null(DataType());
    if (peek().kind == Token::Kind::String) return parse_literal(name);
    if (name == "CASE") return parse_case();
    if ((name == "ARRAY" || name == "MAP") && take("[")) return parse_list(name, "]");
    if (take("(")) return parse_call(name);
    if (const auto index = schema_.find(word)) {
      return make_column_ref(*index, schema_.fields[static_cast<std::size_t>(*index)].type);
    }
    return call(name, {});
  }

  ExpressionPtr parse_literal(const std::string& name) {
    if (name == "INTERVAL") return parse_interval();
    const std::string value = next().text;
    if (name == "DATE") return from_text(value, DataType(TypeKind::Date));
    const auto point = value.find('.');
    const int digits = point == std::string::npos ? 0 : static_cast<int>(value.size() - point) - 1;
    if (name == "TIME") return from_text(value, DataType::time(digits));
    return from_text(value, DataType::timestamp(digits));
  }

  ExpressionPtr parse_interval() {
    const std::string value = next().text;
    std::string unit = upper(next().text);
    if (unit.back() == 'S') unit.pop_back();
    if (take("TO")) next();
    if (unit != "YEAR" && unit != "MONTH") {
      return literal(DataType(TypeKind::IntervalMillis),
                     [&](ColumnBuilder& builder) { builder.append(millis_of(value, unit)); });
    }
    const auto dash = value.find('-', 1);
    const int first = std::stoi(value);
    const int rest = dash == std::string::npos ? 0 : std::stoi(value.substr(dash + 1));
    return literal(DataType(TypeKind::IntervalMonth), [&](ColumnBuilder& builder) {
      builder.append<std::int32_t>(unit == "YEAR" ? first * 12 + rest : first);
    });
  }

  ExpressionPtr parse_case() {
    ExpressionPtr subject;
    if (!is("WHEN")) subject = parse_or();
    Case node;
    while (take("WHEN")) {
      auto condition = parse_or();
      if (subject) condition = call("=", {subject, condition});
      expect("THEN");
      node.branches.push_back({condition, parse_or()});
    }
    node.otherwise = take("ELSE") ? parse_or() : make_null(DataType());
    expect("END");
    return typed_case(std::move(node));
  }

  // The row of COALESCE knows the common type.
  static ExpressionPtr typed_case(Case node) {
    std::vector<DataType> types{node.otherwise->type};
    bool nullable = node.otherwise->type.nullable();
    for (const auto& branch : node.branches) {
      types.push_back(branch.result->type);
      nullable = nullable || branch.result->type.nullable();
    }
    const DataType type =
        builtin_functions().resolve("COALESCE", types).result.with_nullable(nullable);
    for (auto& branch : node.branches) branch.result = make_cast(branch.result, type);
    node.otherwise = make_cast(node.otherwise, type);
    return std::make_shared<const Expression>(Expression{type, {}, std::move(node)});
  }

  ExpressionPtr parse_list(const std::string& name, std::string_view close) {
    Expressions items;
    while (!take(close)) {
      items.push_back(parse_or());
      take(",");
    }
    return call(name, std::move(items));
  }

  ExpressionPtr parse_call(const std::string& name) {
    if (name == "CAST" || name == "TRY_CAST") return parse_cast(name == "TRY_CAST");
    if (name == "TRIM") return parse_trim();
    Expressions arguments;
    if (name == "EXTRACT" || name == "TIMESTAMPADD" || name == "TIMESTAMPDIFF") {
      arguments.push_back(text_literal(upper(next().text)));
    }
    bool returns_array = false;
    while (!take(")")) {
      if (take("RETURNING")) {
        returns_array = parse_type().is(TypeKind::Array);
        continue;
      }
      const bool separator =
          take(",") || take("FROM") || take("FOR") || take("PLACING") || take("IN");
      if (!separator && take("TO")) {
        arguments.push_back(text_literal(upper(next().text)));
      } else {
        arguments.push_back(name == "POSITION" ? parse_sum() : parse_or());
      }
    }
    return call(returns_array ? name + " RETURNING ARRAY" : name, std::move(arguments));
  }

  ExpressionPtr parse_cast(bool try_cast) {
    auto operand = parse_or();
    expect("AS");
    const DataType type = parse_type();
    expect(")");
    return try_cast ? make_try_cast(operand, type) : make_cast(operand, type);
  }

  ExpressionPtr parse_trim() {
    std::string mode = "BOTH";
    if (is("BOTH") || is("LEADING") || is("TRAILING")) mode = upper(next().text);
    auto characters = is("FROM") ? text_literal(" ") : parse_or();
    auto subject = take("FROM") ? parse_or() : nullptr;
    expect(")");
    if (!subject) std::swap(characters, subject);
    if (!characters) characters = text_literal(" ");
    return call("TRIM", {text_literal(mode), characters, subject});
  }

  std::vector<Token> tokens_;
  const Schema& schema_;
  const EvaluationContext& context_;
  std::size_t position_ = 0;
  bool unit_follows_ = false;
};

}  // namespace

ExpressionPtr parse_expression(std::string_view text, const Schema& schema,
                               const EvaluationContext& context) {
  return Parser(text, schema, context).parse();
}

DataType parse_type(std::string_view text) {
  const Schema schema;
  const EvaluationContext context;
  return Parser(text, schema, context).parse_type();
}

}  // namespace streamsql::test
