// Page codec: pages of slots as bytes, for the database.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/state/slot_codec.h"

namespace streamsql {

// A page is stored in the bytes in which its slots differ. A slot is taken as words of eight bytes,
// from its key's inline place to its access time; flags and size of the key are in them. Addresses
// are 0.
//   0xF2 | slots in use u16 | longest key u32 | words of the key's place u8
//        | for each word: shift u8, width u8, what it is in the first slot u64 | slots
//   slot   of each word `width` bytes from byte `shift` on, little endian; its other bytes are
//   those
//          of the first slot | the key, when it is not inline | for each StateBytes: its bytes
// Counts, sums and keys of a page have most of their bytes in common, and a checkpoint costs what
// its bytes cost. (Frame of reference: Goldstein, Ramakrishnan and Shaft, "Compressing relations
// and indexes", 1998.)
void append_page(const std::byte* page, const SlotShape& shape, const StateLayout& layout,
                 std::string& out);

// What is allocated for a page before its slots are read.
struct StoredPageSize {
  std::uint32_t slots = 0;
  std::size_t longest_key = 0;
};

// Reads a stored page from front to back. What an earlier slot points to is gone with the next one.
// Throws StateUnreadable, as all here do. Older databases have two other forms:
//   0xF1 | slots in use u16 | longest key u32 | slots
//     slot   flags u8 | key size u8, 255: u32 follows | packed words | rest of the key | heap
//     words  of the key (size / 8), the access millis (only with a time to live), the state: 4 bits
//            for each, then their significant bytes, little endian: 0 to 8 say how many, and 9 to
//            15 that 0 to 6 follow which are the complement
//     heap   for each StateBytes of the state: its bytes
//   a page that begins with the flags of a slot (below 16) has nothing but such slots:
//     flags u8 | key size u8, 255: u32 follows | key | row
class PageReader {
 public:
  PageReader(std::string_view bytes, const StateLayout& layout, bool has_ttl);
  StoredPageSize size() const;
  bool next(StoredSlot& slot);  // false behind the last

 private:
  enum class Form : std::uint8_t { Plain, Packed, Framed };
  struct Column {
    std::size_t word;
    unsigned shift, width;
  };

  void read_frame();
  void read_framed(StoredSlot& slot);
  void read_packed(StoredSlot& slot);
  void read_plain(StoredSlot& slot);

  ByteReader in_;
  const StateLayout& layout_;
  const bool has_ttl_;
  Form form_ = Form::Plain;
  StoredPageSize size_;
  std::size_t key_words_ = 0;
  std::vector<std::uint64_t> words_;   // of a slot
  std::vector<std::uint64_t> common_;  // of framed slots: the bytes that are in no column
  std::vector<Column> columns_;
};

}  // namespace streamsql
