// Changelog text: rows as they are printed, compared in order or as the table they add up to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace streamsql::harness {

// The rows that are left when every -U and -D has taken an equal row away, without their kinds,
// sorted. What is taken away without having been there stays, with its kind.
std::vector<std::string> fold_changelog(std::string_view rows);

}  // namespace streamsql::harness
