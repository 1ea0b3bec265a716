#include "tools/streamsql/unified_diff.h"

#include <algorithm>
#include <fmt/format.h>
#include <span>

namespace streamsql {
namespace {

constexpr std::size_t kContext = 3;
// Beyond this many edits the texts have nothing to do with each other, and the trace would take
// memory with the square of it: the rest is shown as removed and added.
constexpr int kMaximumEdits = 2000;

struct Edit {
  char kind;                     // ' ', '-', '+'
  std::size_t expected, actual;  // lines before this one in each text
};
using Lines = std::vector<std::string>;

class Myers {
 public:
  Myers(const Lines& a, const Lines& b)
      : a_(a), b_(b), n_(static_cast<int>(a.size())), m_(static_cast<int>(b.size())) {}

  std::vector<Edit> edits() {
    const int limit = std::min(n_ + m_, kMaximumEdits);
    furthest_.assign(static_cast<std::size_t>(2 * limit + 3), 0);
    offset_ = limit + 1;
    for (int d = 0; d <= limit; ++d) {
      trace_.push_back(furthest_);
      if (extend(d)) return walk_back(d);
    }
    return replace_all();
  }

 private:
  int& furthest(int k) { return furthest_[static_cast<std::size_t>(k + offset_)]; }
  int traced(int d, int k) const {
    return trace_[static_cast<std::size_t>(d)][static_cast<std::size_t>(k + offset_)];
  }

  bool extend(int d) {
    for (int k = -d; k <= d; k += 2) {
      const bool down = k == -d || (k != d && furthest(k - 1) < furthest(k + 1));
      int x = down ? furthest(k + 1) : furthest(k - 1) + 1;
      while (x < n_ && x - k < m_ && at(a_, x) == at(b_, x - k)) ++x;
      furthest(k) = x;
      if (x >= n_ && x - k >= m_) return true;
    }
    return false;
  }

  std::vector<Edit> walk_back(int d) const {
    std::vector<Edit> out;
    const auto push = [&](char kind, int x, int y) {
      out.push_back({kind, static_cast<std::size_t>(x), static_cast<std::size_t>(y)});
    };
    int x = n_, y = m_;
    for (; d > 0; --d) {
      const int k = x - y;
      const bool down = k == -d || (k != d && traced(d, k - 1) < traced(d, k + 1));
      const int before_k = down ? k + 1 : k - 1;
      const int before_x = traced(d, before_k), before_y = before_x - before_k;
      while (x > before_x && y > before_y) push(' ', --x, --y);
      down ? push('+', x, --y) : push('-', --x, y);
    }
    while (x > 0 && y > 0) push(' ', --x, --y);
    std::reverse(out.begin(), out.end());
    return out;
  }

  std::vector<Edit> replace_all() const {
    std::vector<Edit> out;
    for (std::size_t i = 0; i < a_.size(); ++i) out.push_back({'-', i, 0});
    for (std::size_t i = 0; i < b_.size(); ++i) out.push_back({'+', a_.size(), i});
    return out;
  }

  static const std::string& at(const Lines& lines, int i) {
    return lines[static_cast<std::size_t>(i)];
  }

  const Lines &a_, &b_;
  int n_, m_, offset_ = 0;
  std::vector<int> furthest_;
  std::vector<std::vector<int>> trace_;
};

std::string hunk(std::span<const Edit> edits, const Lines& expected, const Lines& actual) {
  std::size_t removed = 0, added = 0;
  std::string body;
  for (const auto& edit : edits) {
    removed += edit.kind != '+';
    added += edit.kind != '-';
    body += edit.kind;
    body += edit.kind == '+' ? actual[edit.actual] : expected[edit.expected];
    body += '\n';
  }
  return fmt::format("@@ -{},{} +{},{} @@\n{}", edits.front().expected + (removed > 0), removed,
                     edits.front().actual + (added > 0), added, body);
}

}  // namespace

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

std::string unified_diff(const Lines& expected, const Lines& actual, const DiffNames& names) {
  if (expected == actual) return "";
  const auto edits = Myers(expected, actual).edits();
  std::string out = fmt::format("--- {}\n+++ {}\n", names.expected, names.actual);
  const auto differs = [](const Edit& edit) { return edit.kind != ' '; };
  for (auto at = std::find_if(edits.begin(), edits.end(), differs); at != edits.end();) {
    const auto first = static_cast<std::size_t>(at - edits.begin());
    auto last = first;  // of the differences that share a hunk
    for (auto i = first; i < edits.size() && i <= last + 2 * kContext + 1; ++i) {
      if (differs(edits[i])) last = i;
    }
    const auto begin = first > kContext ? first - kContext : 0;
    const auto end = std::min(last + kContext + 1, edits.size());
    out += hunk(std::span(edits).subspan(begin, end - begin), expected, actual);
    at = std::find_if(edits.begin() + static_cast<std::ptrdiff_t>(last) + 1, edits.end(), differs);
  }
  return out;
}

}  // namespace streamsql
