// LeafTable: the OrderedTable; a directory of leaves per key group.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/state/leaf.h"
#include "engine/state/ordered_table.h"
#include "engine/state/table_context.h"

namespace streamsql {

class LeafTable final : public OrderedTable {
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

 private:
  friend class LeafCursor;

  // A leaf and the least place that belongs into it; the first leaf also takes what is less.
  struct Branch {
    std::unique_ptr<Leaf> leaf;
    std::string key, order;
    EntryPlace first() const { return {key, order}; }
  };
  using Directory = std::vector<Branch>;

  Directory& directory(const KeyRef& key) { return directory(key_group_of(key.hash)); }
  Directory& directory(int group);
  Leaf& leaf(Branch& branch) { return *branch.leaf; }
  // Changes a leaf: `change` gets it, and the accounts follow.
  template <typename Change>
  void change(Branch& branch, const Change& change);
  static std::size_t branch_of(const Directory& directory, const EntryPlace& place);
  void split(Directory& directory, std::size_t branch);
  void shrink(Directory& directory, std::size_t branch);
  void merge(Directory& directory, std::size_t branch);

  TableContext context_;
  std::vector<Directory> directories_;
};

}  // namespace streamsql
