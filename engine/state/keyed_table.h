// KeyedTable: key -> state struct; in pages by key group, memory first, the database behind.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/batch/key_codec.h"
#include "engine/batch/state_layout.h"

namespace streamsql {

// Where a key's state lies in memory. Valid until the next call that may move slots: resolve, find,
// for_each. erase moves no other slot, so that many can be erased one after the other.
using Slot = std::uint32_t;
inline constexpr Slot kNoSlot = UINT32_MAX;

// One operator subtask's, one thread. Keys are those of encode_keys; their hash picks the key group
// and the place in its open-addressing index; keys of other subtasks' groups are not allowed. Slots
// of one key group share pages of fixed size; a page is the unit of writing checkpoints (copied
// before the first write behind a cut) and, when the memory pool says no, of making room: its cold
// keys go to the database as rows and come back in one batched read per resolve.
//
// The key group of a key may be that of another key, its owner (EncodedKeys::append): a distinct
// value goes where its group goes. So a page knows its key group, and only the low 57 bits of a
// hash can be computed of the key again.
//
// With a time to live (milliseconds of processing time, refreshed by resolve) an expired key counts
// as absent: resolve creates it anew. Those that nobody asks for again leave memory and database
// within about a time to live, by a sweep that is part of resolve, find and cuts.
class KeyedTable {
 public:
  virtual ~KeyedTable() = default;

  // slots[i] is the slot of keys.key(i); equal keys share one. `created[i]` is 1 at the first
  // occurrence of a key that was not there, whose state is all zero now. Both are resized.
  virtual void resolve(const EncodedKeys& keys, std::vector<Slot>& slots,
                       std::vector<std::uint8_t>& created) = 0;
  // The same without creating: kNoSlot where there is none. Does not refresh the time to live.
  virtual void find(const EncodedKeys& keys, std::vector<Slot>& slots) = 0;

  // The state, to be changed: marks its page dirty, and copies it first if a cut still needs it.
  // No virtual call; valid as long as the slot.
  std::byte* write(Slot slot) {
    const auto page = slot >> kSlotBits;
    if (!writable_[page]) make_writable(page);
    std::byte* const state = pages_[page] + offset_of(slot);
    state[-1] |= kChanged;
    return state;
  }
  template <typename T>
  T& write(Slot slot) {
    return *reinterpret_cast<T*>(write(slot));
  }
  const std::byte* read(Slot slot) const { return pages_[slot >> kSlotBits] + offset_of(slot); }
  template <typename T>
  const T& read(Slot slot) const {
    return *reinterpret_cast<const T*>(read(slot));
  }
  // Replaces bytes that lie in a slot's state (a reference from write()).
  virtual void assign(StateBytes& bytes, std::string_view text) = 0;

  virtual std::string_view key_of(Slot slot) const = 0;
  virtual void erase(Slot slot) = 0;
  virtual std::size_t size() const = 0;  // keys in memory and in the database, expired included
  // Every key, evicted ones too (fetched in runs), in any order. `visit` may write and erase the
  // slot that it is given, and nothing else.
  virtual void for_each(const std::function<void(Slot)>& visit) = 0;

 protected:
  static constexpr int kSlotBits = 8;      // slots per page, at most 2^kSlotBits
  static constexpr std::byte kChanged{4};  // a flag of slot_page.h, in the byte before the state
  std::size_t offset_of(Slot slot) const {
    return first_state_ + (slot & ((1u << kSlotBits) - 1)) * slot_size_;
  }
  virtual void make_writable(std::uint32_t page) = 0;

  std::size_t slot_size_ = 0, first_state_ = 0;
  std::vector<std::byte*> pages_;
  std::vector<std::uint8_t> writable_;  // since the last cut
};

}  // namespace streamsql
