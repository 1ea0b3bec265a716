#include "engine/state/page_codec.h"

#include <doctest/doctest.h>
#include <limits>

#include "engine/base/error.h"

namespace streamsql {
namespace {

struct Words {
  std::uint64_t a, b, c;
};
struct Text {
  StateBytes bytes;
  std::int64_t number;
};

// A page of slots by hand.
class Page {
 public:
  Page(StateLayout layout, bool has_ttl, std::size_t longest_key)
      : layout_(std::move(layout)),
        shape_(layout_, has_ttl, longest_key),
        page_(allocate_page(shape_, shape_.capacity)) {}
  ~Page() {
    for (std::uint32_t i = 0; i < header_of(page_).high; ++i) {
      free_state_bytes(state(i), layout_);
      free_key(state(i));
    }
    free_page(page_);
  }
  template <typename State>
  void add(std::string_view key, const State& value, std::int64_t access_millis = 0) {
    auto& header = header_of(page_);
    auto* const added = state(header.high++);
    ++header.live;
    std::memset(added - shape_.key_bytes, 0, shape_.slot_bytes);
    store_key(added, shape_, key);
    set_slot_flags(added, kSlotUsed);
    store_at(added, value);
    if (shape_.access) store_at(added + shape_.access, access_millis);
  }
  std::string bytes() const {
    std::string out;
    append_page(page_, shape_, layout_, out);
    return out;
  }

 private:
  std::byte* state(std::uint32_t i) { return page_ + shape_.first_state() + i * shape_.slot_bytes; }
  StateLayout layout_;
  SlotShape shape_;
  std::byte* page_;
};

const StateLayout kWords{sizeof(Words), {}};
const StateLayout kTexts{sizeof(Text), {offsetof(Text, bytes)}};
constexpr auto kMax = std::numeric_limits<std::uint64_t>::max();

template <typename Visit>
void read_page(std::string_view bytes, const StateLayout& layout, bool has_ttl,
               const Visit& visit) {
  PageReader reader(bytes, layout, has_ttl);
  for (StoredSlot slot; reader.next(slot);) visit(slot);
}

std::string key_of_size(std::size_t size) { return std::string(size, 'k'); }

}  // namespace

TEST_CASE("words of every length, and their complements, come back from a stored page") {
  Page page(kWords, false, 9);
  std::vector<Words> expected;
  for (int shift = 0; shift < 64; ++shift) {
    const auto bit = std::uint64_t{1} << shift;
    expected.push_back({bit - 1, bit, ~bit});
    page.add(std::string(9, static_cast<char>(shift)), expected.back());
  }
  expected.push_back({0, kMax, kMax - 1});
  page.add("", expected.back());
  const auto bytes = page.bytes();
  CHECK(PageReader(bytes, kWords, false).size().slots == 65);
  CHECK(PageReader(bytes, kWords, false).size().longest_key == 9);
  std::size_t at = 0;
  read_page(bytes, kWords, false, [&](const StoredSlot& slot) {
    CHECK(slot.key == (at < 64 ? std::string(9, static_cast<char>(at)) : ""));
    CHECK(slot.flags == kSlotUsed);
    CHECK(std::memcmp(slot.state.data(), &expected[at++], sizeof(Words)) == 0);
  });
  CHECK(at == 65);
}

TEST_CASE("keys of every length and access times come back from a stored page") {
  for (const std::size_t size : {0, 1, 7, 8, 9, 14, 15, 46, 47, 254, 255, 256, 3000}) {
    Page page(kWords, true, size);
    page.add(key_of_size(size), Words{1, 2, 3}, -1);
    page.add("other", Words{4, 5, 6}, 1'700'000'000'000);
    std::vector<std::string> keys;
    std::vector<std::int64_t> times;
    read_page(page.bytes(), kWords, true, [&](const StoredSlot& slot) {
      keys.emplace_back(slot.key);
      times.push_back(slot.access_millis);
      CHECK(slot.state.size() == sizeof(Words));
    });
    CHECK(keys == std::vector<std::string>{key_of_size(size), "other"});
    CHECK(times == std::vector<std::int64_t>{-1, 1'700'000'000'000});
  }
}

TEST_CASE("bytes that hang on a state are stored without their address") {
  Page page(kTexts, false, 9);
  const std::string text = "some text";
  auto* const copy = new char[text.size()];
  std::memcpy(copy, text.data(), text.size());
  page.add("a", Text{{copy, static_cast<std::uint32_t>(text.size()), 9}, 42});
  page.add("b", Text{{}, -42});
  std::vector<std::string> heaps;
  read_page(page.bytes(), kTexts, false, [&](const StoredSlot& slot) {
    heaps.emplace_back(slot.heap);
    const auto stored = load_at<Text>(slot.state.data());
    CHECK(stored.bytes.data == nullptr);
    CHECK(stored.bytes.size == slot.heap.size());
    CHECK(stored.number == (slot.key == "a" ? 42 : -42));
  });
  CHECK(heaps == std::vector<std::string>{text, ""});
}

TEST_CASE("numbers take the bytes that they need in a stored page") {
  Page page(kWords, false, 9);
  for (char i = 0; i < 100; ++i) page.add(std::string{1, i, 0, 0, 0, 0, 0, 0, 0}, Words{5, 9, 0});
  CHECK(page.bytes().size() < 200);  // one for each, and the frame; of 35 each without
}

TEST_CASE("a page of packed words, of an older database, is read") {
  std::string bytes;
  ByteWriter out(bytes);
  out.number(std::uint8_t{0xF1});
  out.number(std::uint16_t{1});
  out.number(std::uint32_t{3});
  // a is 5 and has one byte, b none, and c is the complement of one byte.
  for (const std::uint8_t byte : {kSlotUsed + 0, 3, 1, 10, 5, 1}) out.number(byte);
  out.raw("key", 3);
  PageReader reader(bytes, kWords, false);
  CHECK(reader.size().slots == 1);
  CHECK(reader.size().longest_key == 3);
  StoredSlot slot;
  REQUIRE(reader.next(slot));
  CHECK(slot.key == "key");
  const auto words = load_at<Words>(slot.state.data());
  CHECK(words.a == 5);
  CHECK(words.b == 0);
  CHECK(words.c == kMax - 1);
  CHECK(!reader.next(slot));
}

TEST_CASE("pages of databases before packing are read") {
  std::string bytes;
  ByteWriter out(bytes);
  out.number(std::uint8_t{kSlotUsed | kSlotHasRow});
  out.number(std::uint8_t{3});
  out.raw("key", 3);
  out.number(Words{1, 2, 3});
  CHECK(PageReader(bytes, kWords, false).size().slots == 1);
  CHECK(PageReader(bytes, kWords, false).size().longest_key == 3);
  int slots = 0;
  read_page(bytes, kWords, false, [&](const StoredSlot& slot) {
    ++slots;
    CHECK(slot.key == "key");
    CHECK(slot.flags == (kSlotUsed | kSlotHasRow));
    CHECK(load_at<Words>(slot.state.data()).c == 3);
  });
  CHECK(slots == 1);
}

TEST_CASE("a stored page that is cut short is noticed") {
  Page page(kWords, false, 9);
  page.add("first key", Words{1, 2, 3});
  page.add("other key", Words{kMax / 3, kMax / 5, kMax / 7});
  const auto bytes = page.bytes();
  for (std::size_t size = bytes.size() - 1; size > bytes.size() / 2 + 8; --size) {
    CHECK_THROWS_AS(read_page(bytes.substr(0, size), kWords, false, [](const StoredSlot&) {}),
                    Error);
  }
}

}  // namespace streamsql
