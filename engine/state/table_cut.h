// TableCut: the pages or leaves of one table that a checkpoint has to write.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/state/state_database.h"

namespace streamsql {

// Blocks an operator subtask while what it does would be younger than a cut that is not written
// yet. The task's thread waits; the checkpoint thread opens it. Where both are one thread, nobody
// may wait.
class CutGate {
 public:
  explicit CutGate(bool one_thread) : one_thread_(one_thread) {}
  void close() {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
  }
  void open() {
    const std::scoped_lock lock(mutex_);
    closed_ = false;
    opened_.notify_all();
  }
  bool closed() {
    const std::scoped_lock lock(mutex_);
    return closed_;
  }
  // Until it is open; false when it never would be.
  bool wait() {
    std::unique_lock lock(mutex_);
    if (!one_thread_) opened_.wait(lock, [this] { return !closed_; });
    return !closed_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  const bool one_thread_;
  bool closed_ = false;
};

// Shared by the table, whose thread asks whether an item may be changed, and the checkpoint thread,
// which turns items into bytes. Each item goes from waiting to claimed to written once; whoever
// claims it turns it into bytes, and after `written` nobody reads its memory any more: the database
// has it.
class TableCut {
 public:
  struct Item {
    std::string name;  // the key of its blob
    const void* memory;
  };
  using ToBytes = std::function<void(const void* memory, std::string& out)>;
  enum class Outcome : std::uint8_t { Pending, Durable, Failed };

  TableCut(Family family, ToBytes to_bytes) : family_(family), to_bytes_(std::move(to_bytes)) {}

  // Before it is shared:
  void add(std::string name, const void* memory) { items_.push_back({std::move(name), memory}); }
  void add_erased(std::vector<std::string> names) { erased_ = std::move(names); }
  void seal() { states_ = std::make_unique<std::atomic<std::uint8_t>[]>(items_.size()); }

  std::size_t size() const { return items_.size(); }
  const std::vector<std::string>& erased() const { return erased_; }
  bool written(std::size_t i) const { return states_[i].load(std::memory_order_acquire) == 2; }
  // Whether the checkpoint thread may still read its memory.
  bool needs(std::size_t i) const { return outcome() == Outcome::Pending && !written(i); }
  bool needs_any() const;

  // All items and erasures. Throws when some other thread could not write an item.
  void write(StateDatabase& database);
  // Until an item is written, by whomever: for the thread that wants to change it.
  void write_now(std::size_t i, StateDatabase& database);

  Outcome outcome() const { return outcome_.load(std::memory_order_acquire); }
  void settle(Outcome outcome) { outcome_.store(outcome, std::memory_order_release); }
  // Memory of a table that ends while the cut is still to be written.
  void inherit(std::shared_ptr<void> memory);

 private:
  bool put_item(std::size_t i, std::string& room, DatabaseBatch& batch);
  void await(std::size_t i) const;

  const Family family_;
  ToBytes to_bytes_;
  std::vector<Item> items_;
  std::vector<std::string> erased_;
  std::unique_ptr<std::atomic<std::uint8_t>[]> states_;
  std::atomic<Outcome> outcome_ = Outcome::Pending;
  std::atomic<bool> failed_ = false;  // an item was claimed and could not be written
  std::string room_;                  // of write_now
  std::mutex mutex_;
  std::vector<std::shared_ptr<void>> inherited_;
};

}  // namespace streamsql
