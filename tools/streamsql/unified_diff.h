// Unified diff: what differs between two texts, line by line, as diff -u shows it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace streamsql {

std::vector<std::string> split_lines(std::string_view text);

struct DiffNames {
  std::string expected, actual;
};

// Empty when the texts are equal. Three lines of context. Lines start with ' ', '-' (expected only)
// or '+' (actual only). The shortest edit script, by Myers, "An O(ND) Difference Algorithm and Its
// Variations" (1986).
std::string unified_diff(const std::vector<std::string>& expected,
                         const std::vector<std::string>& actual, const DiffNames& names);

}  // namespace streamsql
