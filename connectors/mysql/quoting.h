// Quoting: names and constants in SQL text.
#pragma once

#include <string>
#include <string_view>

namespace streamsql::mysql {

// `name`, with backticks inside doubled.
std::string quote_identifier(std::string_view name);
// 'text', with quotes and backslashes inside doubled: a constant in the default sql_mode.
std::string quote_text(std::string_view text);

}  // namespace streamsql::mysql
