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
  using ToBytes = std::function<void(const void* memory, std::string& out)>;
  using ToName = std::function<std::string(const void* memory)>;  // the key of its blob
  enum class Outcome : std::uint8_t { Pending, Durable, Failed };

  TableCut(Family family, ToBytes to_bytes) : family_(family), to_bytes_(std::move(to_bytes)) {}
  // Names are not even made while the table's thread waits: its items are many.
  TableCut(Family family, ToBytes to_bytes, ToName to_name)
      : family_(family), to_bytes_(std::move(to_bytes)), to_name_(std::move(to_name)) {}

  // Before it is shared, either of the two:
  void add(std::string name, const void* memory) {
    names_.push_back(std::move(name));
    items_.push_back(memory);
  }
  void add_all(std::vector<const void*> items) { items_ = std::move(items); }
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
  std::string name(std::size_t i) const { return to_name_ ? to_name_(items_[i]) : names_[i]; }
  void await(std::size_t i) const;

  const Family family_;
  ToBytes to_bytes_;
  ToName to_name_;                  // null where each has come with its name
  std::vector<const void*> items_;  // the memory of each
  std::vector<std::string> names_;
  std::vector<std::string> erased_;
  std::unique_ptr<std::atomic<std::uint8_t>[]> states_;
  std::atomic<Outcome> outcome_ = Outcome::Pending;
  std::atomic<bool> failed_ = false;  // an item was claimed and could not be written
  std::string room_;                  // of write_now
  std::mutex mutex_;
  std::vector<std::shared_ptr<void>> inherited_;
};

}  // namespace streamsql
