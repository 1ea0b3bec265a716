// WideInteger: unsigned 256-bit integers, for the intermediate results of DECIMAL arithmetic.
#pragma once

#include "engine/type/decimal.h"

namespace streamsql {

// Plain value; all callers keep it below 10^76 < 2^253, so nothing here overflows.
struct WideInteger {
  UInt128 high = 0, low = 0;

  friend auto operator<=>(const WideInteger&, const WideInteger&) = default;
};

WideInteger multiply_wide(UInt128 a, UInt128 b);
WideInteger add_wide(WideInteger a, WideInteger b);
WideInteger subtract_wide(WideInteger a, WideInteger b);  // a >= b

struct WideQuotient {
  WideInteger quotient, remainder;
};
// divisor > 0.
WideQuotient divide_wide(WideInteger dividend, WideInteger divisor);

}  // namespace streamsql
