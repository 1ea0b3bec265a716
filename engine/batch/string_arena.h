// StringArena: bump allocation for the long strings of a column.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "engine/batch/column.h"

namespace streamsql {

// One thread. Chunks are handed to the column as owners; memory is never moved.
class StringArena {
 public:
  // Uninitialised memory that lives as long as a chunk from take_chunks().
  char* allocate(std::size_t size) {
    if (size > static_cast<std::size_t>(end_ - next_)) new_chunk(size);
    char* const begin = next_;
    next_ += size;
    return begin;
  }
  StringView16 store(std::string_view text) {
    if (text.size() <= StringView16::kInlineSize) return StringView16(text);
    char* const copy = allocate(text.size());
    text.copy(copy, text.size());
    return StringView16(std::string_view(copy, text.size()));
  }
  void take_chunks(std::vector<BufferOwner>& owners);

 private:
  void new_chunk(std::size_t at_least);

  std::vector<BufferOwner> chunks_;
  char* next_ = nullptr;
  char* end_ = nullptr;
};

}  // namespace streamsql
