#include "engine/base/memory_pool.h"

namespace streamsql {

bool MemoryPool::try_reserve(std::uint64_t bytes) {
  const auto before = used_.fetch_add(bytes, std::memory_order_relaxed);
  const bool fits = before + bytes <= limit_ && (!parent_ || parent_->try_reserve(bytes));
  if (!fits) used_.fetch_sub(bytes, std::memory_order_relaxed);
  return fits;
}

void MemoryPool::account(std::uint64_t bytes) {
  for (auto* pool = this; pool; pool = pool->parent_) {
    pool->used_.fetch_add(bytes, std::memory_order_relaxed);
  }
}

void MemoryPool::release(std::uint64_t bytes) {
  for (auto* pool = this; pool; pool = pool->parent_) {
    pool->used_.fetch_sub(bytes, std::memory_order_relaxed);
  }
}

}  // namespace streamsql
