#include "connectors/mysql/quoting.h"

namespace streamsql::mysql {

std::string quote_identifier(std::string_view name) {
  std::string out = "`";
  for (const char c : name) {
    if (c == '`') out += '`';
    out += c;
  }
  out += '`';
  return out;
}

}  // namespace streamsql::mysql
