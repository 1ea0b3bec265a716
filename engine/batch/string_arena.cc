#include "engine/batch/string_arena.h"

#include <algorithm>

namespace streamsql {
namespace {
constexpr std::size_t kFirstChunk = 4096;
constexpr std::size_t kLargestChunk = 1 << 20;
}  // namespace

void StringArena::new_chunk(std::size_t at_least) {
  const std::size_t wanted =
      std::min(kFirstChunk << std::min<std::size_t>(chunks_.size(), 8), kLargestChunk);
  const std::size_t size = std::max(wanted, at_least);
  std::shared_ptr<char[]> chunk(new char[size]);
  next_ = chunk.get();
  end_ = next_ + size;
  chunks_.push_back(std::move(chunk));
}

void StringArena::take_chunks(std::vector<BufferOwner>& owners) {
  owners.insert(owners.end(), std::make_move_iterator(chunks_.begin()),
                std::make_move_iterator(chunks_.end()));
  chunks_.clear();
  next_ = end_ = nullptr;
}

}  // namespace streamsql
