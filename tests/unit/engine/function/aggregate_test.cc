#include "engine/function/aggregate.h"

#include <deque>
#include <doctest/doctest.h>
#include <random>

#include "engine/batch/batch.h"

using namespace streamsql;

namespace {

struct OwnBytes final : StateBytesWriter {
  std::deque<std::string> texts;
  void assign(StateBytes& bytes, std::string_view text) override {
    auto& kept = texts.emplace_back(text);
    bytes = {kept.data(), static_cast<std::uint32_t>(kept.size()), 0};
  }
};

// One function over one type, with as many states as wanted.
class Trial {
 public:
  Trial(std::string_view name, const DataType& type, bool retracts)
      : resolved_(builtin_aggregates().resolve(name, std::vector{type})),
        kernels_(resolved_.function->kernels({resolved_.parameters, resolved_.result, retracts})),
        context_{resolved_.parameters, resolved_.result, 0, &bytes_} {}

  const AggregateKernels& kernels() const { return kernels_; }
  std::byte* new_state() {
    auto& memory = states_.emplace_back(kernels_.layout.size / 8 + 1);
    return reinterpret_cast<std::byte*>(memory.data());
  }
  void accumulate(std::byte* state, const ColumnPtr& column) {
    run(kernels_.accumulate, state, column);
  }
  void retract(std::byte* state, const ColumnPtr& column) { run(kernels_.retract, state, column); }
  void merge(std::byte* into, const std::byte* from) {
    kernels_.merge(context_, std::span(&into, 1), std::span(&from, 1));
  }
  std::string emit(const std::byte* state) {
    ColumnBuilder out(resolved_.result);
    out.resize(1);
    kernels_.emit(context_, &state, all_rows(1), out);
    return Batch({out.finish()}, 1).to_string();
  }
  // The results behind each row.
  std::string steps(std::byte* state, const ColumnPtr& column,
                    const std::vector<AggregateStep>& steps) {
    const std::vector<std::byte*> states(column->size(), state);
    ColumnBuilder out(resolved_.result);
    out.resize(column->size());
    kernels_.step_and_emit(context_, {std::span(&column, 1), states.data()}, {steps, {}}, out);
    return Batch({out.finish()}, column->size()).to_string();
  }

 private:
  template <typename Kernel>
  void run(Kernel kernel, std::byte* state, const ColumnPtr& column) {
    const std::vector<std::byte*> states(column->size(), state);
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < column->size(); ++row) {
      if (!column->is_null(row)) rows.push_back(row);
    }
    kernel(context_, {std::span(&column, 1), states.data()}, rows);
  }

  OwnBytes bytes_;
  std::deque<std::vector<std::uint64_t>> states_;
  ResolvedAggregate resolved_;
  AggregateKernels kernels_;
  AggregateContext context_;
};

const std::vector<DataType> kTypes = {DataType::integer(),      DataType(TypeKind::TinyInt),
                                      DataType::bigint(),       DataType::double_precision(),
                                      DataType::decimal(10, 2), DataType::string(),
                                      DataType::timestamp(3),   DataType(TypeKind::Date)};

// Whole numbers from `from`, so that sums of DOUBLEs are exact; some NULLs.
ColumnPtr values(const DataType& type, int from, std::mt19937& random) {
  std::string rows;
  for (std::size_t i = 0; i < random() % 9; ++i) {
    const auto number = std::to_string(from + static_cast<int>(random() % 10));
    const auto text = type.is(TypeKind::Timestamp) ? "2021-01-01T00:00:" + number
                      : type.is(TypeKind::Date)    ? "2021-01-" + number
                                                   : number;
    rows += "+I[" + (random() % 5 == 0 ? "null" : text) + "]\n";
  }
  return Batch::parse(Schema{{{"x", type}}}, rows).column_ptr(0);
}

template <typename F>
void for_each_function(F&& visit) {
  for (const auto& name : builtin_aggregates().names()) {
    for (const auto& type : kTypes) {
      try {
        builtin_aggregates().resolve(name, std::vector{type});
      } catch (const Error&) {
        continue;
      }
      CAPTURE(name);
      CAPTURE(type.to_sql());
      visit(name, type);
    }
  }
}

std::string result_type(std::string_view name, const DataType& type, AggregateUse use = {}) {
  return builtin_aggregates().resolve(name, std::vector{type}, use).result.to_sql();
}

}  // namespace

TEST_CASE("merging states is accumulating all rows into one") {
  std::mt19937 random(1);
  for_each_function([&](const std::string& name, const DataType& type) {
    Trial trial(name, type, false);
    const bool can_merge = trial.kernels().merge != nullptr;
    REQUIRE(can_merge);
    for (int round = 0; round < 20; ++round) {
      const auto first = values(type, 10, random), second = values(type, 10, random);
      auto* const all = trial.new_state();
      trial.accumulate(all, first);
      trial.accumulate(all, second);
      auto *const left = trial.new_state(), *const right = trial.new_state();
      trial.accumulate(left, first);
      trial.accumulate(right, second);
      trial.merge(left, right);
      CHECK(trial.emit(left) == trial.emit(all));
    }
  });
}

TEST_CASE("taking rows back is as if they had never come") {
  std::mt19937 random(2);
  for_each_function([&](const std::string& name, const DataType& type) {
    Trial trial(name, type, true);
    if (!trial.kernels().retract) return;
    for (int round = 0; round < 20; ++round) {
      const auto kept = values(type, 10, random), gone = values(type, 20, random);
      auto *const once = trial.new_state(), *const changed = trial.new_state();
      trial.accumulate(once, kept);
      trial.accumulate(changed, gone);
      trial.accumulate(changed, kept);
      trial.retract(changed, gone);
      CHECK(trial.emit(changed) == trial.emit(once));
    }
  });
}

TEST_CASE("row by row gives what batches give at the end") {
  std::mt19937 random(3);
  for_each_function([&](const std::string& name, const DataType& type) {
    Trial trial(name, type, false);
    for (int round = 0; round < 10; ++round) {
      const auto column = values(type, 10, random);
      std::vector<AggregateStep> steps(column->size(), AggregateStep::Accumulate);
      for (std::size_t row = 0; row < steps.size(); ++row) {
        if (column->is_null(row)) steps[row] = AggregateStep::Keep;
      }
      auto *const at_once = trial.new_state(), *const by_row = trial.new_state();
      trial.accumulate(at_once, column);
      const auto results = trial.steps(by_row, column, steps);
      CHECK(trial.emit(by_row) == trial.emit(at_once));
      CHECK(results.ends_with(column->size() == 0 ? "" : trial.emit(at_once)));
    }
  });
}

TEST_CASE("the types of results are Flink's") {
  const auto number = DataType::integer().not_null();
  CHECK(result_type("SUM", number) == "INT NOT NULL");
  CHECK(result_type("SUM", number, {.may_be_empty = true}) == "INT");
  CHECK(result_type("SUM", DataType::decimal(10, 2)) == "DECIMAL(38, 2)");
  CHECK(result_type("AVG", DataType::decimal(10, 2)) == "DECIMAL(38, 6)");
  CHECK(result_type("AVG", DataType::decimal(20, 10)) == "DECIMAL(38, 10)");
  CHECK(result_type("STDDEV_POP", DataType::decimal(20, 10)) == "DECIMAL(38, 10)");
  CHECK(result_type("COUNT", DataType::string(), {.may_be_empty = true}) == "BIGINT NOT NULL");
  CHECK(result_type("ARRAY_AGG", number, {.may_be_empty = true}) == "ARRAY<INT NOT NULL> NOT NULL");
  CHECK(result_type("COLLECT", DataType::integer()) == "MULTISET<INT> NOT NULL");
  CHECK(result_type("LISTAGG", DataType::string()) == "STRING");
  CHECK_THROWS_WITH_AS(result_type("SUM", DataType::string()),
                       "Cannot apply 'SUM' to arguments of type 'SUM(<VARCHAR(2147483647)>)'",
                       Error);
}

TEST_CASE("sums wrap, and a DECIMAL sum that overflows is NULL and begins anew") {
  const auto sum_of = [](const DataType& type, const std::string& rows) {
    Trial trial("SUM", type, false);
    auto* const state = trial.new_state();
    trial.accumulate(state, Batch::parse(Schema{{{"x", type}}}, rows).column_ptr(0));
    return trial.emit(state);
  };
  CHECK(sum_of(DataType(TypeKind::TinyInt), "+I[100]\n+I[50]\n") == "+I[-106]\n");
  CHECK(sum_of(DataType::integer(), "+I[2147483647]\n+I[1]\n") == "+I[-2147483648]\n");
  const std::string most = "+I[" + std::string(38, '9') + "]\n";
  CHECK(sum_of(DataType::decimal(38, 0), most + most) == "+I[null]\n");
  CHECK(sum_of(DataType::decimal(38, 0), most + most + "+I[5]\n") == "+I[5]\n");
}

TEST_CASE("variances are computed in the types of their arguments, step by step") {
  const auto run = [](std::string_view name, const DataType& type, const std::string& rows) {
    Trial trial(name, type, false);
    auto* const state = trial.new_state();
    trial.accumulate(state, Batch::parse(Schema{{{"x", type}}}, rows).column_ptr(0));
    return trial.emit(state);
  };
  const std::string three = "+I[1.0000000001]\n+I[2.0000000002]\n+I[4.1]\n";
  CHECK(run("STDDEV_POP", DataType::decimal(20, 10), three) == "+I[1.2918548680]\n");
  CHECK(run("VAR_POP", DataType::decimal(20, 10), three) == "+I[1.6688890000]\n");
  const std::string short_three = "+I[1.00]\n+I[2.00]\n+I[4.10]\n";
  CHECK(run("STDDEV_SAMP", DataType::decimal(5, 2), short_three) == "+I[1.582193]\n");
  CHECK(run("VAR_SAMP", DataType::decimal(5, 2), short_three) == "+I[2.503334]\n");
  const std::string floats = "+I[100]\n+I[50.5]\n+I[0.1]\n";
  CHECK(run("VAR_POP", DataType(TypeKind::Float), floats) == "+I[1663.3798]\n");
  CHECK(run("STDDEV_POP", DataType(TypeKind::Float), floats) == "+I[40.784554]\n");
  CHECK(run("VAR_SAMP", DataType::bigint(), "+I[100]\n+I[50]\n+I[0]\n") == "+I[2500]\n");
}
