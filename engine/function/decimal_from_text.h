// Decimal from text: how CAST reads a DECIMAL, which is more lenient than parse_decimal.
#pragma once

#include <optional>
#include <string_view>

#include "engine/type/decimal.h"

namespace streamsql {

// Flink has two parsers (BinaryStringDataUtil.toDecimal): its own for types and texts of up to 18
// digits and bytes, and BigDecimal's beyond. The first takes one character that is no digit behind
// the number ("1.0f") and does not check what rounding makes of it (999.995 as DECIMAL(5, 2) is
// 1000.00); the second takes digits of any script. Nothing for text that Flink refuses.
std::optional<Decimal> decimal_from_text(std::string_view text, DecimalSpec spec);

}  // namespace streamsql
