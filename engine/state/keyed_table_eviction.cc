// How a PagedTable makes room: cold keys go to the database as rows, and come back when asked for.
//
// A sweep visits one key group after the other, as the hand of a clock. Keys that were not used
// since the last visit leave; those that were lose their mark. A call visits each group at most
// once, so the keys of the batch it serves, which are marked, stay.
#include <algorithm>
#include <utility>

#include "engine/state/paged_table.h"

namespace streamsql {
namespace {

// What one shortage frees at least, if there is as much: a share of the table, so that the next
// one is not near.
constexpr std::uint64_t kFreedShare = 64;
constexpr std::size_t kFetchKeys = 1024;

}  // namespace

// Never moves anything: callers are in the middle of a change. Room is made before the next one.
void PagedTable::take(std::uint64_t bytes) {
  bytes_ += bytes;
  if (context_.memory->try_take(bytes)) return;
  context_.memory->take(bytes);
  short_of_memory_ = context_.database != nullptr;
}

void PagedTable::give(std::uint64_t bytes) {
  bytes_ -= bytes;
  context_.memory->give(bytes);
}

// Rows written now would be in the snapshot of a cut that does not know them: wait for it.
void PagedTable::make_room() {
  if (!context_.gate->wait()) return;
  short_of_memory_ = false;
  if (cut_ && cut_->outcome() == TableCut::Outcome::Failed) forget_cut();
  const auto batch = context_.database->batch();
  const auto wanted = bytes_ - bytes_ / kFreedShare;
  while (bytes_ > wanted && swept_groups_ < indexes_.size()) {
    sweep(hand_, *batch);
    hand_ = (hand_ + 1) % indexes_.size();
    ++swept_groups_;
  }
  context_.database->write(*batch);
}

void PagedTable::sweep(std::size_t group_index, DatabaseBatch& batch) {
  if (!groups_[group_index]) return;
  auto& index = indexes_[group_index];
  std::vector<IndexEntry> cold;
  for (auto& entry : index) {
    if (entry.empty()) continue;
    if (!entry.referenced()) cold.push_back(entry);
    entry.tag &= ~IndexEntry::kReferenced;
  }
  if (cold.empty()) return;
  sort_by_key(cold);
  ++moves_;
  in_database_ = true;
  for (const auto& entry : cold) {
    evict(entry.slot, *groups_[group_index], batch);
    index.remove(index.entry_of(entry.tag, entry.slot));
    if (!writable_[entry.slot >> kSlotBits]) make_writable(entry.slot >> kSlotBits);
    free_slot(entry.slot);
  }
  compact(group_index);
  shrink_index(index);
}

// In the order of the database, whose memtable takes a sorted run at a third of the cost.
void PagedTable::sort_by_key(std::vector<IndexEntry>& entries) const {
  std::sort(entries.begin(), entries.end(), [this](const IndexEntry& a, const IndexEntry& b) {
    return key_of(a.slot) < key_of(b.slot);
  });
}

void PagedTable::evict(Slot slot, Group& owner, DatabaseBatch& batch) {
  const auto* const state = read(slot);
  const auto flags = slot_flags(state);
  const bool gone = (flags & kSlotErased) || (shape_.access && expired(slot));
  if (!(flags & kSlotErased) && gone) {
    --live_;
    tell_expired(key_of(slot), header_of(pages_[slot >> kSlotBits]).group);
  }
  if (flags & kSlotErased) --erased_slots_;
  if (gone && !(flags & kSlotHasRow)) return;
  if (gone) return batch.erase(Family::Rows, row_name(slot));
  ++owner.rows;
  if ((flags & kSlotHasRow) && !(flags & kSlotChanged)) return;
  row_.clear();
  append_row(state, shape_, options_.layout, row_);
  batch.put(Family::Rows, row_name(slot), row_);
}

// Valid until the next call.
const std::string& PagedTable::row_name(Slot slot) {
  const int number = header_of(pages_[slot >> kSlotBits]).group;
  row_key_.clear();
  append_row_prefix(group(number).id, number, row_key_);
  return row_key_ += key_of(slot);
}

// Moves the keys of the emptiest pages into the holes of the others.
void PagedTable::compact(std::size_t group_index) {
  auto& owner = *groups_[group_index];
  auto pages = owner.pages;
  std::sort(pages.begin(), pages.end(), [&](std::uint32_t a, std::uint32_t b) {
    return header_of(pages_[a]).live < header_of(pages_[b]).live;
  });
  // The fullest pages are filled first: no key moves twice.
  owner.open = kNoPage;
  owner.holes = pages;
  std::uint64_t holes = 0;
  for (const auto page : pages) {
    holes += std::uint64_t{header_of(pages_[page]).capacity} - header_of(pages_[page]).live;
  }
  for (const auto page : pages) {
    const auto& header = header_of(pages_[page]);
    const std::uint64_t own = std::uint64_t{header.capacity} - header.live;
    if (header.live > holes - own) return;
    holes -= own + header.live;
    empty_page(page, indexes_[group_index]);
  }
}

void PagedTable::empty_page(std::uint32_t page, SlotIndex& index) {
  if (!writable_[page]) make_writable(page);
  const int number = header_of(pages_[page]).group;
  auto& owner = group(number);
  std::erase(owner.holes, page);
  if (owner.open == page) owner.open = kNoPage;
  for (std::uint32_t i = 0; i < header_of(pages_[page]).high; ++i) {
    const Slot from = page << kSlotBits | i;
    if (!(slot_flags(read(from)) & kSlotUsed)) continue;
    const Slot to = allocate_slot(number);
    std::memcpy(state_at(to) - shape_.key_bytes, state_at(from) - shape_.key_bytes,
                shape_.slot_bytes);
    index.entry_of(SlotIndex::tag_of(hash_key(key_of(from))), from)->slot = to;
    set_slot_flags(state_at(from), 0);  // what it owned outside of the page has moved along
  }
  release_page(page);
}

void PagedTable::shrink_index(SlotIndex& index) {
  auto capacity = index.capacity();
  while (capacity > 8 && index.size() * 4 < capacity) capacity /= 2;
  if (capacity == index.capacity()) return;
  give((index.capacity() - capacity) * sizeof(IndexEntry));
  index.resize(capacity);
}

// Brings in the rows of the keys that are not in memory.
void PagedTable::fetch_misses(const EncodedKeys& keys) {
  if (!in_database_) return;
  std::vector<KeyRef> wanted;
  for (const auto i : misses_) {
    const auto& owner = groups_[group_index_of(keys.hash(i))];
    if (!owner || owner->rows == 0) continue;
    if (lookup(keys.key(i), keys.hash(i)) != kNoSlot) continue;  // erased, its row not yet
    wanted.push_back({keys.key(i), keys.hash(i)});
    if (wanted.size() == kFetchKeys) fetch(std::exchange(wanted, {}));
  }
  fetch(wanted);
}

void PagedTable::fetch(const std::vector<KeyRef>& keys) {
  if (keys.empty()) return;
  std::vector<std::string> names(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    append_row_prefix(groups_[group_index_of(keys[i].hash)]->id, key_group_of(keys[i].hash),
                      names[i]);
    names[i] += keys[i].bytes;
  }
  context_.database->get(Family::Rows, names, [&](std::size_t i, std::string_view bytes) {
    if (lookup(keys[i].bytes, keys[i].hash) == kNoSlot) add_fetched(keys[i], bytes);
  });
}

void PagedTable::add_fetched(const KeyRef& key, std::string_view bytes) {
  if (short_of_memory_) make_room();
  const Slot slot = allocate_slot(key_group_of(key.hash));
  write_stored(state_at(slot), key.bytes,
               read_row(bytes, options_.layout, options_.ttl.count() > 0));
  set_slot_flags(state_at(slot), kSlotUsed | kSlotHasRow);
  insert(key.hash, slot);
  --group(key_group_of(key.hash)).rows;
}

void PagedTable::for_each(const std::function<void(Slot)>& visit) {
  if (options_.ttl.count() > 0) now_millis_ = context_.clock->wall_millis();
  swept_groups_ = 0;
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    if (groups_[i]) visit_group(i, visit);
  }
}

// First what is in memory, while nothing is evicted; then the rows of that moment which were not.
void PagedTable::visit_group(std::size_t group_index, const std::function<void(Slot)>& visit) {
  const auto rows = keys_of_rows(group_index);
  const auto pages = groups_[group_index]->pages;
  for (const auto page : pages) {
    for (std::uint32_t i = 0; pages_[page] && i < header_of(pages_[page]).high; ++i) {
      visit_slot(page << kSlotBits | i, visit);
    }
  }
  for (const auto& key : rows) {
    const auto hash = hash_in_group(key, context_.groups.begin + static_cast<int>(group_index));
    if (lookup(key, hash) == kNoSlot) fetch({{key, hash}});
    const Slot slot = lookup(key, hash);
    if (slot != kNoSlot) visit_slot(slot, visit);
    swept_groups_ = 0;
  }
}

void PagedTable::visit_slot(Slot slot, const std::function<void(Slot)>& visit) {
  if ((slot_flags(read(slot)) & (kSlotUsed | kSlotErased)) != kSlotUsed) return;
  if (shape_.access && expired(slot)) return;
  visit(slot);
}

std::vector<std::string> PagedTable::keys_of_rows(std::size_t group_index) {
  std::vector<std::string> keys;
  const auto& owner = *groups_[group_index];
  if (owner.rows == 0) return keys;
  const int number = context_.groups.begin + static_cast<int>(group_index);
  const auto begin = row_prefix(owner.id, number);
  context_.database->scan(Family::Rows, begin, row_prefix(owner.id, number + 1),
                          [&](std::string_view name, std::string_view) {
                            const auto key = name.substr(begin.size());
                            const auto hash = hash_in_group(key, number);
                            if (lookup(key, hash) == kNoSlot) keys.emplace_back(key);
                            return true;
                          });
  return keys;
}

}  // namespace streamsql
