#include "tools/streamsql/completion.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "engine/base/ascii.h"
#include "engine/sql/parser.h"

namespace streamsql {
namespace {

struct Token {
  enum class Kind { Word, Quoted, String, Symbol } kind;
  std::string text;  // words in upper case, quotes removed
  std::size_t begin = 0;
};

bool is_word_part(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool starts_with(std::string_view text, std::string_view beginning) {
  return equals_ignoring_case(text.substr(0, beginning.size()), beginning);
}

// The tokens of a text whose end may stand in the middle of one.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<Token> scan() {
    while (position_ < text_.size()) step();
    return std::move(tokens_);
  }
  bool open_string() const { return open_ == '\''; }
  bool open_name() const { return open_ == '`'; }
  bool open_comment() const { return open_ == '*'; }

 private:
  bool at(std::string_view word) const { return text_.substr(position_, word.size()) == word; }

  void step() {
    const char c = text_[position_];
    if (std::isspace(static_cast<unsigned char>(c))) {
      ++position_;
    } else if (at("--")) {
      skip_until("\n", '*');
    } else if (at("/*") && !at("/*+")) {
      skip_until("*/", '*');
    } else if (c == '\'' || c == '`') {
      quoted(c);
    } else if (is_word_part(c)) {
      word();
    } else {
      tokens_.push_back({Token::Kind::Symbol, std::string(1, c), position_++});
    }
  }

  void skip_until(std::string_view end, char open) {
    const auto found = text_.find(end, position_ + 2);
    if (found == std::string_view::npos) open_ = open;
    position_ = found == std::string_view::npos ? text_.size() : found + end.size();
  }

  void quoted(char quote) {
    Token token{quote == '`' ? Token::Kind::Quoted : Token::Kind::String, "", position_++};
    for (open_ = quote; position_ < text_.size(); ++position_) {
      if (text_[position_] == quote) {
        if (text_.substr(position_ + 1, 1) != std::string_view(&quote, 1)) break;
        ++position_;
      }
      token.text += text_[position_];
    }
    if (position_ < text_.size()) {
      ++position_;
      open_ = 0;
    }
    tokens_.push_back(std::move(token));
  }

  void word() {
    const auto begin = position_;
    while (position_ < text_.size() && is_word_part(text_[position_])) ++position_;
    tokens_.push_back(
        {Token::Kind::Word, std::string(text_.substr(begin, position_ - begin)), begin});
  }

  std::string_view text_;
  std::size_t position_ = 0;
  char open_ = 0;  // what the end of the text stands in
  std::vector<Token> tokens_;
};

bool is(const Token& token, std::string_view word) {
  if (token.kind == Token::Kind::Word) return equals_ignoring_case(token.text, word);
  return token.kind == Token::Kind::Symbol && token.text == word;
}

bool is_name(const Token& token) {
  return token.kind == Token::Kind::Quoted ||
         (token.kind == Token::Kind::Word && !is_reserved(token.text));
}

class Completer {
 public:
  Completer(std::string_view text, const CompletionWords& words) : text_(text), words_(words) {}

  CompletionAnswer run() {
    Scanner scanner(text_);
    tokens_ = scanner.scan();
    answer_.begin = text_.size();
    if (scanner.open_comment()) return answer_;
    if (scanner.open_string()) {
      in_string();
    } else {
      take_typed(scanner.open_name());
      in_statement();
    }
    auto& found = answer_.candidates;
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return answer_;
  }

 private:
  // ---- '…
  void in_string() {
    typed_ = tokens_.back().text;
    answer_.begin = tokens_.back().begin + 1;
    tokens_.pop_back();
    if (tokens_.empty()) return;
    const bool is_value = is(tokens_.back(), "=");
    if (is_value) tokens_.pop_back();
    const std::string key = is_value && !tokens_.empty() ? tokens_.back().text : "";
    if (is(tokens_.front(), "SET") || is(tokens_.front(), "RESET")) {
      return keys_or_values(words_.settings, key, is_value);
    }
    if (!in_with_clause()) return;
    if (is_value && key == "connector") {
      for (const auto& [name, options] : words_.connectors) offer(name + "'");
      return;
    }
    keys_or_values(connector_keys(), key, is_value);
  }

  void keys_or_values(const std::vector<CompletionKey>& keys, const std::string& key,
                      bool is_value) {
    for (const auto& entry : keys) {
      if (!is_value) {
        offer(entry.key.ends_with(".*") ? entry.key.substr(0, entry.key.size() - 1)
                                        : entry.key + "' = '");
      } else if (entry.key == key) {
        for (const auto& value : entry.values) offer(value + "'");
      }
    }
  }

  bool in_with_clause() const {
    for (auto i = tokens_.size(); i-- > 1;) {
      if (is(tokens_[i], "(")) return is(tokens_[i - 1], "WITH");
      if (is(tokens_[i], ")")) return false;
    }
    return false;
  }

  // Options of the connector that the clause names; the connector itself while it names none.
  std::vector<CompletionKey> connector_keys() const {
    std::string connector;
    for (std::size_t i = 0; i + 2 < tokens_.size(); ++i) {
      if (tokens_[i].kind == Token::Kind::String && tokens_[i].text == "connector") {
        connector = tokens_[i + 2].text;
      }
    }
    if (connector.empty()) return {{"connector", {}}};
    const auto found = words_.connectors.find(connector);
    return found == words_.connectors.end() ? std::vector<CompletionKey>() : found->second;
  }

  // ---- outside of strings
  void take_typed(bool open_name) {
    if (tokens_.empty()) return;
    const auto& last = tokens_.back();
    const bool touches =
        last.kind == Token::Kind::Word && last.begin + last.text.size() == text_.size();
    if (!touches && !open_name) return;
    typed_ = last.text;
    quoted_ = open_name;
    answer_.begin = last.begin;
    tokens_.pop_back();
  }

  void in_statement() {
    if (!tokens_.empty() && is(tokens_.back(), ".")) return columns_of_qualifier();
    if (wants_table()) return offer_tables();
    if (quoted_) {
      offer_tables();
      return offer_columns();
    }
    for (const auto& word : words_.keywords) offer_word(word);
    if (tokens_.empty() || is(tokens_.front(), "SET")) return;
    if (typed_.empty() && !wants_expression()) return;
    for (const auto& name : words_.functions) offer_word(name + "(");
    offer_columns();
  }

  bool wants_table() const {
    if (tokens_.empty()) return false;
    const auto& last = tokens_.back();
    static constexpr std::string_view kBefore[] = {"FROM", "JOIN",     "INTO", "TABLE",
                                                   "VIEW", "DESCRIBE", "DESC"};
    return std::any_of(std::begin(kBefore), std::end(kBefore),
                       [&](auto word) { return is(last, word); }) &&
           !is(tokens_.front(), "CREATE");
  }

  bool wants_expression() const {
    static constexpr std::string_view kBefore[] = {"SELECT", "WHERE", "AND", "OR", "ON",
                                                   "BY",     ",",     "(",   "=",  "THEN"};
    return std::any_of(std::begin(kBefore), std::end(kBefore),
                       [&](auto word) { return is(tokens_.back(), word); });
  }

  void columns_of_qualifier() {
    if (tokens_.size() < 2) return;
    const auto& qualifier = tokens_[tokens_.size() - 2].text;
    for (const auto& [alias, table] : mentioned_tables()) {
      if (!equals_ignoring_case(alias, qualifier)) continue;
      for (const auto& column : words_.tables.at(table)) offer_name(column);
    }
  }

  void offer_tables() {
    for (const auto& [name, columns] : words_.tables) offer_name(name);
  }

  void offer_columns() {
    for (const auto& [alias, table] : mentioned_tables()) {
      for (const auto& column : words_.tables.at(table)) offer_name(column);
      offer_name(alias);
    }
  }

  // Alias and name of each table that the statement mentions so far; a table is its own alias.
  std::vector<std::pair<std::string, std::string>> mentioned_tables() const {
    std::vector<std::pair<std::string, std::string>> out;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const auto table = words_.tables.find(tokens_[i].text);
      if (!is_name(tokens_[i]) || table == words_.tables.end()) continue;
      out.emplace_back(table->first, table->first);
      auto next = i + 1;
      if (next < tokens_.size() && is(tokens_[next], "AS")) ++next;
      if (next < tokens_.size() && is_name(tokens_[next])) {
        out.emplace_back(tokens_[next].text, table->first);
      }
    }
    return out;
  }

  // ---- candidates
  void offer(std::string text) {
    if (text.starts_with(typed_)) answer_.candidates.push_back(std::move(text));
  }
  void offer_word(const std::string& word) {
    if (!starts_with(word, typed_)) return;
    const bool lower =
        std::any_of(typed_.begin(), typed_.end(), [](unsigned char c) { return std::islower(c); });
    answer_.candidates.push_back(lower ? to_lower(word) : word);
  }
  void offer_name(const std::string& name) {
    if (!starts_with(name, typed_)) return;
    answer_.candidates.push_back(quoted_ ? "`" + name + "`" : quote_if_needed(name));
  }

  std::string_view text_;
  const CompletionWords& words_;
  std::vector<Token> tokens_;  // without what is being typed
  std::string typed_;
  bool quoted_ = false;
  CompletionAnswer answer_;
};

}  // namespace

CompletionAnswer complete(std::string_view text, const CompletionWords& words) {
  return Completer(text, words).run();
}

std::string common_beginning(const std::vector<std::string>& candidates) {
  if (candidates.empty()) return "";
  std::string out = candidates.front();
  for (const auto& candidate : candidates) {
    const auto differ = std::mismatch(out.begin(), out.end(), candidate.begin(), candidate.end());
    out.erase(differ.first, out.end());
  }
  const auto& whole = candidates.front();
  const auto is_inside = [&](std::size_t at) {
    return at < whole.size() && (static_cast<unsigned char>(whole[at]) & 0xC0) == 0x80;
  };
  while (is_inside(out.size())) out.pop_back();  // no half of a character
  return out;
}

}  // namespace streamsql
