// Quantity text: numbers, rates and durations as people read them.
#pragma once

#include <cstdint>
#include <string>

namespace streamsql {

std::string count_text(std::uint64_t count);         // "1,234,567"
std::string rate_text(double per_second);            // "12.3 K"
std::string bytes_text(std::uint64_t bytes);         // "850 B", "33.7 KiB", "1.2 GiB"
std::string micros_text(std::int64_t micros);        // "850 µs", "1.2 ms", "3.4 s"
std::string elapsed_text(std::int64_t millis);       // "0.12 s", "12.3 s", "2 min 5 s", "1 h 2 min"
std::string percent_text(double share);              // "98.7 %"
std::string instant_text(std::int64_t wall_millis);  // "2024-01-01 00:00:00.000", UTC

}  // namespace streamsql
