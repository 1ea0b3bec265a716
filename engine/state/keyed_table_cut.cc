// How a PagedTable is cut for a checkpoint, copies pages that the cut still needs, and comes back.
#include <algorithm>
#include <utility>

#include "engine/state/page_codec.h"
#include "engine/state/paged_table.h"

namespace streamsql {
namespace {

constexpr std::size_t kBatchBytes = 1 << 20;

void free_heap(std::byte* page, const SlotShape& shape, const StateLayout& layout) {
  for (std::uint32_t i = 0; i < header_of(page).high; ++i) {
    auto* const state = page + shape.first_state() + i * shape.slot_bytes;
    if (!(slot_flags(state) & kSlotUsed)) continue;
    free_state_bytes(state, layout);
    free_key(state);
  }
}

// The pages of a table that ended before its last cut was written.
struct Estate {
  std::vector<std::byte*> pages;
  SlotShape shape;
  StateLayout layout;
  bool heap_used;
  ~Estate() {
    for (auto* const page : pages) {
      if (heap_used) free_heap(page, shape, layout);
      free_page(page);
    }
  }
};

}  // namespace

PagedTable::~PagedTable() {
  auto estate = std::make_shared<Estate>();
  estate->shape = shape_;
  estate->layout = options_.layout;
  estate->heap_used = heap_used_;
  for (auto* const page : pages_) {
    if (page) estate->pages.push_back(page);
  }
  context_.memory->give(bytes_);
  if (cut_ && cut_->needs_any()) cut_->inherit(std::move(estate));
}

bool PagedTable::needed_by_cut(std::uint32_t page) const {
  return positions_[page] != kNoPage && cut_->needs(positions_[page]);
}

// A page that the cut still needs is packed for it here and now: that has to be done anyway, and
// costs less than a copy of the page, of which only the checkpoint thread would know.
void PagedTable::make_writable(std::uint32_t page) {
  if (needed_by_cut(page)) cut_->write_now(positions_[page], *context_.database);
  positions_[page] = kNoPage;
  writable_[page] = 1;
  if (context_.database) dirty_.push_back(page);
}

void PagedTable::discard_page(std::byte* page) {
  give(shape_.page_bytes(header_of(page).capacity) + heap_bytes_of(page));
  if (heap_used_) free_heap(page, shape_, options_.layout);
  free_page(page);
}

std::uint64_t PagedTable::heap_bytes_of(const std::byte* page) const {
  std::uint64_t bytes = 0;
  if (!heap_used_) return bytes;
  for (std::uint32_t i = 0; i < header_of(page).high; ++i) {
    const auto* const state = page + first_state_ + i * slot_size_;
    if (slot_flags(state) & kSlotUsed) bytes += heap_bytes(state, options_.layout);
  }
  return bytes;
}

std::shared_ptr<TableCut> PagedTable::cut() {
  forget_cut();
  if (options_.ttl.count() > 0) {  // also where no input comes any more
    now_millis_ = context_.clock->wall_millis();
    sweep_expired();
  }
  auto cut = std::make_shared<TableCut>(
      Family::Pages,
      [shape = shape_, layout = options_.layout](const void* page, std::string& out) {
        append_page(static_cast<const std::byte*>(page), shape, layout, out);
      },
      page_names());
  // Of a page nothing is read here, not even its header: each would be a cache miss.
  std::swap(cut_pages_, dirty_);
  std::erase_if(cut_pages_, [&](std::uint32_t page) {
    return !pages_[page] || !std::exchange(writable_[page], 0);
  });
  std::vector<const void*> items;
  items.reserve(cut_pages_.size());
  for (const auto page : cut_pages_) {
    stored_[page] = 1;
    positions_[page] = static_cast<std::uint32_t>(items.size());
    items.push_back(pages_[page]);
  }
  cut->add_all(std::move(items));
  cut->add_erased(std::exchange(erased_, {}));
  cut->seal();
  if (cut->size() > 0) in_database_ = true;
  cut_ = cut;
  return cut;
}

TableCut::ToName PagedTable::page_names() const {
  std::vector<std::uint32_t> ids;  // of the table's share in each group
  for (const auto& group : groups_) ids.push_back(group ? group->id : 0);
  return [ids, first = context_.groups.begin](const void* page) {
    const auto& header = header_of(static_cast<const std::byte*>(page));
    return blob_key(ids[static_cast<std::size_t>(header.group - first)], header.group,
                    header.number);
  };
}

// The last cut is settled. What a failed one held is changed since the one before, still.
void PagedTable::forget_cut() {
  if (!cut_) return;
  const bool failed = cut_->outcome() == TableCut::Outcome::Failed;
  for (std::uint32_t i = 0; i < cut_pages_.size(); ++i) {
    if (positions_[cut_pages_[i]] != i) continue;
    positions_[cut_pages_[i]] = kNoPage;
    if (!failed) continue;
    writable_[cut_pages_[i]] = 1;
    dirty_.push_back(cut_pages_[i]);
  }
  if (failed) erased_.insert(erased_.end(), cut_->erased().begin(), cut_->erased().end());
  cut_pages_.clear();
  cut_.reset();
}

TableRecord PagedTable::record() const {
  TableRecord record{{}, false, false, options_.layout, options_.ttl.count(), {}};
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    if (!groups_[i]) continue;
    const auto number =
        static_cast<std::uint8_t>(static_cast<std::size_t>(context_.groups.begin) + i);
    record.groups.push_back({number, groups_[i]->id, indexes_[i].size(), groups_[i]->rows});
  }
  return record;
}

void PagedTable::restore(const TableRecord& record) {
  if (options_.ttl.count() > 0) now_millis_ = context_.clock->wall_millis();
  const StoredForm form{record.ttl_millis > 0, record.pages_in_blobs};
  for (const auto& group : record.groups) restore_group(group, form);
}

void PagedTable::restore_group(const GroupRecord& record, StoredForm form) {
  auto& owner = group(record.group);
  owner.id = record.id;
  owner.rows = record.rows;
  live_ += record.rows;
  in_database_ = true;
  const bool converted = form.has_ttl != (options_.ttl.count() > 0);
  if (owner.rows > 0 && converted) convert_rows(owner, record.group);
  reserve_index(index_for(record.group), record.keys);
  const auto visit = [&](std::string_view name, std::string_view bytes) {
    const auto number = blob_number(name);
    owner.next_number = std::max(owner.next_number, number + 1);
    const auto page = restore_page({record.group, number, form.has_ttl}, bytes);
    if (converted || form.in_blobs) make_writable(page);  // to be written as it should be
    stored_[page] = !form.in_blobs;
    if (short_of_memory_) make_room();
    return true;
  };
  context_.database->scan(form.in_blobs ? Family::Blobs : Family::Pages,
                          row_prefix(record.id, record.group),
                          row_prefix(record.id, record.group + 1), visit);
}

// The time to live has come or gone with a change of the query, and with it the time in each row.
void PagedTable::convert_rows(const Group& owner, int group_number) {
  const auto batch = context_.database->batch();
  const auto convert = [&](std::string_view name, std::string_view bytes) {
    row_.clear();
    if (options_.ttl.count() > 0) {
      ByteWriter(row_).number(now_millis_);
      row_ += bytes;
    } else {
      row_ = bytes.substr(sizeof(now_millis_));
    }
    batch->put(Family::Rows, name, row_);
    if (batch->bytes() > kBatchBytes) context_.database->write(*batch);
    return true;
  };
  context_.database->scan(Family::Rows, row_prefix(owner.id, group_number),
                          row_prefix(owner.id, group_number + 1), convert);
  context_.database->write(*batch);
}

std::uint32_t PagedTable::restore_page(StoredPage stored, std::string_view bytes) {
  const auto [group_number, number, has_ttl] = stored;
  PageReader reader(bytes, options_.layout, has_ttl);
  const auto [slots, longest_key] = reader.size();
  if (shape_.slot_bytes == 0) choose_shape(longest_key);
  const auto page = add_page(group_number, slots);
  header_of(pages_[page]).number = number;
  std::vector<std::pair<std::uint64_t, Slot>> places;  // of the index, fetched ahead
  places.reserve(slots);
  for (StoredSlot slot; reader.next(slot);) {
    const auto hash = hash_in_group(slot.key, group_number);
    places.emplace_back(hash, restore_slot(page, slot));
    __builtin_prefetch(index_of(hash).place(SlotIndex::tag_of(hash)), 1);
  }
  for (const auto& [hash, slot] : places) insert(hash, slot);
  if (slots < shape_.capacity) group(group_number).holes.push_back(page);
  swept_groups_ = 0;
  return page;
}

Slot PagedTable::restore_slot(std::uint32_t page, const StoredSlot& stored) {
  auto& header = header_of(pages_[page]);
  const Slot slot = page << kSlotBits | header.high++;
  ++header.live;
  write_stored(state_at(slot), stored.key, stored);
  set_slot_flags(state_at(slot), stored.flags);
  ++(stored.flags & kSlotErased ? erased_slots_ : live_);
  return slot;
}

// A slot as the database has it; the flags are the caller's.
void PagedTable::write_stored(std::byte* state, std::string_view key, const StoredSlot& stored) {
  std::memset(state - shape_.key_bytes, 0, shape_.slot_bytes);
  store_key(state, shape_, key);
  restore_state(stored, options_.layout, state);
  if (shape_.access) {
    store_at(state + shape_.access, stored.access_millis ? stored.access_millis : now_millis_);
  }
  heap_used_ |= !shape_.fits(key.size());
  take(heap_bytes(state, options_.layout));
}

}  // namespace streamsql
