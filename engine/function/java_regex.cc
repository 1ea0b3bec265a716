#include "engine/function/java_regex.h"

#include <fmt/format.h>

#include "engine/base/error.h"
#include "engine/base/utf8.h"

namespace streamsql {
namespace {

// Copies a pattern and rewrites what Java and RE2 read differently.
class Translator {
 public:
  explicit Translator(std::string_view pattern) : pattern_(pattern) {}

  std::string run() {
    while (position_ < pattern_.size()) {
      const char c = pattern_[position_];
      if (c == '\\') {
        escape();
      } else if (in_class_) {
        class_character(c);
      } else {
        character(c);
      }
    }
    return std::move(out_);
  }

 private:
  void character(char c) {
    if (c == '[') return open_class();
    if (c == '(') return group();
    if (c == '.') return take(1, "[^\\n\\r\\x{85}\\x{2028}\\x{2029}]");
    if (is_quantifier(c) && next() == '+') refuse("a possessive quantifier");
    if (static_cast<signed char>(c) < 0) return non_ascii();
    take(1, std::string_view(&c, 1));
  }

  void open_class() {
    in_class_ = true;
    class_begin_ = position_ + (next() == '^' ? 2 : 1);
    const auto size = class_begin_ - position_;
    take(size, pattern_.substr(position_, size));
  }

  void class_character(char c) {
    if (c == '[') refuse("a character class inside another");
    if (c == '&' && next() == '&') refuse("the intersection of character classes");
    if (c == ']' && position_ > class_begin_) in_class_ = false;
    take(1, pattern_.substr(position_, 1));
  }

  void group() {
    const auto rest = pattern_.substr(position_);
    if (rest.starts_with("(?=") || rest.starts_with("(?!")) refuse("a lookahead");
    if (rest.starts_with("(?<=") || rest.starts_with("(?<!")) refuse("a lookbehind");
    if (rest.starts_with("(?>")) refuse("an atomic group");
    if (rest.starts_with("(?<")) return take(3, "(?P<");
    take(1, "(");
  }

  void escape() {
    const char c = next();
    if (c >= '1' && c <= '9' && !in_class_) refuse("a back reference");
    if (c == 'k' && !in_class_) refuse("a back reference");
    if (c == 'G') refuse("\\G");
    if (c == 's') return take(2, in_class_ ? "\\t-\\r " : "[\\t-\\r ]");
    if (c == 'S' && !in_class_) return take(2, "[^\\t-\\r ]");
    if (c == 'h') return take(2, in_class_ ? " \\t\\x{A0}" : "[ \\t\\x{A0}]");
    if (c == 'R' && !in_class_) return take(2, "(?:\\r\\n|[\\n-\\r\\x{85}\\x{2028}\\x{2029}])");
    if (c == 'Z') return take(2, "\\z");
    if (c == 'e') return take(2, "\\x1B");
    if (c == 'u') return take(6, fmt::format("\\x{{{}}}", pattern_.substr(position_ + 2, 4)));
    if (c == 'p' || c == 'P') return property(c);
    if (c == 'Q') return quoted();
    take(2, pattern_.substr(position_, 2));
  }

  // \p{Alpha} and the other POSIX names of Java.
  void property(char c) {
    static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
        {"Lower", "a-z"},
        {"Upper", "A-Z"},
        {"ASCII", "\\x00-\\x7F"},
        {"Alpha", "a-zA-Z"},
        {"Digit", "0-9"},
        {"Alnum", "a-zA-Z0-9"},
        {"Punct", "!-/:-@\\[-`{-~"},
        {"XDigit", "0-9a-fA-F"},
        {"Space", "\\t-\\r "},
        {"Blank", " \\t"},
        {"IsAlphabetic", "\\pL"},
        {"IsLetter", "\\pL"},
        {"IsDigit", "\\p{Nd}"},
        {"IsHan", "\\p{Han}"},
        {"IsLatin", "\\p{Latin}"}};
    const auto close = pattern_.find('}', position_);
    if (next(2) == '{' && close != std::string_view::npos) {
      const auto name = pattern_.substr(position_ + 3, close - position_ - 3);
      for (const auto& [java, set] : kNames) {
        if (java != name || (c == 'P' && in_class_)) continue;
        const auto text =
            in_class_ ? std::string(set) : fmt::format("[{}{}]", c == 'P' ? "^" : "", set);
        return take(close + 1 - position_, text);
      }
    }
    take(2, pattern_.substr(position_, 2));
  }

  void quoted() {
    const auto end = pattern_.find("\\E", position_);
    const auto begin = position_ + 2;
    const auto text = pattern_.substr(begin, end == std::string_view::npos ? end : end - begin);
    const auto size =
        end == std::string_view::npos ? pattern_.size() - position_ : end + 2 - position_;
    take(size, re2::RE2::QuoteMeta(re2::StringPiece(text.data(), text.size())));
  }

  // (?i) ignores the case of ASCII letters only.
  void non_ascii() {
    std::size_t end = position_;
    next_code_point(pattern_, end);
    take(end - position_, fmt::format("(?-i:{})", pattern_.substr(position_, end - position_)));
  }

  static bool is_quantifier(char c) { return c == '*' || c == '+' || c == '?' || c == '}'; }
  char next(std::size_t ahead = 1) const {
    return position_ + ahead < pattern_.size() ? pattern_[position_ + ahead] : '\0';
  }
  void take(std::size_t size, std::string_view replacement) {
    out_ += replacement;
    position_ = std::min(position_ + size, pattern_.size());
  }
  [[noreturn]] void refuse(std::string_view construct) const {
    throw Error(
        ErrorCode::UnsupportedSyntax,
        fmt::format("Regular expression '{}' uses {}, which is not supported", pattern_, construct))
        .hint("patterns are run in linear time by RE2: see https://github.com/google/re2/wiki");
  }

  std::string_view pattern_;
  std::size_t position_ = 0;
  std::size_t class_begin_ = 0;  // a ']' there is an ordinary character
  bool in_class_ = false;
  std::string out_;
};

}  // namespace

std::string translate_java_regex(std::string_view pattern) { return Translator(pattern).run(); }

std::unique_ptr<re2::RE2> compile_java_regex(std::string_view pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  auto regex = std::make_unique<re2::RE2>(translate_java_regex(pattern), options);
  if (!regex->ok()) return nullptr;
  return regex;
}

const re2::RE2* RegexCache::find(std::string_view pattern) {
  const auto found = patterns_.find(std::string(pattern));
  if (found != patterns_.end()) return found->second.get();
  if (patterns_.size() >= kMaxPatterns) patterns_.clear();
  return patterns_.emplace(pattern, compile_java_regex(pattern)).first->second.get();
}

}  // namespace streamsql
