// How the keys of a PagedTable expire: as absent when they are asked for, and for good by a sweep
// that goes on a little with every call, whether anybody asks for them or not.
#include <algorithm>
#include <utility>

#include "engine/state/paged_table.h"

namespace streamsql {
namespace {

// What one call looks at, at most.
constexpr std::size_t kGroupsPerCall = 4;
constexpr std::uint64_t kRowsPerCall = 4096;

}  // namespace

// An expired key begins again.
void PagedTable::reset(Slot slot) {
  auto* const state = write(slot);
  for (const auto offset : options_.layout.bytes_offsets) {
    give(reinterpret_cast<StateBytes*>(state + offset)->capacity);
  }
  free_state_bytes(state, options_.layout);
  std::memset(state, 0, options_.layout.size);
}

bool PagedTable::expired(Slot slot) const {
  return has_expired(load_at<std::int64_t>(read(slot) + shape_.access));
}

void PagedTable::touch(Slot slot) { store_at(write(slot) + shape_.access, now_millis_); }

void PagedTable::refresh(const std::vector<Slot>& slots, std::vector<std::uint8_t>& created) {
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (expired(slots[i])) {
      tell_expired(key_of(slots[i]), header_of(pages_[slots[i] >> kSlotBits]).group);
      reset(slots[i]);
      created[i] = 1;
    }
    touch(slots[i]);
  }
}

void PagedTable::hide_expired(std::vector<Slot>& slots) const {
  for (auto& slot : slots) {
    if (slot != kNoSlot && expired(slot)) slot = kNoSlot;
  }
}

void PagedTable::tell_expired(std::string_view key, int group) const {
  if (options_.expired) options_.expired({key, hash_in_group(key, group)});
}

// All key groups twice within a time to live.
void PagedTable::sweep_expired() {
  if (expiry_millis_ == 0 || now_millis_ < expiry_millis_) expiry_millis_ = now_millis_;
  const auto share = 2 * static_cast<double>(now_millis_ - expiry_millis_) /
                     static_cast<double>(options_.ttl.count());
  const auto groups = static_cast<double>(groups_.size());
  const auto due = static_cast<std::size_t>(groups * std::min(share, 1.0));
  if (due > 0) expiry_millis_ = now_millis_;
  expiry_due_ = std::min(expiry_due_ + due, groups_.size());
  // A row that is deleted now would be missing in the snapshot of a cut that counts it.
  if (expiry_due_ == 0 || (in_database_ && context_.gate->closed())) return;
  std::unique_ptr<DatabaseBatch> batch;
  if (in_database_) batch = context_.database->batch();
  auto rows = kRowsPerCall;
  for (std::size_t i = 0; i < kGroupsPerCall && expiry_due_ > 0; ++i) {
    if (expiry_row_.empty()) expire_slots(expiry_group_, batch.get());
    rows -= expire_rows(expiry_group_, rows, batch.get());
    if (!expiry_row_.empty()) break;
    expiry_group_ = (expiry_group_ + 1) % groups_.size();
    --expiry_due_;
  }
  if (batch) context_.database->write(*batch);
}

void PagedTable::expire_slots(std::size_t group_index, DatabaseBatch* batch) {
  if (!groups_[group_index]) return;
  const auto pages = groups_[group_index]->pages;
  for (const auto page : pages) {
    for (std::uint32_t i = 0; pages_[page] && i < header_of(pages_[page]).high; ++i) {
      const Slot slot = page << kSlotBits | i;
      const auto flags = slot_flags(read(slot));
      if ((flags & (kSlotUsed | kSlotErased)) == kSlotUsed && expired(slot)) expire(slot, batch);
    }
  }
}

void PagedTable::expire(Slot slot, DatabaseBatch* batch) {
  if (slot_flags(read(slot)) & kSlotHasRow) {
    batch->erase(Family::Rows, row_name(slot));
    auto* const state = write(slot);
    set_slot_flags(state, static_cast<std::uint8_t>(slot_flags(state) & ~kSlotHasRow));
  }
  tell_expired(key_of(slot), header_of(pages_[slot >> kSlotBits]).group);
  erase(slot);
}

// From expiry_row_ on, which is empty at the end of the group. Returns how many it has seen.
std::uint64_t PagedTable::expire_rows(std::size_t group_index, std::uint64_t most,
                                      DatabaseBatch* batch) {
  const int number = context_.groups.begin + static_cast<int>(group_index);
  if (!batch || !groups_[group_index] || groups_[group_index]->rows == 0) {
    expiry_row_.clear();
    return 0;
  }
  auto& owner = *groups_[group_index];
  const auto begin = row_prefix(owner.id, number);
  const auto from = expiry_row_.empty() ? begin : std::exchange(expiry_row_, {});
  std::uint64_t seen = 0;
  const auto visit = [&](std::string_view name, std::string_view bytes) {
    if (seen == most) {
      expiry_row_ = name;
      return false;
    }
    ++seen;
    const auto key = name.substr(begin.size());
    if (!has_expired(load_at<std::int64_t>(bytes.data()))) return true;
    if (lookup(key, hash_in_group(key, number)) != kNoSlot) return true;  // the slot is newer
    tell_expired(key, number);
    batch->erase(Family::Rows, name);
    --owner.rows;
    --live_;
    return true;
  };
  context_.database->scan(Family::Rows, from, row_prefix(owner.id, number + 1), visit);
  return seen;
}

}  // namespace streamsql
