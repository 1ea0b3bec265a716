// PagedTable: the KeyedTable; its parts are split over keyed_table*.cc by concept.
#pragma once

#include <memory>
#include <vector>

#include "engine/state/keyed_table.h"
#include "engine/state/slot_codec.h"
#include "engine/state/slot_index.h"
#include "engine/state/slot_page.h"
#include "engine/state/state_backend.h"
#include "engine/state/table_context.h"

namespace streamsql {

// Keys are found through one SlotIndex per key group; a group without keys costs 24 bytes.
class PagedTable final : public KeyedTable, public StoredTable {
 public:
  PagedTable(TableContext context, KeyedTableOptions options);
  ~PagedTable() override;

  void resolve(const EncodedKeys& keys, std::vector<Slot>& slots,
               std::vector<std::uint8_t>& created) override;
  void find(const EncodedKeys& keys, std::vector<Slot>& slots) override;
  void assign(StateBytes& bytes, std::string_view text) override;
  std::string_view key_of(Slot slot) const override { return slot_key(read(slot), shape_); }
  void erase(Slot slot) override;
  std::size_t size() const override { return live_; }
  void for_each(const std::function<void(Slot)>& visit) override;

  const KeyedTableOptions& options() const { return options_; }
  // Once, before anything else: what the database holds of the key groups of the subtask.
  void restore(const TableRecord& record);
  std::shared_ptr<TableCut> cut() override;
  TableRecord record() const override;
  bool short_of_memory() const override { return short_of_memory_; }
  void shed() override {
    swept_groups_ = 0;
    make_room();
  }
  bool in_database() const override { return in_database_; }

 private:
  static constexpr std::uint32_t kNoPage = UINT32_MAX;

  // The rarely used rest of a key group; the index is what each row touches.
  struct Group {
    std::vector<std::uint32_t> pages;
    std::vector<std::uint32_t> holes;  // pages with freed slots; may name one twice or in vain
    std::uint32_t open = kNoPage;      // the page that new slots come from
    std::uint32_t next_number = 0;
    std::uint32_t id = 0;    // in the database
    std::uint64_t rows = 0;  // keys that are there only
  };
  // How an older run has left the table in the database.
  struct StoredForm {
    bool has_ttl, in_blobs;
  };
  struct StoredPage {
    int group;
    std::uint32_t number;
    bool has_ttl;
  };
  // A key of a batch and where it may be.
  struct Candidate {
    IndexEntry* entry;
    std::uint32_t tag, group;
  };

  // keyed_table.cc
  void begin_call();
  void probe(const EncodedKeys& keys, std::vector<Slot>& slots);
  void probe_run(const EncodedKeys& keys, std::size_t begin, std::size_t end, Slot* slots);
  Slot match(Candidate candidate, std::string_view key);
  Slot create(std::string_view key, std::uint64_t hash);
  void insert(std::uint64_t hash, Slot slot);
  void assign_longer(StateBytes& bytes, std::string_view text);
  void choose_shape(std::size_t longest_key);
  Slot lookup(std::string_view key, std::uint64_t hash);
  void revive(Slot slot);
  std::size_t group_index_of(std::uint64_t hash) const {
    return static_cast<std::size_t>(key_group_of(hash) - context_.groups.begin);
  }
  SlotIndex& index_of(std::uint64_t hash) { return indexes_[group_index_of(hash)]; }
  SlotIndex& index_for(int group) {
    return indexes_[static_cast<std::size_t>(group - context_.groups.begin)];
  }

  // keyed_table_expiry.cc
  void reset(Slot slot);
  bool has_expired(std::int64_t access_millis) const {
    return access_millis + options_.ttl.count() <= now_millis_;
  }
  bool expired(Slot slot) const;
  void touch(Slot slot);
  void refresh(const std::vector<Slot>& slots, std::vector<std::uint8_t>& created);
  void hide_expired(std::vector<Slot>& slots) const;
  void tell_expired(std::string_view key, int group) const;
  void sweep_expired();
  void expire_slots(std::size_t group_index, DatabaseBatch* batch);
  void expire(Slot slot, DatabaseBatch* batch);
  std::uint64_t expire_rows(std::size_t group_index, std::uint64_t most, DatabaseBatch* batch);

  // keyed_table_cut.cc
  void make_writable(std::uint32_t page) override;
  bool needed_by_cut(std::uint32_t page) const;
  void discard_page(std::byte* page);
  TableCut::ToName page_names() const;
  void forget_cut();
  void restore_group(const GroupRecord& record, StoredForm form);
  void convert_rows(const Group& owner, int group_number);
  std::uint32_t restore_page(StoredPage stored, std::string_view bytes);
  Slot restore_slot(std::uint32_t page, const StoredSlot& stored);
  void write_stored(std::byte* state, std::string_view key, const StoredSlot& stored);
  std::uint64_t heap_bytes_of(const std::byte* page) const;

  // keyed_table_eviction.cc
  void take(std::uint64_t bytes);
  void give(std::uint64_t bytes);
  void make_room();
  void sweep(std::size_t group_index, DatabaseBatch& batch);
  void sort_by_key(std::vector<IndexEntry>& entries) const;
  void evict(Slot slot, Group& owner, DatabaseBatch& batch);
  const std::string& row_name(Slot slot);
  void compact(std::size_t group_index);
  void empty_page(std::uint32_t page, SlotIndex& index);
  void shrink_index(SlotIndex& index);
  void fetch_misses(const EncodedKeys& keys);
  void fetch(const std::vector<KeyRef>& keys);
  void add_fetched(const KeyRef& key, std::string_view bytes);
  void visit_group(std::size_t group_index, const std::function<void(Slot)>& visit);
  void visit_slot(Slot slot, const std::function<void(Slot)>& visit);
  std::vector<std::string> keys_of_rows(std::size_t group_index);

  // keyed_table_pages.cc
  Group& group(int number);
  Slot allocate_slot(int group_number);
  void free_slot(Slot slot);
  bool take_from(std::uint32_t page, Slot& slot);
  std::uint32_t add_page(int group_number, std::uint32_t slots);
  void grow_page(std::uint32_t page);
  void release_page(std::uint32_t page);
  void grow_index(SlotIndex& index);
  void reserve_index(SlotIndex& index, std::uint64_t keys);
  std::byte* state_at(Slot slot) { return pages_[slot >> kSlotBits] + offset_of(slot); }

  TableContext context_;
  KeyedTableOptions options_;
  SlotShape shape_;
  std::vector<SlotIndex> indexes_;              // of the key groups of the subtask
  std::vector<std::unique_ptr<Group>> groups_;  // null while empty
  std::vector<std::uint32_t> free_pages_;       // numbers in pages_ without a page
  std::vector<std::uint32_t> misses_;           // of the batch being resolved
  bool heap_used_;                              // states or keys own memory outside of pages

  // Between cuts. A page is writable, or unchanged since the last cut.
  std::vector<std::uint32_t> dirty_;      // made writable since; may name freed pages
  std::vector<std::string> erased_;       // blobs of freed pages
  std::vector<std::uint8_t> stored_;      // by page: the database has or will have its blob
  std::shared_ptr<TableCut> cut_;         // the last one
  std::vector<std::uint32_t> cut_pages_;  // by position in it
  std::vector<std::uint32_t> positions_;  // by page: where it is in the last cut, if unchanged
  bool in_database_ = false;              // ever; else dropping costs nothing

  // What was used since a group was swept stays in memory.
  std::uint64_t bytes_ = 0;       // of pages, indexes, and what they own
  bool short_of_memory_ = false;  // the pool has refused: make room before the next change
  std::size_t hand_ = 0;          // the group to be swept next
  std::size_t swept_groups_ = 0;  // by the call that is running
  std::uint64_t moves_ = 0;       // sweeps that moved slots
  std::size_t erased_slots_ = 0;  // keys that are erased, but not yet in the database
  std::string row_key_, row_;     // being written

  std::size_t live_ = 0;
  std::int64_t now_millis_ = 0;  // of the batch being resolved

  // The sweep for expired keys.
  std::int64_t expiry_millis_ = 0;  // when groups became due last
  std::size_t expiry_due_ = 0;      // groups to be looked at
  std::size_t expiry_group_ = 0;    // the next one
  std::string expiry_row_;          // where to go on in its rows; empty: not begun
};

}  // namespace streamsql
