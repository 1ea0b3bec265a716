#include <atomic>
#include <random>
#include <unordered_map>

#include "engine/function/builtins.h"
#include "engine/function/kernel.h"

namespace streamsql {
namespace {

using Arguments = std::span<const ColumnPtr>;
using Int = std::int32_t;

// java.util.Random (its documentation gives the algorithm), so that a seed gives Flink's numbers.
class JavaRandom {
 public:
  explicit JavaRandom(std::int64_t seed)
      : state_((static_cast<std::uint64_t>(seed) ^ kMultiplier) & kMask) {}

  double next_double() {
    const auto high = static_cast<std::int64_t>(next(26)) << 27;
    return static_cast<double>(high + next(27)) * 0x1.0p-53;
  }
  Int next_int(Int bound) {
    if ((bound & -bound) == bound) {
      return static_cast<Int>((static_cast<std::int64_t>(bound) * next(31)) >> 31);
    }
    for (;;) {
      const Int bits = next(31), value = bits % bound;
      if (static_cast<std::int64_t>(bits) - value + (bound - 1) <= INT32_MAX) return value;
    }
  }

 private:
  static constexpr std::uint64_t kMultiplier = 0x5DEECE66D, kMask = (std::uint64_t{1} << 48) - 1;

  Int next(int bits) {
    state_ = (state_ * kMultiplier + 0xB) & kMask;
    return static_cast<Int>(static_cast<std::uint32_t>(state_ >> (48 - bits)));
  }

  std::uint64_t state_;
};

std::mt19937_64& entropy() {
  thread_local std::mt19937_64 generator(std::random_device{}());
  return generator;
}

// A call with a seed goes on with its sequence from batch to batch. The state belongs to the call
// and the thread, because a call site is shared by the subtasks that run it.
struct SeededCall {
  std::uint64_t id;
  Int seed;

  JavaRandom& generator() const {
    thread_local std::unordered_map<std::uint64_t, JavaRandom> generators;
    return generators.try_emplace(id, seed).first->second;
  }
};

std::shared_ptr<const void> prepare_seed(const PrepareInput& input) {
  static std::atomic<std::uint64_t> next_id{0};
  const auto& seed = input.constants[0];
  if (!seed || seed->is_null(0)) return nullptr;
  return std::make_shared<const SeededCall>(SeededCall{next_id++, seed->value<Int>(0)});
}

// f(JavaRandom&, row): with the call's sequence, or one number per row where the seed is a column.
template <typename F>
void with_seed(const FunctionContext& context, const Column& seeds, Selection rows, F&& visit) {
  if (context.prepared) {
    auto& random = static_cast<const SeededCall*>(context.prepared)->generator();
    for (const auto row : rows) visit(random, row);
    return;
  }
  for (const auto row : rows) {
    JavaRandom random(seeds.value<Int>(row));
    visit(random, row);
  }
}

void random_double(const FunctionContext&, Arguments, Selection rows, ColumnBuilder& out) {
  JavaRandom random(static_cast<std::int64_t>(entropy()()));
  for (const auto row : rows) out.set(row, random.next_double());
}

void seeded_double(const FunctionContext& context, Arguments arguments, Selection rows,
                   ColumnBuilder& out) {
  with_seed(context, *arguments[0], rows,
            [&](JavaRandom& random, std::size_t row) { out.set(row, random.next_double()); });
}

Int bound_of(const Column& bounds, std::size_t row) {
  const Int bound = bounds.value<Int>(row);
  if (bound <= 0) throw Error(ErrorCode::InvalidArgument, "bound must be positive");
  return bound;
}

void random_integer(const FunctionContext&, Arguments arguments, Selection rows,
                    ColumnBuilder& out) {
  JavaRandom random(static_cast<std::int64_t>(entropy()()));
  for (const auto row : rows) out.set(row, random.next_int(bound_of(*arguments[0], row)));
}

void seeded_integer(const FunctionContext& context, Arguments arguments, Selection rows,
                    ColumnBuilder& out) {
  with_seed(context, *arguments[0], rows, [&](JavaRandom& random, std::size_t row) {
    out.set(row, random.next_int(bound_of(*arguments[1], row)));
  });
}

// RFC 4122 version 4.
void uuid(std::string& out) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::uint64_t bits = entropy()();
  for (int i = 0; i < 32; ++i) {
    if (i == 16) bits = entropy()();
    if (i == 8 || i == 12 || i == 16 || i == 20) out += '-';
    auto digit = static_cast<std::size_t>(bits & 15);
    if (i == 12) digit = 4;
    if (i == 16) digit = 8 | (digit & 3);
    out += kDigits[digit];
    bits >>= 4;
  }
}

constexpr Nulls kPropagate = Nulls::Propagate;
constexpr Determinism kPerRecord = Determinism::PerRecord;

const ScalarFunction kFunctions[] = {
    {"RAND() -> DOUBLE NOT NULL", random_double, "A random number from 0 to below 1.", "RAND() < 1",
     kPropagate, nullptr, nullptr, kPerRecord},
    {"RAND(seed INT) -> DOUBLE", seeded_double,
     "A random number from 0 to below 1, from a sequence that a seed starts.", "RAND(1) < 1",
     kPropagate, nullptr, prepare_seed, kPerRecord},
    {"RAND_INTEGER(bound INT) -> INT", random_integer, "A random integer from 0 to below a bound.",
     "RAND_INTEGER(10) < 10", kPropagate, nullptr, nullptr, kPerRecord},
    {"RAND_INTEGER(seed INT, bound INT) -> INT", seeded_integer,
     "A random integer from 0 to below a bound, from a sequence that a seed starts.",
     "RAND_INTEGER(1, 10) < 10", kPropagate, nullptr, prepare_seed, kPerRecord},
    {"UUID() -> STRING NOT NULL", kernel::row<uuid>, "A random UUID (RFC 4122, version 4).",
     "CHAR_LENGTH(UUID()) = 36", kPropagate, nullptr, nullptr, kPerRecord},
};

}  // namespace

std::span<const ScalarFunction> random_functions() { return kFunctions; }

}  // namespace streamsql
