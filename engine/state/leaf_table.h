// LeafTable: the OrderedTable; a directory of leaves per key group.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "engine/state/leaf.h"
#include "engine/state/ordered_table.h"
#include "engine/state/table_context.h"

namespace streamsql {

// The directory is always in memory; leaves go to the database when memory runs out, and come back
// when they are looked at. Room is made at the beginning of calls that change the table, and when
// a cursor moves to another leaf, never under a value that was just returned.
class LeafTable final : public OrderedTable, public StoredTable {
 public:
  explicit LeafTable(TableContext context);
  ~LeafTable() override;

  void put(const KeyRef& key, std::string_view order, std::string_view value) override;
  std::optional<std::string_view> get(const KeyRef& key, std::string_view order) override;
  bool erase(const KeyRef& key, std::string_view order) override;
  void erase_key(const KeyRef& key) override;
  std::unique_ptr<OrderedCursor> seek(const KeyRef& key, std::string_view order) override;
  std::unique_ptr<OrderedCursor> last(const KeyRef& key) override;
  std::unique_ptr<OrderedCursor> key_group(int group) override;

  // Once, before anything else: what the database holds of the key groups of the subtask.
  void restore(const TableRecord& record);
  std::shared_ptr<TableCut> cut() override;
  TableRecord record() const override;
  bool short_of_memory() const override { return short_of_memory_; }
  void shed() override { make_room(); }
  bool in_database() const override { return in_database_; }

 private:
  friend class LeafCursor;

  // A leaf and the least place that belongs into it; the first leaf also takes what is less.
  struct Branch {
    std::unique_ptr<Leaf> leaf;  // null: in the database
    std::string key, order;
    std::uint32_t number = 0;             // names its blob within the key group
    std::uint32_t cut = 0, position = 0;  // where it is, unchanged, in the cut of that serial
    bool writable = true;                 // changed since the last cut or eviction
    bool stored = false;                  // the database has or will have a blob
    bool referenced = true;               // since the last sweep
    EntryPlace first() const { return {key, order}; }
  };
  struct Directory {
    std::vector<Branch> branches;  // sorted
    std::uint32_t id = 0, next_number = 0;
    int group = 0;
    bool changed = false;  // a branch is writable
  };
  struct Orphan {
    std::unique_ptr<Leaf> leaf;
    std::uint32_t position;
  };

  // ordered_table.cc
  Directory& directory(const KeyRef& key) { return directory(key_group_of(key.hash)); }
  Directory& directory(int group) {
    return directories_[static_cast<std::size_t>(group - context_.groups.begin)];
  }
  static std::size_t branch_of(const Directory& directory, const EntryPlace& place);
  // Changes a leaf: `change` gets it, and the accounts follow.
  template <typename Change>
  void change(Directory& directory, std::size_t branch, const Change& change);
  void add(Directory& directory, std::size_t at, std::unique_ptr<Leaf> leaf, EntryPlace first);
  void remove(Directory& directory, std::size_t at);
  void split(Directory& directory, std::size_t branch);
  void shrink(Directory& directory, std::size_t branch);
  void merge(Directory& directory, std::size_t branch);

  // leaf_table_storage.cc
  Leaf& leaf(Directory& directory, std::size_t branch) {
    auto& found = directory.branches[branch];
    found.referenced = true;
    if (!found.leaf) load(directory, found);
    return *found.leaf;
  }
  void load(const Directory& directory, Branch& branch);
  void make_writable(Directory& directory, Branch& branch);
  bool needed_by_cut(const Branch& branch) const;
  void copy_leaf(Branch& branch);
  void retire(Branch& branch);  // its leaf is no longer the table's
  void free_orphans();
  void forget_cut();
  void take(std::uint64_t bytes);
  void make_room();
  std::uint64_t sweep(Directory& directory, DatabaseBatch& batch);
  std::uint64_t evict(const Directory& directory, Branch& branch, DatabaseBatch& batch);
  std::string blob_of(const Directory& directory, const Branch& branch) const {
    return blob_key(directory.id, directory.group, branch.number);
  }

  TableContext context_;
  std::vector<Directory> directories_;
  std::uint64_t leaf_bytes_ = 0;
  bool short_of_memory_ = false;
  std::size_t hand_ = 0;  // the directory that the next sweep begins with

  std::shared_ptr<TableCut> cut_;  // the last one
  std::uint32_t cut_serial_ = 0;
  std::vector<std::string> erased_;  // blobs of removed leaves since then
  std::deque<Orphan> orphans_;       // leaves that were replaced while the cut needs them
  bool in_database_ = false;         // ever; else dropping costs nothing
};

}  // namespace streamsql
