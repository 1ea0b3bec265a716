// Literals and units of time.
#include <array>
#include <fmt/format.h>

#include "engine/base/ascii.h"
#include "engine/base/suggestion.h"
#include "engine/sql/ast_builder.h"
#include "engine/sql/token_stream.h"

namespace streamsql {

using namespace ast;

namespace {

struct UnitName {
  std::string_view word;
  TimeUnit unit;
};
// Plural words too, for INTERVAL '5' MINUTES.
constexpr std::array kUnits{UnitName{"YEAR", TimeUnit::Year},
                            UnitName{"QUARTER", TimeUnit::Quarter},
                            UnitName{"MONTH", TimeUnit::Month},
                            UnitName{"WEEK", TimeUnit::Week},
                            UnitName{"DAY", TimeUnit::Day},
                            UnitName{"HOUR", TimeUnit::Hour},
                            UnitName{"MINUTE", TimeUnit::Minute},
                            UnitName{"SECOND", TimeUnit::Second},
                            UnitName{"MILLISECOND", TimeUnit::Millisecond},
                            UnitName{"MICROSECOND", TimeUnit::Microsecond},
                            UnitName{"NANOSECOND", TimeUnit::Nanosecond},
                            UnitName{"EPOCH", TimeUnit::Epoch},
                            UnitName{"DECADE", TimeUnit::Decade},
                            UnitName{"CENTURY", TimeUnit::Century},
                            UnitName{"MILLENNIUM", TimeUnit::Millennium},
                            UnitName{"DOW", TimeUnit::DayOfWeek},
                            UnitName{"DAYOFWEEK", TimeUnit::DayOfWeek},
                            UnitName{"DOY", TimeUnit::DayOfYear},
                            UnitName{"DAYOFYEAR", TimeUnit::DayOfYear},
                            UnitName{"ISODOW", TimeUnit::IsoDayOfWeek},
                            UnitName{"ISOYEAR", TimeUnit::IsoYear},
                            UnitName{"YEARS", TimeUnit::Year},
                            UnitName{"QUARTERS", TimeUnit::Quarter},
                            UnitName{"MONTHS", TimeUnit::Month},
                            UnitName{"WEEKS", TimeUnit::Week},
                            UnitName{"DAYS", TimeUnit::Day},
                            UnitName{"HOURS", TimeUnit::Hour},
                            UnitName{"MINUTES", TimeUnit::Minute},
                            UnitName{"SECONDS", TimeUnit::Second},
                            UnitName{"SQL_TSI_YEAR", TimeUnit::Year},
                            UnitName{"SQL_TSI_QUARTER", TimeUnit::Quarter},
                            UnitName{"SQL_TSI_MONTH", TimeUnit::Month},
                            UnitName{"SQL_TSI_WEEK", TimeUnit::Week},
                            UnitName{"SQL_TSI_DAY", TimeUnit::Day},
                            UnitName{"SQL_TSI_HOUR", TimeUnit::Hour},
                            UnitName{"SQL_TSI_MINUTE", TimeUnit::Minute},
                            UnitName{"SQL_TSI_SECOND", TimeUnit::Second},
                            UnitName{"SQL_TSI_MICROSECOND", TimeUnit::Microsecond},
                            UnitName{"SQL_TSI_FRAC_SECOND", TimeUnit::Microsecond},
                            UnitName{"FRAC_SECOND", TimeUnit::Microsecond}};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

TypeKind temporal_kind(std::size_t keyword) {
  if (keyword == Tree::DATE) return TypeKind::Date;
  return keyword == Tree::TIME ? TypeKind::Time : TypeKind::Timestamp;
}

}  // namespace

ExpressionPtr AstBuilder::literal(Tree::LiteralContext* tree) const {
  const auto place = span(tree);
  const auto keyword = tree->start->getType();
  switch (keyword) {
    case Tree::NULL_:
      return make(NullLiteral{}, place);
    case Tree::TRUE_:
    case Tree::FALSE_:
      return make(BooleanLiteral{keyword == Tree::TRUE_}, place);
    case Tree::UNKNOWN:
      return make(BooleanLiteral{std::nullopt}, place);
    case Tree::EXACT:
    case Tree::APPROXIMATE:
      return make(NumericLiteral{std::string(text(place)), keyword == Tree::APPROXIMATE}, place);
    case Tree::BINARY_LITERAL:
      return binary_literal(tree->BINARY_LITERAL());
    case Tree::DATE:
    case Tree::TIME:
    case Tree::TIMESTAMP:
      return make(TemporalLiteral{temporal_kind(keyword), string(tree->stringLiteral()).value},
                  place);
    case Tree::INTERVAL:
      return interval(tree->intervalLiteral());
    default:
      return make(StringLiteral{string(tree->stringLiteral()).value}, place);
  }
}

ExpressionPtr AstBuilder::binary_literal(Terminal* token) const {
  const auto place = span(token);
  const auto digits = unquoted(text(place), '\'');
  std::string bytes;
  if (digits.size() % 2 != 0) {
    throw Error(ErrorCode::SyntaxError, "A binary literal has an even number of digits").at(place);
  }
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = hex_digit(digits[i]);
    const int low = hex_digit(digits[i + 1]);
    if (high < 0 || low < 0) {
      throw Error(ErrorCode::SyntaxError, "A binary literal has hexadecimal digits only").at(place);
    }
    bytes += static_cast<char>(high * 16 + low);
  }
  return make(BinaryLiteral{std::move(bytes)}, place);
}

ExpressionPtr AstBuilder::interval(Tree::IntervalLiteralContext* tree) const {
  const bool negative = tree->DASH() != nullptr;
  auto unit = qualifier(tree->intervalQualifier());
  const auto place = span(tree);
  if (tree->stringLiteral()) {
    return make(IntervalLiteral{negative, string(tree->stringLiteral()).value, std::move(unit)},
                place);
  }
  ExpressionPtr operand;
  if (tree->EXACT()) {
    operand = number(tree->EXACT());
  } else if (tree->expression()) {
    operand = expression(tree->expression());
  } else {
    auto column = name(tree->qualifiedName());
    operand = make(ColumnRef{std::move(column.parts)}, column.span);
  }
  return make(IntervalExpression{negative, std::move(operand), std::move(unit)}, place);
}

IntervalQualifier AstBuilder::qualifier(Tree::IntervalQualifierContext* tree) const {
  return qualifier(span(tree->timeUnit()), tree->intervalTail());
}

IntervalQualifier AstBuilder::qualifier(SourceSpan unit, Tree::IntervalTailContext* tail) const {
  IntervalQualifier out;
  out.start = time_unit(unit);
  out.span = unit;
  if (!tail || tail->children.empty()) return out;
  out.span.end = span(tail).end;
  // DAY(3) TO SECOND(6), SECOND(3, 6): the last number belongs to the unit it stands behind.
  std::vector<Tree::IntegerContext*> numbers = tail->integer();
  if (tail->timeUnit()) {
    out.end = time_unit(span(tail->timeUnit()));
    const auto to = span(tail->TO()).begin;
    for (auto* number : numbers) {
      (span(number).begin < to ? out.start_precision : out.fraction_precision) = integer(number);
    }
    return out;
  }
  if (!numbers.empty()) out.start_precision = integer(numbers[0]);
  if (numbers.size() > 1) out.fraction_precision = integer(numbers[1]);
  return out;
}

TimeUnit AstBuilder::time_unit(SourceSpan span) const {
  const auto word = to_upper(text(span));
  std::vector<std::string> words;
  for (const auto& entry : kUnits) {
    if (entry.word == word) return entry.unit;
    words.emplace_back(entry.word);
  }
  throw Error(ErrorCode::SyntaxError, fmt::format("Unknown unit of time '{}'", text(span)))
      .at(span)
      .hint(did_you_mean(word, words));
}

ExpressionPtr AstBuilder::time_unit(Tree::TimeUnitContext* tree) const {
  const auto place = span(tree);
  return make(TimeUnitSymbol{time_unit(place)}, place);
}

}  // namespace streamsql
