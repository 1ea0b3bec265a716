// Foreign syntax: what Flink SQL has in place of words that other databases have.
#pragma once

#include <string_view>

namespace streamsql {

// A hint for a word where the parser stopped (AUTO_INCREMENT, ELSEIF, ILIKE); "" when nothing is
// known. `word` in upper case.
std::string_view foreign_word_hint(std::string_view word);

// A hint for a type's name (DATETIME, TEXT); "" when nothing is known. `name` in upper case.
std::string_view foreign_type_hint(std::string_view name);

}  // namespace streamsql
