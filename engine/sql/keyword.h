// Keywords: which words the grammar knows, and where a word with two lives is one. Private to
// engine/sql.
#pragma once

#include <antlr4-runtime.h>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamsql {

// The token type of the keyword `word` (any case), or nothing.
std::optional<std::size_t> keyword_type(std::string_view word);

// How a token is called in messages: 'SELECT', ','.
std::string token_name(std::size_t type);

bool is_keyword_type(std::size_t type);
bool is_reserved_type(std::size_t type);

// Words such as MAP, IF or TRY_CAST are keywords only beside certain neighbours. Turns them back
// into plain words elsewhere. `tokens` end with EOF.
void settle_contextual_keywords(const std::vector<antlr4::CommonToken*>& tokens);

}  // namespace streamsql
