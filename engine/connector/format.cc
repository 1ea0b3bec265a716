#include "engine/connector/format.h"

namespace streamsql {

std::string ChangelogMode::to_string() const {
  std::string out;
  const auto add = [&out](bool holds, std::string_view letters) {
    if (!holds) return;
    out += out.empty() ? "[" : ",";
    out += letters;
  };
  add(insert, "I");
  add(update_before, "UB");
  add(update_after, "UA");
  add(remove, "D");
  return out.empty() ? "[]" : out + "]";
}

void DecodeReport::clear() {
  row_counts.clear();
  problems.clear();
  skipped = 0;
}

std::string_view EncodedRun::message(std::size_t index) const {
  const std::size_t begin = index == 0 ? 0 : ends[index - 1];
  if (index < null.size() && null[index]) return {};
  return std::string_view(bytes).substr(begin, ends[index] - begin);
}

void EncodedRun::clear() {
  bytes.clear();
  ends.clear();
  null.clear();
}

}  // namespace streamsql
