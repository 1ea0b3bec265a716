// Quoting: names in SQL text.
#pragma once

#include <string>
#include <string_view>

namespace streamsql::mysql {

// `name`, with backticks inside doubled.
std::string quote_identifier(std::string_view name);

}  // namespace streamsql::mysql
