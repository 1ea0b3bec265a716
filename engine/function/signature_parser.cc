#include <algorithm>
#include <cctype>
#include <fmt/format.h>

#include "engine/base/error.h"
#include "engine/function/signature.h"

namespace streamsql {
namespace {

struct NamedPattern {
  std::string_view name;
  TypeClass type_class;
  DataType type = DataType();
};

const std::vector<NamedPattern>& named_patterns() {
  static const std::vector<NamedPattern> patterns = {
      {"ANY", TypeClass::Any},
      {"NUMERIC", TypeClass::Numeric},
      {"INTEGER_NUMERIC", TypeClass::IntegerNumeric},
      {"EXACT_NUMERIC", TypeClass::ExactNumeric},
      {"BINARY_NUMERIC", TypeClass::BinaryNumeric},
      {"APPROXIMATE", TypeClass::Approximate},
      {"COMPARABLE", TypeClass::Comparable},
      {"TEMPORAL", TypeClass::Temporal},
      {"ROW", TypeClass::RowType},
      {"BOOLEAN", TypeClass::Exactly, DataType::boolean()},
      {"TINYINT", TypeClass::Exactly, DataType(TypeKind::TinyInt)},
      {"SMALLINT", TypeClass::Exactly, DataType(TypeKind::SmallInt)},
      {"INT", TypeClass::Exactly, DataType::integer()},
      {"BIGINT", TypeClass::Exactly, DataType::bigint()},
      {"FLOAT", TypeClass::Exactly, DataType(TypeKind::Float)},
      {"DOUBLE", TypeClass::Exactly, DataType::double_precision()},
      {"DECIMAL", TypeClass::Exactly, DataType::decimal(38, 18)},
      {"STRING", TypeClass::Exactly, DataType::string()},
      {"BYTES", TypeClass::Exactly, DataType::bytes()},
      {"DATE", TypeClass::Exactly, DataType(TypeKind::Date)},
      {"TIME", TypeClass::Exactly, DataType::time(0)},
      {"TIMESTAMP", TypeClass::Exactly, DataType::timestamp(3)},
      {"TIMESTAMP_LTZ", TypeClass::Exactly, DataType::timestamp_ltz(3)},
      {"INTERVAL_MONTH", TypeClass::Exactly, DataType(TypeKind::IntervalMonth)},
      {"INTERVAL_SECOND", TypeClass::Exactly, DataType(TypeKind::IntervalMillis)}};
  return patterns;
}

// Recursive descent over one signature.
class SignatureParser {
 public:
  explicit SignatureParser(std::string_view text) : text_(text) {}

  Signature parse() {
    Signature signature;
    const auto open = text_.find('(');
    if (open == std::string_view::npos) fail("no parameter list");
    signature.name = std::string(text_.substr(0, open));
    position_ = open + 1;
    while (!take(")")) {
      signature.parameters.push_back(parse_parameter());
      if (!take(",") && !peek(')')) fail("',' or ')' expected");
    }
    if (!take("->")) fail("'->' expected");
    signature.result = parse_type();
    if (take("NOT NULL")) signature.result_nulls = Signature::ResultNulls::NotNull;
    if (take("NULL")) signature.result_nulls = Signature::ResultNulls::Nullable;
    skip_blanks();
    if (position_ != text_.size()) fail("unexpected text at the end");
    return signature;
  }

 private:
  Signature::Parameter parse_parameter() {
    Signature::Parameter parameter;
    parameter.optional = take("[");
    parameter.name = std::string(parse_word());
    parameter.pattern = parse_type();
    if (take("...")) parameter.repeated = true;
    if (parameter.optional && !take("]")) fail("']' expected");
    return parameter;
  }

  TypePattern parse_type() {
    const auto word = parse_word();
    if (word.size() == 1) return variable(word[0]);
    if (word == "ARRAY" || word == "MAP") return parse_nested(word);
    TypePattern pattern = named(word);
    if (take("(")) {
      pattern.type = with_precision(pattern.type, parse_number());
      pattern.fixed_precision = true;
      if (!take(")")) fail("')' expected");
    }
    skip_blanks();
    if (is_variable_here()) pattern.variable = parse_word()[0];
    return pattern;
  }

  static TypePattern variable(char letter) {
    TypePattern pattern;
    pattern.variable = letter;
    return pattern;
  }

  TypePattern parse_nested(std::string_view word) {
    TypePattern pattern;
    pattern.type_class = word == "ARRAY" ? TypeClass::Array : TypeClass::Map;
    if (!take("<")) fail("'<' expected");
    do {
      pattern.children.push_back(parse_type());
    } while (take(","));
    if (!take(">")) fail("'>' expected");
    return pattern;
  }

  TypePattern named(std::string_view word) const {
    for (const auto& known : named_patterns()) {
      if (known.name != word) continue;
      TypePattern pattern;
      pattern.type_class = known.type_class;
      pattern.type = known.type;
      return pattern;
    }
    fail(fmt::format("unknown type {}", word));
  }

  static DataType with_precision(const DataType& type, int precision) {
    switch (type.kind()) {
      case TypeKind::Timestamp: return DataType::timestamp(precision);
      case TypeKind::TimestampLtz: return DataType::timestamp_ltz(precision);
      case TypeKind::Time: return DataType::time(precision);
      default: return type;
    }
  }

  bool is_variable_here() const {
    const auto rest = text_.substr(position_);
    return !rest.empty() && std::isupper(static_cast<unsigned char>(rest[0])) &&
           (rest.size() == 1 || !std::isalnum(static_cast<unsigned char>(rest[1])));
  }

  void skip_blanks() {
    while (position_ < text_.size() && text_[position_] == ' ') ++position_;
  }
  bool peek(char c) {
    skip_blanks();
    return position_ < text_.size() && text_[position_] == c;
  }
  bool take(std::string_view token) {
    skip_blanks();
    if (text_.substr(position_, token.size()) != token) return false;
    position_ += token.size();
    return true;
  }
  std::string_view parse_word() {
    skip_blanks();
    const auto begin = position_;
    while (
        position_ < text_.size() &&
        (std::isalnum(static_cast<unsigned char>(text_[position_])) || text_[position_] == '_')) {
      ++position_;
    }
    if (begin == position_) fail("a name expected");
    return text_.substr(begin, position_ - begin);
  }
  int parse_number() {
    int number = 0;
    for (const char c : parse_word()) number = number * 10 + (c - '0');
    return number;
  }
  [[noreturn]] void fail(std::string_view reason) const {
    throw Error(ErrorCode::Internal,
                fmt::format("Signature '{}': {} at {}", text_, reason, position_));
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace

Signature parse_signature(std::string_view text) { return SignatureParser(text).parse(); }

bool Signature::takes_count(std::size_t arguments) const {
  const auto required = static_cast<std::size_t>(
      std::count_if(parameters.begin(), parameters.end(),
                    [](const Parameter& parameter) { return !parameter.optional; }));
  if (arguments < required) return false;
  return arguments <= parameters.size() || (!parameters.empty() && parameters.back().repeated);
}

const Signature::Parameter& Signature::parameter(std::size_t argument) const {
  return parameters[std::min(argument, parameters.size() - 1)];
}

}  // namespace streamsql
