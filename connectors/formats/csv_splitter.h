// CsvSplitter: takes a record of delimited values apart, as Jackson's CsvMapper does.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/formats/csv_options.h"

namespace streamsql {

// One thread; reused for every record. Values point into the record, or into the splitter where
// quotes or escapes were removed, until the next split.
class CsvSplitter {
 public:
  explicit CsvSplitter(const CsvOptions& options) : options_(options) {}

  // False, with a problem, when quotes are not closed or followed by something else.
  bool split(std::string_view record);
  const std::vector<std::string_view>& values() const { return values_; }
  const std::string& problem() const { return problem_; }

 private:
  bool at(const std::string& character) const {
    return !character.empty() && rest_.starts_with(character);
  }
  bool at_end() const { return rest_.empty() || rest_.front() == '\n' || rest_.front() == '\r'; }
  bool take_quoted();
  void take_plain();
  void take_escaped(std::string& out);
  std::string& new_text();

  const CsvOptions& options_;
  std::string_view rest_;
  std::vector<std::string_view> values_;
  std::deque<std::string> texts_;
  std::size_t texts_used_ = 0;
  std::string problem_;
};

}  // namespace streamsql
