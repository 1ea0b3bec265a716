// The scanner against RapidJSON on random, cut and damaged documents.
#include <doctest/doctest.h>
#include <random>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include "connectors/formats/json_scanner.h"

namespace streamsql {
namespace {

class DocumentMaker {
 public:
  explicit DocumentMaker(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t limit) { return random_() % limit; }

  std::string value(int depth) {
    switch (below(depth > 3 ? 5 : 7)) {
      case 0: return number();
      case 1:
      case 2: return text();
      case 3: return below(2) == 0 ? "true" : "false";
      case 4: return "null";
      case 5: return list('[', ']', depth, false);
      default: return list('{', '}', depth, true);
    }
  }

 private:
  std::string number() {
    static const char* const kNumbers[] = {
        "0", "-0", "12", "-7.25", "1e5", "3E-2", "0.001", "123456789012345678901234567890"};
    return kNumbers[below(8)];
  }
  std::string text() {
    static const char* const kPieces[] = {"a",
                                          "plain text that is long",
                                          "\\n",
                                          "\\\"",
                                          "\\u00e9",
                                          "\\\\",
                                          "\xC3\xA9",
                                          "\xE6\x97\xA5",
                                          "\xF0\x9F\x98\x80",
                                          " "};
    std::string out = "\"";
    for (std::size_t i = below(5); i > 0; --i) out += kPieces[below(10)];
    return out + '"';
  }
  std::string list(char open, char close, int depth, bool keys) {
    std::string out(1, open);
    for (std::size_t i = 0, count = below(4); i < count; ++i) {
      if (i > 0) out += below(3) == 0 ? " ,\n" : ",";
      if (keys) out += text() + (below(3) == 0 ? " : " : ":");
      out += value(depth + 1);
    }
    return out + close;
  }

  std::mt19937 random_;
};

bool ours_accepts(const std::string& text) {
  const DecodeLimits limits{.depth = 1000};
  const std::vector<char> exact(text.begin(), text.end());
  JsonScanner in({exact.data(), exact.size()}, limits);
  JsonToken token;
  if (!in.scan_value(token)) return false;
  in.skip_blanks();
  return in.at_end();
}

bool theirs_accepts(const std::string& text, rapidjson::ParseErrorCode& code) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag | rapidjson::kParseFullPrecisionFlag>(
      text.data(), text.size());
  code = document.GetParseError();
  return !document.HasParseError();
}

// RapidJSON refuses numbers that overflow a double, lone surrogates, and control characters; a NUL
// ends its text. Jackson, as Flink sets it up, does not.
bool comparable(const std::string& text, rapidjson::ParseErrorCode code) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r') return false;
  }
  return code != rapidjson::kParseErrorNumberTooBig &&
         code != rapidjson::kParseErrorStringUnicodeSurrogateInvalid &&
         !(code == rapidjson::kParseErrorStringInvalidEncoding &&
           text.find_first_of("\n\t\r") != std::string::npos);
}

void compare(const std::string& text) {
  rapidjson::ParseErrorCode code{};
  const bool theirs = theirs_accepts(text, code);
  if (!comparable(text, code)) return;
  INFO("document: ", text);
  INFO("RapidJSON: ", rapidjson::GetParseError_En(code));
  CHECK(ours_accepts(text) == theirs);
}

TEST_CASE("random documents are accepted as RapidJSON accepts them") {
  DocumentMaker make(1);
  for (int i = 0; i < 3000; ++i) compare(make.value(0));
}

TEST_CASE("cut documents are refused as RapidJSON refuses them") {
  DocumentMaker make(2);
  for (int i = 0; i < 3000; ++i) {
    const auto text = make.value(0);
    compare(text.substr(0, make.below(text.size() + 1)));
  }
}

TEST_CASE("documents with flipped bits are judged as RapidJSON judges them") {
  DocumentMaker make(3);
  for (int i = 0; i < 6000; ++i) {
    auto text = make.value(0);
    auto& byte = text[make.below(text.size())];
    byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1u << make.below(8)));
    compare(text);
  }
}

std::string text_by_rapidjson(const std::string& json) {
  rapidjson::Document document;
  document.Parse(json.data(), json.size());
  return {document.GetString(), document.GetStringLength()};
}

TEST_CASE("strings survive being written and read again by RapidJSON") {
  std::mt19937 random(4);
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    for (int n = static_cast<int>(random() % 20); n > 0; --n) {
      static const char* const kPieces[] = {"a", "\"", "\\", "\n", "\x01", "é", "日", "😀", "/"};
      text += kPieces[random() % 9];
    }
    std::string json;
    append_json_string(text, json);
    CHECK(text_by_rapidjson(json) == text);
  }
}

}  // namespace
}  // namespace streamsql
