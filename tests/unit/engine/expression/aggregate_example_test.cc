#include <deque>
#include <doctest/doctest.h>

#include "engine/function/aggregate.h"
#include "tests/unit/engine/expression/sql_expression.h"

using namespace streamsql;

namespace {

const EvaluationContext kContext;

ColumnPtr constant(std::string_view sql) {
  const auto expression = test::parse_expression(sql, Schema(), kContext);
  return evaluate(*expression, kContext, Batch({}, 1), all_rows(1));
}

// "SUM(x) over 1, 2 is 3"
struct Example {
  std::string name, rest, values, result;  // rest: the arguments behind x, with their comma

  explicit Example(std::string_view text) {
    const auto open = text.find('('), over = text.find(") over "), is = text.rfind(" is ");
    name = text.substr(0, open);
    rest = text.substr(open + 2, over - open - 2);
    values = text.substr(over + 7, is - over - 7);
    result = text.substr(is + 4);
  }
};

struct OwnBytes final : StateBytesWriter {
  std::deque<std::string> texts;
  void assign(StateBytes& bytes, std::string_view text) override {
    auto& kept = texts.emplace_back(text);
    bytes = {kept.data(), static_cast<std::uint32_t>(kept.size()), 0};
  }
};

std::string result_of(const AggregateFunction& function, const std::vector<ColumnPtr>& arguments,
                      Selection rows) {
  std::vector<DataType> types;
  for (const auto& argument : arguments) types.push_back(argument->type());
  const auto name = function.signature.substr(0, function.signature.find('('));
  const auto resolved = builtin_aggregates().resolve(name, types);
  const auto kernels = function.kernels({resolved.parameters, resolved.result, false});
  std::vector<std::uint64_t> memory(kernels.layout.size / 8);
  auto* const state = reinterpret_cast<std::byte*>(memory.data());
  const std::vector<std::byte*> states(arguments[0]->size(), state);
  OwnBytes bytes;
  const AggregateContext context{resolved.parameters, resolved.result, 0, &bytes};
  kernels.accumulate(context, {arguments, states.data()}, rows);
  ColumnBuilder out(resolved.result);
  out.resize(1);
  const std::byte* const only = state;
  kernels.emit(context, &only, all_rows(1), out);
  return Batch({out.finish()}, 1).to_string();
}

}  // namespace

TEST_CASE("every aggregate's example holds") {
  for (const auto* function : builtin_aggregates().functions()) {
    CAPTURE(std::string(function->signature));
    CAPTURE(std::string(function->example));
    CHECK(!function->summary.empty());
    const Example example(function->example);
    const auto list = constant("ARRAY[" + example.values + "]");
    std::vector<ColumnPtr> arguments = {list->children()[0]};
    if (!example.rest.empty()) {
      arguments.push_back(constant(example.rest.substr(1))->repeat(0, arguments[0]->size()));
    }
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < arguments[0]->size(); ++row) {
      if (function->nulls == AggregateNulls::Take || !arguments[0]->is_null(row))
        rows.push_back(row);
    }
    CHECK(result_of(*function, arguments, rows) ==
          Batch({constant(example.result)}, 1).to_string());
  }
}
