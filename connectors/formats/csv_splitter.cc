#include "connectors/formats/csv_splitter.h"

#include <algorithm>
#include <fmt/format.h>

namespace streamsql {
namespace {

char meaning_of_escape(char c) {
  switch (c) {
    case '0': return '\0';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return c;
  }
}

}  // namespace

bool CsvSplitter::split(std::string_view record) {
  rest_ = record;
  values_.clear();
  texts_used_ = 0;
  for (;;) {
    if (at(options_.quote)) {
      if (!take_quoted()) return false;
    } else {
      take_plain();
    }
    if (!at(options_.delimiter)) return true;
    rest_.remove_prefix(options_.delimiter.size());
  }
}

std::string& CsvSplitter::new_text() {
  if (texts_used_ == texts_.size()) texts_.emplace_back();
  auto& text = texts_[texts_used_++];
  text.clear();
  return text;
}

void CsvSplitter::take_escaped(std::string& out) {
  rest_.remove_prefix(options_.escape.size());
  if (rest_.empty()) return;
  out += meaning_of_escape(rest_.front());
  rest_.remove_prefix(1);
}

void CsvSplitter::take_plain() {
  std::size_t size = 0;
  const char stop = options_.delimiter.front();
  const char escape = options_.escape.empty() ? '\n' : options_.escape.front();
  while (size < rest_.size() && rest_[size] != stop && rest_[size] != escape &&
         rest_[size] != '\n' && rest_[size] != '\r') {
    ++size;
  }
  const auto value = rest_.substr(0, size);
  rest_.remove_prefix(size);
  if (at_end() || at(options_.delimiter)) return values_.push_back(value);
  // An escape, or only the first byte of a delimiter: put the value together.
  std::string& text = new_text();
  text = value;
  while (!at_end() && !at(options_.delimiter)) {
    if (at(options_.escape)) {
      take_escaped(text);
      continue;
    }
    text += rest_.front();
    rest_.remove_prefix(1);
  }
  values_.push_back(text);
}

bool CsvSplitter::take_quoted() {
  const std::string& quote = options_.quote;
  rest_.remove_prefix(quote.size());
  std::string& text = new_text();
  for (;;) {
    if (rest_.empty()) {
      problem_ = "a quoted value has no closing quote";
      return false;
    }
    if (at(options_.escape)) {
      take_escaped(text);
    } else if (at(quote)) {
      rest_.remove_prefix(quote.size());
      if (!at(quote)) break;
      text += quote;
      rest_.remove_prefix(quote.size());
    } else {
      text += rest_.front();
      rest_.remove_prefix(1);
    }
  }
  values_.push_back(text);
  while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
  if (at_end() || at(options_.delimiter)) return true;
  problem_ = fmt::format("a quoted value is followed by '{}' instead of '{}' or the end",
                         rest_.substr(0, 20), options_.delimiter);
  return false;
}

}  // namespace streamsql
