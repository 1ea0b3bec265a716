#include "tests/harness/changelog_text.h"

#include <map>

#include "tools/streamsql/unified_diff.h"

namespace streamsql::harness {

std::vector<std::string> fold_changelog(std::string_view rows) {
  std::map<std::string, int> counts;
  for (const auto& line : split_lines(rows)) {
    const bool removes = line.starts_with("-U[") || line.starts_with("-D[");
    counts[line.substr(std::min<std::size_t>(line.size(), 2))] += removes ? -1 : 1;
  }
  std::vector<std::string> out;
  for (const auto& [row, count] : counts) {
    for (int i = 0; i < count; ++i) out.push_back(row);
    for (int i = count; i < 0; ++i) out.push_back("-D" + row);
  }
  return out;
}

}  // namespace streamsql::harness
