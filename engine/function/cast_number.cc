// Casts among numbers, BOOLEAN and intervals: Java's conversions, as Flink generates them.
#include <cmath>
#include <limits>
#include <type_traits>

#include "engine/function/cast_job.h"
#include "engine/function/typed_kernel.h"
#include "engine/type/number_text.h"

namespace streamsql {

namespace {

DecimalSpec spec_of(const DataType& type) { return {type.precision(), type.scale()}; }

// Cut towards zero; the nearest limit where it does not fit; 0 for NaN.
template <typename To, typename From>
To saturate(From value) {
  constexpr auto kLeast = std::numeric_limits<To>::min(), kMost = std::numeric_limits<To>::max();
  if (std::isnan(value)) return 0;
  if (value <= static_cast<From>(kLeast)) return kLeast;
  if (value >= static_cast<From>(kMost)) return kMost;
  return static_cast<To>(value);
}

// Integers wrap; fractions saturate as INT first, unless they become BIGINT.
template <typename To, typename From>
To narrow(From value) {
  if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    using Wide = std::conditional_t<sizeof(To) == 8, std::int64_t, std::int32_t>;
    return static_cast<To>(saturate<Wide>(value));
  } else {
    return static_cast<To>(value);
  }
}

template <typename From>
void cast_primitive(const CastJob& job) {
  if (job.to().is(TypeKind::Boolean)) {
    return convert_values<From>(job, [](From value) { return value != 0; });
  }
  kernel::with_number_type(job.to().kind(), [&](auto zero) {
    using To = decltype(zero);
    convert_values<From>(job, [](From value) { return narrow<To>(value); });
  });
}

template <typename From>
void cast_fraction_to_decimal(const CastJob& job) {
  std::string text;
  for_values<From>(job, [&](std::size_t row, From value) {
    if (!std::isfinite(value)) return reject(job, row);
    text.clear();
    append_java_double(value, text);  // Flink goes through the text (BigDecimal.valueOf)
    kernel::store(job.out, row, parse_decimal(text, spec_of(job.to())));
  });
}

template <typename From>
void cast_primitive_to_decimal(const CastJob& job) {
  if constexpr (std::is_floating_point_v<From>) {
    cast_fraction_to_decimal<From>(job);
  } else {
    const DecimalSpec to = spec_of(job.to());
    convert_values<From>(job, [to](From value) { return rescale(value, 0, to); });
  }
}

// The integer part, of which only the low 64 bits count.
template <typename To>
void cast_decimal_to_integer(const CastJob& job) {
  const Decimal unit = power_of_ten(job.from().scale());
  convert_values<Decimal>(job, [unit](const Decimal& value) {
    return static_cast<To>(static_cast<std::int64_t>(value / unit));
  });
}

void cast_decimal(const CastJob& job) {
  const DecimalSpec from = spec_of(job.from());
  if (job.to().is(TypeKind::Boolean)) {
    return convert_values<Decimal>(job, [](const Decimal& value) { return value != 0; });
  }
  if (job.to().is(TypeKind::Decimal)) {
    const DecimalSpec to = spec_of(job.to());
    return convert_values<Decimal>(
        job, [&](const Decimal& value) { return rescale(value, from.scale, to); });
  }
  kernel::with_number_type(job.to().kind(), [&](auto zero) {
    using To = decltype(zero);
    if constexpr (std::is_floating_point_v<To>) {
      convert_values<Decimal>(
          job, [&](const Decimal& value) { return static_cast<To>(to_double(value, from)); });
    } else {
      cast_decimal_to_integer<To>(job);
    }
  });
}

}  // namespace

void cast_to_number(const CastJob& job) {
  if (job.from().is(TypeKind::Decimal)) return cast_decimal(job);
  kernel::with_number_type(job.from().kind(), [&](auto zero) {
    using From = decltype(zero);
    if (job.to().is(TypeKind::Decimal)) return cast_primitive_to_decimal<From>(job);
    cast_primitive<From>(job);
  });
}

}  // namespace streamsql
