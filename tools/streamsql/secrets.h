// Secrets: values that came from the environment or from files, and are never printed.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace streamsql {

// A value type. A value of fewer than four characters is masked only where it stands as a word of
// its own, because it would otherwise be found inside any text.
class Secrets {
 public:
  void add(std::string value);
  void add(const Secrets& others) { values_.insert(others.values_.begin(), others.values_.end()); }
  bool empty() const { return values_.empty(); }
  // The text with every occurrence of a value replaced by ******.
  std::string mask(std::string_view text) const;

 private:
  std::size_t match(std::string_view text, std::size_t at) const;

  struct LongerFirst {
    bool operator()(const std::string& a, const std::string& b) const {
      return a.size() != b.size() ? a.size() > b.size() : a < b;
    }
  };
  std::set<std::string, LongerFirst> values_;
};

}  // namespace streamsql
