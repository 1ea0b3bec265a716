// SQL tokens for the tests' reader of expressions.
#pragma once

#include <cctype>
#include <string>
#include <string_view>
#include <vector>

namespace streamsql::test {

struct Token {
  enum class Kind { Word, Number, String, Hex, Symbol, End } kind = Kind::End;
  std::string text;
};

inline std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) : text_(text) {}

  std::vector<Token> run() {
    while (position_ < text_.size()) step();
    tokens_.push_back({});
    return std::move(tokens_);
  }

 private:
  void step() {
    const char c = at(0);
    if (std::isspace(static_cast<unsigned char>(c))) {
      ++position_;
    } else if (c == '\'') {
      quoted(Token::Kind::String, 1);
    } else if ((c == 'X' || c == 'x') && at(1) == '\'') {
      quoted(Token::Kind::Hex, 2);
    } else if (is_digit(c) || (c == '.' && is_digit(at(1)))) {
      number();
    } else if (is_word(c)) {
      take(Token::Kind::Word, [&](std::size_t) { return is_word(at(0)); });
    } else {
      const auto two = text_.substr(position_, 2);
      const std::size_t size = two == "<>" || two == "<=" || two == ">=" || two == "||" ? 2 : 1;
      tokens_.push_back({Token::Kind::Symbol, std::string(text_.substr(position_, size))});
      position_ += size;
    }
  }
  void quoted(Token::Kind kind, std::size_t prefix) {
    std::string value;
    for (position_ += prefix; position_ < text_.size(); ++position_) {
      if (at(0) == '\'') {
        if (at(1) != '\'') break;
        ++position_;
      }
      value += at(0);
    }
    ++position_;
    tokens_.push_back({kind, value});
  }
  void number() {
    take(Token::Kind::Number, [&](std::size_t) {
      const char c = at(0), before = position_ > 0 ? text_[position_ - 1] : ' ';
      return is_digit(c) || c == '.' || c == 'E' || c == 'e' ||
             ((c == '-' || c == '+') && (before == 'E' || before == 'e'));
    });
  }
  template <typename F>
  void take(Token::Kind kind, F&& more) {
    const std::size_t begin = position_;
    while (position_ < text_.size() && more(position_)) ++position_;
    tokens_.push_back({kind, std::string(text_.substr(begin, position_ - begin))});
  }
  char at(std::size_t ahead) const {
    return position_ + ahead < text_.size() ? text_[position_ + ahead] : '\0';
  }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c < 0;
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace streamsql::test
