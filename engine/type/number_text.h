// Number text: how Java prints and reads FLOAT and DOUBLE.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace streamsql {

// java.lang.Double/Float.toString of JDK 17, which is not always the shortest text ("2.0E-3" in
// places, 2^-44 and such): digits, "1.0E10" from 1E7 and below 1E-3, "NaN", "Infinity".
void append_java_double(double value, std::string& out);
void append_java_float(float value, std::string& out);

// java.lang.Double.parseDouble of trimmed text, incl. "NaN", "Infinity", "1e3", "0x1p3", "1d".
std::optional<double> parse_java_double(std::string_view text);
std::optional<float> parse_java_float(std::string_view text);

}  // namespace streamsql
