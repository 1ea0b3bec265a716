#include "connectors/kafka/jaas.h"

#include <cctype>

namespace streamsql::kafka {
namespace {

// Tokens as java.io.StreamTokenizer makes them for Kafka's JaasConfig.
class JaasReader {
 public:
  explicit JaasReader(std::string_view text) : text_(text) {}

  bool at(char c) {
    skip_blanks();
    return pos_ < text_.size() && text_[pos_] == c;
  }
  bool eat(char c) {
    if (!at(c)) return false;
    ++pos_;
    return true;
  }
  bool at_end() {
    skip_blanks();
    return pos_ == text_.size();
  }
  std::optional<std::string> value() {
    skip_blanks();
    if (pos_ < text_.size() && (text_[pos_] == '"' || text_[pos_] == '\'')) return quoted();
    return bare();
  }

 private:
  void skip_blanks() {
    while (pos_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[pos_]))) ++pos_;
  }

  std::optional<std::string> bare() {
    const auto end = std::min(text_.find_first_of(" \t\r\n=;\"'", pos_), text_.size());
    if (end == pos_) return std::nullopt;
    std::string out(text_.substr(pos_, end - pos_));
    pos_ = end;
    return out;
  }

  std::optional<std::string> quoted() {
    const char quote = text_[pos_++];
    std::string out;
    while (pos_ < text_.size() && text_[pos_] != quote) {
      if (text_[pos_] == '\\' && pos_ + 1 < text_.size()) {
        ++pos_;
        out += escaped();
      } else {
        out += text_[pos_++];
      }
    }
    if (pos_ == text_.size()) return std::nullopt;
    ++pos_;
    return out;
  }

  char escaped() {
    const char c = text_[pos_];
    if (c >= '0' && c <= '7') return octal();
    ++pos_;
    constexpr std::string_view kNames = "abfnrtv", kChars = "\a\b\f\n\r\t\v";
    const auto found = kNames.find(c);
    return found == std::string_view::npos ? c : kChars[found];
  }

  char octal() {
    unsigned value = 0;
    const std::size_t limit = pos_ + (text_[pos_] <= '3' ? 3 : 2);
    while (pos_ < text_.size() && pos_ < limit && text_[pos_] >= '0' && text_[pos_] <= '7') {
      value = value * 8 + static_cast<unsigned>(text_[pos_++] - '0');
    }
    return static_cast<char>(value);
  }

  std::string_view text_;
  std::size_t pos_ = 0;
};

}  // namespace

std::optional<JaasLogin> parse_jaas(std::string_view text) {
  JaasReader reader(text);
  const auto module = reader.value();
  const auto flag = reader.value();
  if (!module || !flag) return std::nullopt;
  JaasLogin out;
  out.module = module->substr(module->rfind('.') + 1);
  while (!reader.eat(';')) {
    auto name = reader.value();
    if (!name || !reader.eat('=')) return std::nullopt;
    auto value = reader.value();
    if (!value) return std::nullopt;
    out.options.insert_or_assign(std::move(*name), std::move(*value));
  }
  if (!reader.at_end()) return std::nullopt;
  return out;
}

}  // namespace streamsql::kafka
