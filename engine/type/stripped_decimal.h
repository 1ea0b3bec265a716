// DECIMALs as JSON and CSV write them: without trailing zeros.
#pragma once

#include <string>

#include "engine/type/data_type.h"
#include "engine/type/decimal_text.h"

namespace streamsql {

enum class DecimalNotation : std::uint8_t {
  Scientific,  // stripTrailingZeros().toString(): 1E+2, 1.2E-7
  Plain        // stripTrailingZeros().toPlainString(): 100, 0.00000012
};

// Writes to `to`, which has room for kDecimalTextSize, and returns the end.
char* write_stripped(Decimal value, int scale, DecimalNotation notation, char* to);
void append_stripped(Decimal value, int scale, DecimalNotation notation, std::string& out);

}  // namespace streamsql
