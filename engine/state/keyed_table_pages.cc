// How a PagedTable hands out slots: pages grow from a few slots to full size, so that a table with
// a key here and there (a slice of a window) stays small.
#include <algorithm>
#include <utility>

#include "engine/state/paged_table.h"

namespace streamsql {
namespace {

constexpr std::uint32_t kFirstSlots = 4;

}  // namespace

PagedTable::Group& PagedTable::group(int number) {
  auto& group = groups_[static_cast<std::size_t>(number - context_.groups.begin)];
  if (!group) {
    group = std::make_unique<Group>();
    group->id = context_.id;
  }
  return *group;
}

Slot PagedTable::allocate_slot(int group_number) {
  auto& owner = group(group_number);
  Slot slot = kNoSlot;
  if (owner.open != kNoPage && take_from(owner.open, slot)) return slot;
  while (!owner.holes.empty()) {
    owner.open = owner.holes.back();
    owner.holes.pop_back();
    if (take_from(owner.open, slot)) return slot;
  }
  // A quarter more than there is, at most a full page: little is empty in small groups.
  const auto present =
      indexes_[static_cast<std::size_t>(group_number - context_.groups.begin)].size();
  const auto slots = std::min(std::max(present / 4, kFirstSlots), shape_.capacity);
  owner.open = add_page(group_number, slots);
  make_writable(owner.open);
  take_from(owner.open, slot);
  return slot;
}

// False when the page is gone or full for good.
bool PagedTable::take_from(std::uint32_t page, Slot& slot) {
  if (!pages_[page]) return false;
  if (!writable_[page]) make_writable(page);
  if (header_of(pages_[page]).first_free == PageHeader::kNoFree &&
      header_of(pages_[page]).high == header_of(pages_[page]).capacity) {
    if (header_of(pages_[page]).capacity >= shape_.capacity) return false;
    grow_page(page);
  }
  auto& header = header_of(pages_[page]);
  ++header.live;
  if (header.first_free == PageHeader::kNoFree) {
    slot = page << kSlotBits | header.high++;
    return true;
  }
  slot = page << kSlotBits | header.first_free;
  header.first_free = load_at<std::uint16_t>(read(slot));
  return true;
}

void PagedTable::free_slot(Slot slot) {
  const auto page = slot >> kSlotBits;
  auto* const state = state_at(slot);
  give(heap_bytes(state, options_.layout));
  free_state_bytes(state, options_.layout);
  free_key(state);
  state[-2] = std::byte{0};
  set_slot_flags(state, 0);
  auto& header = header_of(pages_[page]);
  auto& owner = group(header.group);
  if (--header.live == 0) return release_page(page);
  // The page is listed once for its first hole; the others hang on it.
  if (header.first_free == PageHeader::kNoFree && owner.open != page) owner.holes.push_back(page);
  store_at(state, header.first_free);
  header.first_free = static_cast<std::uint16_t>(slot & ((1u << kSlotBits) - 1));
}

std::uint32_t PagedTable::add_page(int group_number, std::uint32_t slots) {
  take(shape_.page_bytes(slots));
  std::uint32_t page = static_cast<std::uint32_t>(pages_.size());
  if (free_pages_.empty()) {
    pages_.push_back(nullptr);
    writable_.push_back(0);
    stored_.push_back(0);
    positions_.push_back(kNoPage);
  } else {
    page = free_pages_.back();
    free_pages_.pop_back();
  }
  auto& owner = group(group_number);
  pages_[page] = allocate_page(shape_, slots);
  header_of(pages_[page]).group = static_cast<std::uint16_t>(group_number);
  header_of(pages_[page]).number = owner.next_number++;
  owner.pages.push_back(page);
  return page;
}

void PagedTable::grow_page(std::uint32_t page) {
  const std::uint32_t capacity = header_of(pages_[page]).capacity;
  const std::uint32_t grown = std::min(capacity * 2, shape_.capacity);
  take(shape_.page_bytes(grown) - shape_.page_bytes(capacity));
  auto* const copy = allocate_page(shape_, grown);
  std::memcpy(copy, pages_[page], shape_.page_bytes(capacity));
  header_of(copy).capacity = static_cast<std::uint16_t>(grown);
  free_page(std::exchange(pages_[page], copy));
}

void PagedTable::release_page(std::uint32_t page) {
  const auto& header = header_of(pages_[page]);
  auto& owner = group(header.group);
  std::erase(owner.pages, page);
  std::erase(owner.holes, page);
  if (owner.open == page) owner.open = kNoPage;
  if (stored_[page]) erased_.push_back(blob_key(owner.id, header.group, header.number));
  if (needed_by_cut(page)) cut_->write_now(positions_[page], *context_.database);
  discard_page(pages_[page]);
  pages_[page] = nullptr;
  writable_[page] = stored_[page] = 0;
  positions_[page] = kNoPage;
  free_pages_.push_back(page);
}

void PagedTable::grow_index(SlotIndex& index) {
  const auto capacity = index.next_capacity();
  take((capacity - index.capacity()) * sizeof(IndexEntry));
  index.resize(capacity);
}

// For keys that are about to come, while memory lasts: growing step by step costs more.
void PagedTable::reserve_index(SlotIndex& index, std::uint64_t keys) {
  auto capacity = std::max(index.capacity(), 8u);
  while (capacity < (1u << 30) && std::uint64_t{capacity} * 3 < (keys + 1) * 4) capacity *= 2;
  const std::uint64_t bytes = std::uint64_t{capacity - index.capacity()} * sizeof(IndexEntry);
  if (bytes == 0 || !context_.memory->try_take(bytes)) return;
  bytes_ += bytes;
  index.resize(capacity);
}

}  // namespace streamsql
