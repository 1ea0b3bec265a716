// Leaf: the sorted entries of one stretch of an OrderedTable, in one buffer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace streamsql {

// Where an entry sorts: by key, then by order, as unsigned bytes.
struct EntryPlace {
  std::string_view key, order;
  friend bool operator<(const EntryPlace& a, const EntryPlace& b) {
    const int keys = a.key.compare(b.key);
    return keys < 0 || (keys == 0 && a.order < b.order);
  }
  friend bool operator==(const EntryPlace&, const EntryPlace&) = default;
};

// Entries lie in a heap of records, in any order, and a sorted array of their offsets:
//   record  key size u32 | order size u32 | value size u32 | key | order | value
// Replaced and removed records stay as garbage until the next growth. The same form is written to
// the database: records in order, one behind the other.
class Leaf {
 public:
  std::size_t size() const { return offsets_.size(); }
  bool empty() const { return offsets_.empty(); }
  EntryPlace place(std::size_t i) const;
  std::string_view value(std::size_t i) const;
  // The first entry that is not less.
  std::size_t lower_bound(const EntryPlace& place) const;

  void insert(std::size_t i, const EntryPlace& place, std::string_view value);
  void set_value(std::size_t i, std::string_view value);
  void remove(std::size_t begin, std::size_t end);
  Leaf split_off(std::size_t i);  // the entries from i on
  void append(const Leaf& leaf);  // all of its entries are greater

  std::size_t data_bytes() const { return heap_.size() - garbage_; }  // without garbage
  std::size_t memory_bytes() const;
  std::string to_bytes() const;
  static Leaf from_bytes(std::string_view bytes);

 private:
  std::uint32_t add_record(const EntryPlace& place, std::string_view value);
  std::vector<char> grow(std::size_t at_least);  // returns the former heap
  void compact_if_worth();
  void compact();
  std::size_t record_size(std::size_t i) const;

  std::vector<std::uint32_t> offsets_;
  std::vector<char> heap_;
  std::size_t garbage_ = 0;
};

}  // namespace streamsql
