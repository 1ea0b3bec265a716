#include "engine/state/table_cut.h"

#include <thread>

#include "engine/base/error.h"

namespace streamsql {
namespace {

constexpr std::size_t kBatchBytes = 1 << 20;
enum ItemState : std::uint8_t { kWaiting, kClaimed, kWritten };

}  // namespace

bool TableCut::needs_any() const {
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (needs(i)) return true;
  }
  return false;
}

// False when another thread has claimed it.
bool TableCut::put_item(std::size_t i, std::string& room, DatabaseBatch& batch) {
  std::uint8_t waiting = kWaiting;
  if (!states_[i].compare_exchange_strong(waiting, kClaimed, std::memory_order_acquire)) {
    return false;
  }
  room.clear();
  to_bytes_(items_[i], room);
  batch.put(family_, name(i), room);
  return true;
}

// Until another thread, which is copying a page, has written what it claimed, or never will.
void TableCut::await(std::size_t i) const {
  while (!written(i) && !failed_.load(std::memory_order_acquire)) std::this_thread::yield();
}

// Erased blobs go first: their names are never used again. What is in the batch counts as written,
// for it is before write() ends; what another thread has claimed must be.
void TableCut::write(StateDatabase& database) {
  const auto batch = database.batch();
  for (const auto& name : erased_) batch->erase(family_, name);
  std::string room;
  try {
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (put_item(i, room, *batch)) states_[i].store(kWritten, std::memory_order_release);
      if (batch->bytes() > kBatchBytes) database.write(*batch);
    }
    database.write(*batch);
  } catch (...) {
    failed_.store(true, std::memory_order_release);
    throw;
  }
  for (std::size_t i = 0; i < items_.size(); ++i) await(i);
  if (!failed_.load(std::memory_order_acquire)) return;
  throw Error(ErrorCode::FileSystemFault, "A page of the state could not be written");
}

void TableCut::write_now(std::size_t i, StateDatabase& database) {
  try {
    const auto batch = database.batch();
    if (!put_item(i, room_, *batch)) return await(i);
    if (family_ != Family::Pages) database.write(*batch);
  } catch (...) {
    failed_.store(true, std::memory_order_release);
    throw;
  }
  states_[i].store(kWritten, std::memory_order_release);
}

void TableCut::inherit(std::shared_ptr<void> memory) {
  const std::scoped_lock lock(mutex_);
  inherited_.push_back(std::move(memory));
}

}  // namespace streamsql
