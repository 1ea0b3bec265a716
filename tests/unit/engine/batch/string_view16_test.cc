#include "engine/batch/string_view16.h"

#include <cstring>
#include <doctest/doctest.h>
#include <memory>
#include <string>

using namespace streamsql;

namespace {

// Text of every length around the bounds of the representation, each byte another one.
std::string text_of(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += static_cast<char>(0xF0 - i * 7);
  return text;
}

}  // namespace

TEST_CASE("text of every length is read back, and nothing behind it is touched") {
  for (std::size_t size = 0; size < 20; ++size) {
    const auto text = text_of(size);
    const auto exact = std::make_unique<char[]>(size);  // the sanitizer sees a byte too many
    text.copy(exact.get(), size);
    const StringView16 view({exact.get(), size});
    CHECK(view.view() == text);
    CHECK(view.is_inline() == (size <= StringView16::kInlineSize));
  }
}

TEST_CASE("equal text is equal wherever it lies, and differs by any byte or the length") {
  for (std::size_t size = 0; size < 20; ++size) {
    const auto text = text_of(size), copy = text;
    CHECK(StringView16(text) == StringView16(copy));
    CHECK_FALSE(StringView16(text) == StringView16(text_of(size + 1)));
    for (std::size_t i = 0; i < size; ++i) {
      auto other = text;
      other[i] ^= 1;
      CHECK_FALSE(StringView16(text) == StringView16(other));
    }
  }
}

TEST_CASE("unused inline bytes are zero") {
  for (std::size_t size = 0; size <= StringView16::kInlineSize; ++size) {
    const StringView16 view(text_of(size));
    char bytes[sizeof view];
    std::memcpy(bytes, &view, sizeof view);
    for (std::size_t i = sizeof(std::uint32_t) + size; i < sizeof view; ++i) CHECK(bytes[i] == 0);
  }
}
