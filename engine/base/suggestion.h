// Suggestions: "did you mean", by edit distance.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace streamsql {

// The candidate nearest to `word` by case-insensitive Damerau-Levenshtein distance (adjacent swaps
// count one), if near enough to be a slip: at most a third of the word's length, and at least 1.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

// "did you mean 'user_id'?", or "" when nothing is near.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace streamsql
