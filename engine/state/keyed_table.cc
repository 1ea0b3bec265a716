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
  if (options_.ttl.count() > 0) now_millis_ = context_.clock->wall_millis();
  probe(keys, slots);
  if (options_.ttl.count() > 0) refresh(slots, created);
  for (const auto i : misses_) {
    auto& index = index_of(keys.hash(i));
    const auto tag = SlotIndex::tag_of(keys.hash(i));
    const Candidate candidate{index.place(tag), tag,
                              static_cast<std::uint32_t>(&index - indexes_.data())};
    slots[i] = match(candidate, keys.key(i));  // an earlier row of the batch may have made it
    if (slots[i] != kNoSlot) continue;
    slots[i] = create(keys.key(i), keys.hash(i));
    created[i] = 1;
  }
}

void PagedTable::find(const EncodedKeys& keys, std::vector<Slot>& slots) {
  probe(keys, slots);
  if (options_.ttl.count() > 0) hide_expired(slots);
}

// The slots of the keys that are in memory; the others are in misses_.
void PagedTable::probe(const EncodedKeys& keys, std::vector<Slot>& slots) {
  if (shape_.slot_bytes == 0) choose_shape(longest_key(keys));
  free_orphans();
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

Slot PagedTable::create(std::string_view key, std::uint64_t hash) {
  const Slot slot = allocate_slot(key_group_of(hash));
  std::byte* const state = state_at(slot);
  std::memset(state - shape_.key_bytes, 0, shape_.slot_bytes);
  store_key(state, shape_, key);
  set_slot_flags(state, kSlotUsed | kSlotChanged);
  if (!shape_.fits(key.size())) {
    context_.memory->take(key.size());
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

// An expired key begins again.
void PagedTable::reset(Slot slot) {
  auto* const state = write(slot);
  for (const auto offset : options_.layout.bytes_offsets) {
    context_.memory->give(reinterpret_cast<StateBytes*>(state + offset)->capacity);
  }
  free_state_bytes(state, options_.layout);
  std::memset(state, 0, options_.layout.size);
}

bool PagedTable::expired(Slot slot) const {
  return load_at<std::int64_t>(read(slot) + shape_.access) + options_.ttl.count() <= now_millis_;
}

void PagedTable::touch(Slot slot) { store_at(write(slot) + shape_.access, now_millis_); }

void PagedTable::refresh(const std::vector<Slot>& slots, std::vector<std::uint8_t>& created) {
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (slots[i] == kNoSlot) continue;
    if (expired(slots[i])) {
      reset(slots[i]);
      created[i] = 1;
    }
    touch(slots[i]);
  }
}

void PagedTable::hide_expired(std::vector<Slot>& slots) const {
  const auto now = context_.clock->wall_millis() - options_.ttl.count();
  for (auto& slot : slots) {
    if (slot == kNoSlot) continue;
    if (load_at<std::int64_t>(read(slot) + shape_.access) <= now) slot = kNoSlot;
  }
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
  context_.memory->take(capacity - bytes.capacity);
  char* const data = new char[capacity];
  std::memcpy(data, text.data(), text.size());
  delete[] bytes.data;
  bytes = {data, static_cast<std::uint32_t>(text.size()), static_cast<std::uint32_t>(capacity)};
}

void PagedTable::erase(Slot slot) {
  free_orphans();
  auto* const state = write(slot);
  const auto key = slot_key(state, shape_);
  const auto hash = hash_key(key);
  auto& index = index_of(hash);
  index.remove(index.entry_of(SlotIndex::tag_of(hash), slot));
  free_slot(slot);
  --live_;
}

void PagedTable::for_each(const std::function<void(Slot)>& visit) {
  if (options_.ttl.count() > 0) now_millis_ = context_.clock->wall_millis();
  for (std::uint32_t page = 0; page < pages_.size(); ++page) {
    for (std::uint32_t i = 0; pages_[page] && i < header_of(pages_[page]).high; ++i) {
      const Slot slot = page << kSlotBits | i;
      if (!(slot_flags(read(slot)) & kSlotUsed)) continue;
      if (shape_.access && expired(slot)) continue;
      visit(slot);
    }
  }
}

}  // namespace streamsql
