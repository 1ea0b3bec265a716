#include "engine/state/table_cut.h"

#include <thread>

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

bool TableCut::write_item(std::size_t i, std::string& bytes, DatabaseBatch& batch) {
  std::uint8_t waiting = kWaiting;
  if (!states_[i].compare_exchange_strong(waiting, kClaimed, std::memory_order_acquire)) {
    return false;
  }
  bytes.clear();
  to_bytes_(items_[i].memory, bytes);
  batch.put(Family::Blobs, items_[i].name, bytes);
  states_[i].store(kWritten, std::memory_order_release);
  return true;
}

// Erased blobs go first: their names are never used again.
void TableCut::write(DatabaseBatch& batch, StateDatabase& database) {
  for (const auto& name : erased_) batch.erase(Family::Blobs, name);
  std::string bytes;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    write_item(i, bytes, batch);
    if (batch.bytes() > kBatchBytes) database.write(batch);
  }
}

void TableCut::write_now(std::size_t i, StateDatabase& database) {
  const auto batch = database.batch();
  std::string bytes;
  if (write_item(i, bytes, *batch)) return database.write(*batch);
  while (!written(i)) std::this_thread::yield();  // the other thread is copying a page
}

void TableCut::inherit(std::shared_ptr<void> memory) {
  const std::scoped_lock lock(mutex_);
  inherited_.push_back(std::move(memory));
}

}  // namespace streamsql
