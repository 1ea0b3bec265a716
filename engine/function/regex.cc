#include "engine/base/utf8.h"
#include "engine/function/builtins.h"
#include "engine/function/java_regex.h"
#include "engine/function/kernel.h"

namespace streamsql {
namespace {

using Text = std::string_view;
using Int = std::int32_t;
using Arguments = std::span<const ColumnPtr>;
using re2::RE2;
using re2::StringPiece;

StringPiece piece(Text text) { return {text.data(), text.size()}; }
Text view(StringPiece text) { return {text.data(), text.size()}; }

// A constant pattern is compiled at planning; others once per distinct text of a batch.
struct ConstantRegex {
  std::unique_ptr<RE2> regex;  // null: malformed
};

std::shared_ptr<const void> prepare_regex(const PrepareInput& input) {
  const auto& pattern = input.constants[1];
  if (!pattern || pattern->is_null(0)) return nullptr;
  return std::make_shared<const ConstantRegex>(
      ConstantRegex{compile_java_regex(pattern->string(0))});
}

class RegexArgument {
 public:
  RegexArgument(const FunctionContext& context, const Column& patterns)
      : constant_(static_cast<const ConstantRegex*>(context.prepared)), patterns_(patterns) {}
  const RE2* operator[](std::size_t row) {
    return constant_ ? constant_->regex.get() : cache_.find(patterns_[row]);
  }

 private:
  const ConstantRegex* constant_;
  kernel::Argument<Text> patterns_;
  RegexCache cache_;
};

// ---- walking over matches

// The next match at or behind `from`; an empty one moves on by a character, as Java's Matcher.
class Matches {
 public:
  Matches(const RE2& regex, Text text) : regex_(regex), text_(text) {}

  bool next() {
    if (from_ > text_.size()) return false;
    StringPiece found;
    if (!regex_.Match(piece(text_), from_, text_.size(), RE2::UNANCHORED, &found, 1)) return false;
    begin_ = static_cast<std::size_t>(found.data() - text_.data());
    end_ = begin_ + found.size();
    from_ = end_;
    if (found.empty()) {
      if (from_ < text_.size()) {
        next_code_point(text_, from_);
      } else {
        ++from_;
      }
    }
    return true;
  }
  std::size_t begin() const { return begin_; }
  std::size_t end() const { return end_; }

 private:
  const RE2& regex_;
  Text text_;
  std::size_t from_ = 0, begin_ = 0, end_ = 0;
};

// The group of the first match; nothing when there is none or it took no part.
std::optional<kernel::Part> group_of(const RE2& regex, Text text, Int group) {
  const int count = regex.NumberOfCapturingGroups();
  if (group < 0 || group > count) return std::nullopt;
  std::vector<StringPiece> groups(static_cast<std::size_t>(group) + 1);
  if (!regex.Match(piece(text), 0, text.size(), RE2::UNANCHORED, groups.data(), group + 1)) {
    return std::nullopt;
  }
  const StringPiece found = groups.back();
  if (!found.data()) return std::nullopt;
  return kernel::Part{view(found)};
}

// The replacement is literal text: '$1' stays '$1', as in Flink.
void replace_all(const RE2& regex, Text text, Text with, std::string& out) {
  std::size_t copied = 0;
  Matches matches(regex, text);
  while (matches.next()) {
    out += text.substr(copied, matches.begin() - copied);
    out += with;
    copied = matches.end();
  }
  out += text.substr(copied);
}

// ---- kernels

void regexp(const FunctionContext& context, Arguments arguments, Selection rows,
            ColumnBuilder& out) {
  const kernel::Argument<Text> texts(*arguments[0]), patterns(*arguments[1]);
  RegexArgument regexes(context, *arguments[1]);
  for (const auto row : rows) {
    const RE2* regex = patterns[row].empty() ? nullptr : regexes[row];
    out.set<std::uint8_t>(row, regex && RE2::PartialMatch(piece(texts[row]), *regex));
  }
}

void regexp_replace(const FunctionContext& context, Arguments arguments, Selection rows,
                    ColumnBuilder& out) {
  const kernel::Argument<Text> texts(*arguments[0]), with(*arguments[2]);
  RegexArgument regexes(context, *arguments[1]);
  std::string text;
  for (const auto row : rows) {
    const RE2* regex = regexes[row];
    if (!regex) {
      out.set_null(row);
      continue;
    }
    text.clear();
    replace_all(*regex, texts[row], with[row], text);
    out.set_string(row, text);
  }
}

void regexp_extract(const FunctionContext& context, Arguments arguments, Selection rows,
                    ColumnBuilder& out) {
  const kernel::Argument<Text> texts(*arguments[0]);
  RegexArgument regexes(context, *arguments[1]);
  kernel::hold_all(out, arguments.first(1));
  for (const auto row : rows) {
    const RE2* regex = regexes[row];
    const Int group = arguments.size() > 2 ? arguments[2]->value<Int>(row) : 0;
    kernel::store(out, row,
                  regex ? group_of(*regex, texts[row], group) : std::optional<kernel::Part>());
  }
}

void append_groups(const RE2& regex, Text text, Int group, ColumnBuilder& elements) {
  std::vector<StringPiece> groups(static_cast<std::size_t>(group) + 1);
  Matches matches(regex, text);
  while (matches.next()) {
    regex.Match(piece(text), matches.begin(), text.size(), RE2::ANCHOR_START, groups.data(),
                group + 1);
    if (groups.back().data()) {
      elements.append_view(view(groups.back()));
    } else {
      elements.append_null();
    }
  }
}

void regexp_extract_all(const FunctionContext& context, Arguments arguments, Selection rows,
                        ColumnBuilder& out) {
  const kernel::Argument<Text> texts(*arguments[0]);
  RegexArgument regexes(context, *arguments[1]);
  kernel::hold_all(out.child(0), arguments.first(1));
  for (const auto row : rows) {
    const RE2* regex = regexes[row];
    const Int group = arguments.size() > 2 ? arguments[2]->value<Int>(row) : 1;
    if (!regex || group < 0 || group > regex->NumberOfCapturingGroups()) {
      out.set_null(row);
      continue;
    }
    append_groups(*regex, texts[row], group, out.child(0));
    out.set_list(row);
  }
}

Int count_matches(const RE2& regex, Text text) {
  Int count = 0;
  for (Matches matches(regex, text); matches.next();) ++count;
  return count;
}

Int position_of_match(const RE2& regex, Text text) {
  Matches matches(regex, text);
  if (!matches.next()) return 0;
  return static_cast<Int>(count_code_points(text.substr(0, matches.begin()))) + 1;
}

template <Int (*measure)(const RE2&, Text)>
void measure_regex(const FunctionContext& context, Arguments arguments, Selection rows,
                   ColumnBuilder& out) {
  const kernel::Argument<Text> texts(*arguments[0]);
  RegexArgument regexes(context, *arguments[1]);
  for (const auto row : rows) {
    const RE2* regex = regexes[row];
    kernel::store(out, row, regex ? std::optional(measure(*regex, texts[row])) : std::nullopt);
  }
}

// ---- STR_TO_MAP: both delimiters are patterns

// Java's String.split: trailing empty parts are dropped, and so is an empty match at the beginning.
std::vector<Text> split_java(const RE2& regex, Text text) {
  std::vector<Text> parts;
  std::size_t begin = 0;
  Matches matches(regex, text);
  while (matches.next()) {
    if (matches.end() == 0 || (matches.begin() == matches.end() && matches.end() == text.size())) {
      continue;
    }
    parts.push_back(text.substr(begin, matches.begin() - begin));
    begin = matches.end();
  }
  parts.push_back(text.substr(begin));
  while (parts.size() > 1 && parts.back().empty()) parts.pop_back();
  return parts;
}

struct Entry {
  Text key;
  std::optional<Text> value;
};

Entry split_entry(const RE2& regex, Text text) {
  Matches matches(regex, text);
  while (matches.next()) {
    if (matches.end() == 0) continue;
    return {text.substr(0, matches.begin()), text.substr(matches.end())};
  }
  return {text, std::nullopt};
}

// A later entry takes the place of an earlier one with its key.
void put(std::vector<Entry>& entries, const Entry& entry) {
  for (auto& known : entries) {
    if (known.key != entry.key) continue;
    known.value = entry.value;
    return;
  }
  entries.push_back(entry);
}

void append_entries(const std::vector<Entry>& entries, ColumnBuilder& out) {
  for (const auto& entry : entries) {
    out.child(0).append_view(entry.key);
    if (entry.value) {
      out.child(1).append_view(*entry.value);
    } else {
      out.child(1).append_null();
    }
  }
}

const RE2& require(const RE2* regex, Text pattern) {
  if (regex) return *regex;
  throw Error(ErrorCode::InvalidArgument,
              "Invalid regular expression '" + std::string(pattern) + "'");
}

void str_to_map(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  const kernel::Argument<Text> texts(*arguments[0]);
  const bool given = arguments.size() > 1;
  RegexCache cache;
  for (int i = 0; i < 2; ++i) kernel::hold_all(out.child(i), arguments.first(1));
  std::vector<Entry> entries;
  for (const auto row : rows) {
    const Text list = given ? arguments[1]->string(row) : ",";
    const Text pair = given ? arguments[2]->string(row) : "=";
    entries.clear();
    if (!texts[row].empty()) {
      for (const Text part : split_java(require(cache.find(list), list), texts[row])) {
        put(entries, split_entry(require(cache.find(pair), pair), part));
      }
    }
    append_entries(entries, out);
    out.set_list(row);
  }
}

constexpr Nulls kPropagate = Nulls::Propagate;

const ScalarFunction kFunctions[] = {
    {"REGEXP(s STRING, pattern STRING) -> BOOLEAN", regexp,
     "Whether a regular expression is found anywhere in a text.", "REGEXP('abc', 'b.')", kPropagate,
     nullptr, prepare_regex},
    {"REGEXP_REPLACE(s STRING, pattern STRING, with STRING) -> STRING NULL", regexp_replace,
     "Replaces every match of a regular expression by a literal text.",
     "REGEXP_REPLACE('100-200', '[0-9]+', 'n') = 'n-n'", kPropagate, nullptr, prepare_regex},
    {"REGEXP_EXTRACT(s STRING, pattern STRING, [group INT]) -> STRING NULL", regexp_extract,
     "A group of the first match, the whole match by default; NULL where there is none.",
     "REGEXP_EXTRACT('foothebar', 'foo(.*?)(bar)', 2) = 'bar'", kPropagate, nullptr, prepare_regex},
    {"REGEXP_EXTRACT_ALL(s STRING, pattern STRING, [group INT]) -> ARRAY<STRING> NULL",
     regexp_extract_all, "A group of every match, the first group by default.",
     "CAST(REGEXP_EXTRACT_ALL('a1b2', '([0-9])') AS STRING) = '[1, 2]'", kPropagate, nullptr,
     prepare_regex},
    {"REGEXP_COUNT(s STRING, pattern STRING) -> INT NULL", measure_regex<count_matches>,
     "How often a regular expression matches.", "REGEXP_COUNT('a1b2', '[0-9]') = 2", kPropagate,
     nullptr, prepare_regex},
    {"REGEXP_INSTR(s STRING, pattern STRING) -> INT NULL", measure_regex<position_of_match>,
     "Where the first match begins, counted from 1; 0 where there is none.",
     "REGEXP_INSTR('abc', 'b|c') = 2", kPropagate, nullptr, prepare_regex},
    {"REGEXP_SUBSTR(s STRING, pattern STRING) -> STRING NULL", regexp_extract,
     "The first match; NULL where there is none.", "REGEXP_SUBSTR('abc12', '[0-9]+') = '12'",
     kPropagate, nullptr, prepare_regex},
    {"STR_TO_MAP(s STRING) -> MAP<STRING, STRING>", str_to_map,
     "A map from text like 'k1=v1,k2=v2'.", "CAST(STR_TO_MAP('a=1,b=2') AS STRING) = '{a=1, b=2}'"},
    {"STR_TO_MAP(s STRING, list STRING, pair STRING) -> MAP<STRING, STRING>", str_to_map,
     "A map from text, with regular expressions between entries and between key and value.",
     "CAST(STR_TO_MAP('a:1;b:2', ';', ':') AS STRING) = '{a=1, b=2}'"},
};

}  // namespace

std::span<const ScalarFunction> regex_functions() { return kFunctions; }

}  // namespace streamsql
