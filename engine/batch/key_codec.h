// Key codec: key columns as bytes that are equal exactly when the keys are equal.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/batch/column.h"

namespace streamsql {

// The encoded keys of a run of rows, one behind the other. Reused from batch to batch.
class EncodedKeys {
 public:
  std::size_t size() const { return ends_.size(); }
  std::string_view key(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(bytes_).substr(begin, ends_[index] - begin);
  }
  std::uint64_t hash(std::size_t index) const { return hashes_[index]; }

  void clear() {
    bytes_.clear();
    ends_.clear();
    hashes_.clear();
  }
  // A key that was encoded before. Its hash is hash_key() of it, but with the key group of `group`:
  // the hash of a key whose subtask owns it, or its own hash.
  void append(std::string_view key, std::uint64_t group);

 private:
  friend void encode_keys(std::span<const ColumnPtr>, Selection, EncodedKeys&);
  std::string bytes_;
  std::vector<std::size_t> ends_;
  std::vector<std::uint64_t> hashes_;  // XXH3 of the bytes; see append()
};

// Replaces `out` by the keys of `rows`. Per column a byte that tells NULL from a value, then
//   fixed-width values   their bytes, -0.0 as 0.0 and one NaN
//   strings, binaries    4 bytes of length, then the bytes
//   arrays, maps, rows   4 bytes of length where it varies, then the elements
// Two keys are equal when they come from columns of the same types and their bytes are equal.
void encode_keys(std::span<const ColumnPtr> columns, Selection rows, EncodedKeys& out);

// Of a key's bytes: what EncodedKeys::hash gives.
std::uint64_t hash_key(std::string_view key);
// The same in a key group that may be that of another key: the seven highest bits are the group.
std::uint64_t hash_in_group(std::string_view key, int key_group);

// One value, appended as above.
void append_key(const Column& column, std::size_t row, std::string& out);

}  // namespace streamsql
