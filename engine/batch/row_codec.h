// Row codec: values of any type as bytes, and back; for rows and lists of values in state.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/batch/column_builder.h"

namespace streamsql {

// Appends one value in the format of the key codec (key_codec.h), except that -0.0 and every NaN
// keep their bits.
void append_value(const Column& column, std::size_t row, std::string& out);
// The values of one row, one behind the other.
void append_row(std::span<const ColumnPtr> columns, std::size_t row, std::string& out);

// Appends the first value in `bytes` to a builder of its type, and removes it from them. Reads keys
// too. `bytes` must come from the functions above for a column of the same type.
void read_value(std::string_view& bytes, ColumnBuilder& out);
// How many bytes the first value has.
std::size_t value_length(const DataType& type, std::string_view bytes);

}  // namespace streamsql
