// Completion: what may stand at the cursor of an unfinished statement.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace streamsql {

// A key that may be set, and what it takes.
struct CompletionKey {
  std::string key;
  std::vector<std::string> values;  // empty: anything
};

// What there is to complete, as of now. Names are as they were declared, without quotes.
struct CompletionWords {
  std::vector<std::string> keywords, functions;            // upper case
  std::map<std::string, std::vector<std::string>> tables;  // tables and views with their columns
  std::vector<CompletionKey> settings;
  // Per connector: its options, and those of every format under their prefixes.
  std::map<std::string, std::vector<CompletionKey>> connectors;
};

struct CompletionAnswer {
  std::size_t begin = 0;                // of the text to replace, which ends at the cursor
  std::vector<std::string> candidates;  // whole texts, sorted; keywords in the case of what stands
};

// `text` is the statement from its first line up to the cursor. Looks at tokens only: a statement
// that is not finished cannot be parsed.
CompletionAnswer complete(std::string_view text, const CompletionWords& words);

// The longest beginning that all candidates share.
std::string common_beginning(const std::vector<std::string>& candidates);

}  // namespace streamsql
