// MemoryShare: what one operator subtask's tables have taken from the memory pool.
#pragma once

#include <cstdint>

#include "engine/base/memory_pool.h"

namespace streamsql {

// Takes from the pool in blocks, so that pages and strings are counted without touching atomics
// each time. One thread; the destructor gives everything back.
class MemoryShare {
 public:
  explicit MemoryShare(MemoryPool& pool) : pool_(pool) {}
  ~MemoryShare() { pool_.release(reserved_); }
  MemoryShare(const MemoryShare&) = delete;
  MemoryShare& operator=(const MemoryShare&) = delete;

  // False when the pool refuses: make room, or take().
  bool try_take(std::uint64_t bytes) {
    if (used_ + bytes > reserved_ && !refill(used_ + bytes - reserved_)) return false;
    used_ += bytes;
    return true;
  }
  // What cannot be refused.
  void take(std::uint64_t bytes) {
    if (!try_take(bytes)) exceed(bytes);
  }
  void give(std::uint64_t bytes) {
    used_ -= bytes;
    if (reserved_ - used_ > 2 * kBlock) shrink();
  }
  std::uint64_t used() const { return used_; }
  MemoryPool& pool() const { return pool_; }

 private:
  static constexpr std::uint64_t kBlock = 64 << 10;
  bool refill(std::uint64_t missing);
  void exceed(std::uint64_t bytes);
  void shrink();

  MemoryPool& pool_;
  std::uint64_t used_ = 0, reserved_ = 0;
};

}  // namespace streamsql
