// DECIMAL values written into character buffers, for encoders that make room once per record.
#pragma once

#include "engine/type/decimal.h"

namespace streamsql {

// The text of append_plain and append_java, written to `to`, which has room for kDecimalTextSize;
// they return the end.
inline constexpr std::size_t kDecimalTextSize = 64;
char* write_plain(Decimal value, int scale, char* to);
char* write_java(Decimal value, int scale, char* to);

}  // namespace streamsql
