#include "engine/state/keyed_table.h"

#include <algorithm>
#include <array>

#include "engine/state/paged_table.h"

namespace streamsql {
namespace {

// Keys whose index entries and slots are fetched ahead together: two cache lines each, which fit
// into the first-level cache beside the batch.
constexpr std::size_t kRun = 128;

std::size_t longest_key(const EncodedKeys& keys) {
  std::size_t longest = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) longest = std::max(longest, keys.key(i).size());
  return longest;
}

}  // namespace

PagedTable::PagedTable(TableContext context, KeyedTableOptions options)
    : context_(std::move(context)),
      options_(std::move(options)),
      heap_used_(!options_.layout.bytes_offsets.empty()) {
  const auto groups = static_cast<std::size_t>(context_.groups.end - context_.groups.begin);
  indexes_.resize(groups);
  groups_.resize(groups);
}

void PagedTable::resolve(const EncodedKeys& keys, std::vector<Slot>& slots,
                         std::vector<std::uint8_t>& created) {
  created.assign(keys.size(), 0);
  begin_call();
  probe(keys, slots);
  const auto moves = moves_;
  if (!misses_.empty()) fetch_misses(keys);
  for (const auto i : misses_) {
    slots[i] = lookup(keys.key(i), keys.hash(i));  // fetched, or made by an earlier row
    if (slots[i] == kNoSlot) {
      slots[i] = create(keys.key(i), keys.hash(i));
      created[i] = 1;
    } else if (slot_flags(read(slots[i])) & kSlotErased) {
      revive(slots[i]);
      created[i] = 1;
    }
  }
  if (moves_ != moves) probe(keys, slots);
  if (options_.ttl.count() > 0) refresh(slots, created);
}

void PagedTable::find(const EncodedKeys& keys, std::vector<Slot>& slots) {
  begin_call();
  probe(keys, slots);
  if (!misses_.empty() && in_database_) {
    fetch_misses(keys);
    probe(keys, slots);
  }
  if (options_.ttl.count() > 0) hide_expired(slots);
}

// Slots may move here, and what key_of gave may go.
void PagedTable::begin_call() {
  if (options_.ttl.count() > 0) now_millis_ = context_.clock->wall_millis();
  swept_groups_ = 0;
  if (short_of_memory_) make_room();
  if (options_.ttl.count() > 0) sweep_expired();
}

// The slots of the keys that are in memory; the others are in misses_.
void PagedTable::probe(const EncodedKeys& keys, std::vector<Slot>& slots) {
  if (shape_.slot_bytes == 0) choose_shape(longest_key(keys));
  slots.resize(keys.size());
  misses_.clear();
  for (std::size_t begin = 0; begin < keys.size(); begin += kRun) {
    probe_run(keys, begin, std::min(begin + kRun, keys.size()), slots.data());
  }
}

void PagedTable::probe_run(const EncodedKeys& keys, std::size_t begin, std::size_t end,
                           Slot* slots) {
  std::array<Candidate, kRun> run;
  for (std::size_t i = begin; i < end; ++i) {
    const auto hash = keys.hash(i);
    const auto group = static_cast<std::uint32_t>(key_group_of(hash) - context_.groups.begin);
    const auto tag = SlotIndex::tag_of(hash);
    run[i - begin] = {indexes_[group].place(tag), tag, group};
    __builtin_prefetch(run[i - begin].entry);
  }
  for (auto* at = run.data(); at != run.data() + (end - begin); ++at) {
    at->entry = indexes_[at->group].candidate(at->entry, at->tag);
    if (at->entry->empty()) continue;
    __builtin_prefetch(read(at->entry->slot) - shape_.key_bytes);
  }
  for (std::size_t i = begin; i < end; ++i) {
    slots[i] = match(run[i - begin], keys.key(i));
    if (erased_slots_ > 0 && slots[i] != kNoSlot && slot_flags(read(slots[i])) & kSlotErased) {
      slots[i] = kNoSlot;
    }
    if (slots[i] == kNoSlot) misses_.push_back(static_cast<std::uint32_t>(i));
  }
}

Slot PagedTable::match(Candidate candidate, std::string_view key) {
  auto& index = indexes_[candidate.group];
  auto* entry = index.candidate(candidate.entry, candidate.tag);
  for (; !entry->empty(); entry = index.candidate(index.next(entry), candidate.tag)) {
    if (!slot_has_key(read(entry->slot), shape_, key)) continue;
    if (!entry->referenced()) entry->tag |= IndexEntry::kReferenced;
    return entry->slot;
  }
  return kNoSlot;
}

// The slot of a key in memory, erased ones included.
Slot PagedTable::lookup(std::string_view key, std::uint64_t hash) {
  const auto group = group_index_of(hash);
  const auto tag = SlotIndex::tag_of(hash);
  return match({indexes_[group].place(tag), tag, static_cast<std::uint32_t>(group)}, key);
}

Slot PagedTable::create(std::string_view key, std::uint64_t hash) {
  if (short_of_memory_) make_room();
  const Slot slot = allocate_slot(key_group_of(hash));
  std::byte* const state = state_at(slot);
  std::memset(state - shape_.key_bytes, 0, shape_.slot_bytes);
  store_key(state, shape_, key);
  set_slot_flags(state, kSlotUsed | kSlotChanged);
  if (!shape_.fits(key.size())) {
    take(key.size());
    heap_used_ = true;
  }
  if (shape_.access) store_at(state + shape_.access, now_millis_);
  insert(hash, slot);
  ++live_;
  return slot;
}

void PagedTable::insert(std::uint64_t hash, Slot slot) {
  auto& index = index_of(hash);
  if (index.full()) grow_index(index);
  index.insert(SlotIndex::tag_of(hash), slot);
}

// An erased key begins again; the row behind it is old until the slot is evicted.
void PagedTable::revive(Slot slot) {
  auto* const state = write(slot);
  set_slot_flags(state, static_cast<std::uint8_t>(slot_flags(state) & ~kSlotErased));
  if (shape_.access) store_at(state + shape_.access, now_millis_);
  --erased_slots_;
  ++live_;
}

// The first keys tell how long keys are.
void PagedTable::choose_shape(std::size_t longest_key) {
  shape_ = SlotShape(options_.layout, options_.ttl.count() > 0, longest_key);
  first_state_ = shape_.first_state();
  slot_size_ = shape_.slot_bytes;
}

void PagedTable::assign(StateBytes& bytes, std::string_view text) {
  if (text.size() > bytes.capacity) return assign_longer(bytes, text);
  if (!text.empty()) std::memmove(bytes.data, text.data(), text.size());
  bytes.size = static_cast<std::uint32_t>(text.size());
}

// The text may be a part of the old bytes: those go last.
void PagedTable::assign_longer(StateBytes& bytes, std::string_view text) {
  const auto room = std::min<std::size_t>(2 * std::size_t{bytes.capacity}, 1 << 20);
  const auto capacity = std::max<std::size_t>(text.size(), room);
  take(capacity - bytes.capacity);
  char* const data = new char[capacity];
  std::memcpy(data, text.data(), text.size());
  delete[] bytes.data;
  bytes = {data, static_cast<std::uint32_t>(text.size()), static_cast<std::uint32_t>(capacity)};
}

// A key with a row behind it stays as an erased one, until it is evicted and the row deleted.
void PagedTable::erase(Slot slot) {
  auto* const state = write(slot);
  --live_;
  if (slot_flags(state) & kSlotHasRow) {
    reset(slot);
    set_slot_flags(state, slot_flags(state) | kSlotErased);
    ++erased_slots_;
    return;
  }
  // The key group may be that of another key (EncodedKeys::append); the low bits are its own.
  const int group = header_of(pages_[slot >> kSlotBits]).group;
  const auto hash = hash_in_group(slot_key(state, shape_), group);
  auto& index = index_of(hash);
  index.remove(index.entry_of(SlotIndex::tag_of(hash), slot));
  free_slot(slot);
}

}  // namespace streamsql
