// MemoryPool: a share of the one memory budget of the process.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace streamsql {

// Pools form a tree: what is reserved counts in every ancestor, and the root is the process's
// budget (--memory). Any thread; reserve in blocks (pages, batches, cache segments), not per row.
class MemoryPool {
 public:
  MemoryPool(std::string name, std::uint64_t limit, MemoryPool* parent = nullptr)
      : name_(std::move(name)), limit_(limit), parent_(parent) {}
  MemoryPool(const MemoryPool&) = delete;
  MemoryPool& operator=(const MemoryPool&) = delete;

  // False when this pool or an ancestor would exceed its limit: spill, evict or wait.
  bool try_reserve(std::uint64_t bytes);
  // For what is there already and cannot be refused; may exceed the limit.
  void account(std::uint64_t bytes);
  void release(std::uint64_t bytes);

  const std::string& name() const { return name_; }
  std::uint64_t limit() const { return limit_; }
  std::uint64_t used() const { return used_.load(std::memory_order_relaxed); }

 private:
  std::string name_;
  std::uint64_t limit_;
  MemoryPool* parent_;
  std::atomic<std::uint64_t> used_{0};
};

}  // namespace streamsql
