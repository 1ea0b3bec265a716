#include "engine/state/ordered_table.h"

#include <algorithm>

#include "engine/batch/key_group.h"
#include "engine/state/leaf_table.h"

namespace streamsql {
namespace {

// A leaf is searched by bisection and written as a whole: the usual page of a database.
constexpr std::size_t kMaxLeafBytes = 8 << 10;
constexpr std::size_t kSmallLeafBytes = 1 << 10;

}  // namespace

// At an entry of a directory, or outside when `branch` is its size. Bound to one key, or to none.
class LeafCursor final : public OrderedCursor {
 public:
  LeafCursor(LeafTable& table, LeafTable::Directory& directory, const KeyRef* key)
      : table_(table), directory_(directory), bound_(key != nullptr) {
    if (key) key_ = key->bytes;
  }

  bool valid() const override { return branch_ < branches() && (!bound_ || place().key == key_); }
  std::string_view key() const override { return place().key; }
  std::string_view order() const override { return place().order; }
  std::string_view value() const override { return leaf().value(entry_); }
  void next() override {
    ++entry_;
    skip_ends();
  }
  void previous() override {
    if (entry_ > 0) {
      --entry_;
      return;
    }
    if (branch_ == 0) {
      branch_ = branches();
      return;
    }
    move_to(branch_ - 1);
    entry_ = leaf().size() - 1;
  }
  void seek(const EntryPlace& place) {
    branch_ = LeafTable::branch_of(directory_, place);
    entry_ = branch_ < branches() ? leaf().lower_bound(place) : 0;
    skip_ends();
  }
  void seek_last() {
    // The first entry behind the key: no key lies between it and itself with a zero byte appended.
    const std::string behind = key_ + '\0';
    branch_ = LeafTable::branch_of(directory_, {behind, {}});
    if (branch_ == branches()) return;
    entry_ = leaf().lower_bound({behind, {}});
    previous();
  }

 private:
  std::size_t branches() const { return directory_.branches.size(); }
  Leaf& leaf() const { return table_.leaf(directory_, branch_); }
  EntryPlace place() const { return leaf().place(entry_); }
  void skip_ends() {
    if (branch_ == branches() || entry_ < leaf().size()) return;
    move_to(branch_ + 1);
    entry_ = 0;
  }
  void move_to(std::size_t branch) {
    if (table_.short_of_memory_) table_.make_room();
    branch_ = branch;
  }

  LeafTable& table_;
  LeafTable::Directory& directory_;
  bool bound_;
  std::string key_;
  std::size_t branch_ = 0, entry_ = 0;
};

LeafTable::LeafTable(TableContext context) : context_(std::move(context)) {
  directories_.resize(static_cast<std::size_t>(context_.groups.end - context_.groups.begin));
  for (std::size_t i = 0; i < directories_.size(); ++i) {
    directories_[i].group = context_.groups.begin + static_cast<int>(i);
    directories_[i].id = context_.id;
  }
}

// The last branch that does not begin behind the place; the size when there is none at all.
std::size_t LeafTable::branch_of(const Directory& directory, const EntryPlace& place) {
  const auto& branches = directory.branches;
  const auto behind = std::upper_bound(
      branches.begin(), branches.end(), place,
      [](const EntryPlace& wanted, const Branch& branch) { return wanted < branch.first(); });
  if (behind == branches.begin()) return 0;
  return static_cast<std::size_t>(behind - branches.begin()) - 1;
}

template <typename Change>
void LeafTable::change(Directory& directory, std::size_t branch, const Change& change) {
  leaf(directory, branch);
  auto& changed = directory.branches[branch];
  if (!changed.writable) make_writable(directory, changed);
  const auto before = changed.leaf->memory_bytes();
  change(*changed.leaf);
  const auto after = changed.leaf->memory_bytes();
  leaf_bytes_ += after - before;
  if (after > before) take(after - before);
  if (after < before) context_.memory->give(before - after);
}

void LeafTable::add(Directory& directory, std::size_t at, std::unique_ptr<Leaf> leaf,
                    EntryPlace first) {
  Branch branch;
  branch.leaf = std::move(leaf);
  branch.key = first.key;
  branch.order = first.order;
  branch.number = directory.next_number++;
  leaf_bytes_ += branch.leaf->memory_bytes();
  take(branch.leaf->memory_bytes());
  directory.branches.insert(directory.branches.begin() + static_cast<std::ptrdiff_t>(at),
                            std::move(branch));
  directory.changed = true;
}

void LeafTable::remove(Directory& directory, std::size_t at) {
  auto& branch = directory.branches[at];
  if (branch.stored) erased_.push_back(blob_of(directory, branch));
  retire(branch);
  directory.branches.erase(directory.branches.begin() + static_cast<std::ptrdiff_t>(at));
}

void LeafTable::put(const KeyRef& key, std::string_view order, std::string_view value) {
  if (short_of_memory_) make_room();
  const EntryPlace place{key.bytes, order};
  auto& found = directory(key);
  if (found.branches.empty()) add(found, 0, std::make_unique<Leaf>(), place);
  const auto at = branch_of(found, place);
  change(found, at, [&](Leaf& leaf) {
    const auto i = leaf.lower_bound(place);
    if (i < leaf.size() && leaf.place(i) == place) {
      leaf.set_value(i, value);
    } else {
      leaf.insert(i, place, value);
    }
  });
  if (leaf(found, at).data_bytes() > kMaxLeafBytes) split(found, at);
}

void LeafTable::split(Directory& directory, std::size_t branch) {
  const auto entries = leaf(directory, branch).size();
  if (entries < 2) return;
  // What grows at its end (times do) leaves full leaves behind.
  const auto from = branch + 1 == directory.branches.size() ? entries - 1 : entries / 2;
  auto upper = std::make_unique<Leaf>();
  change(directory, branch, [&](Leaf& leaf) { *upper = leaf.split_off(from); });
  const auto first = upper->place(0);
  add(directory, branch + 1, std::move(upper), first);
}

std::optional<std::string_view> LeafTable::get(const KeyRef& key, std::string_view order) {
  const EntryPlace place{key.bytes, order};
  auto& branches = directory(key);
  if (branches.branches.empty()) return std::nullopt;
  auto& found = leaf(branches, branch_of(branches, place));
  const auto i = found.lower_bound(place);
  if (i == found.size() || !(found.place(i) == place)) return std::nullopt;
  return found.value(i);
}

bool LeafTable::erase(const KeyRef& key, std::string_view order) {
  if (short_of_memory_) make_room();
  const EntryPlace place{key.bytes, order};
  auto& branches = directory(key);
  if (branches.branches.empty()) return false;
  const auto at = branch_of(branches, place);
  const auto i = leaf(branches, at).lower_bound(place);
  if (i == leaf(branches, at).size() || !(leaf(branches, at).place(i) == place)) return false;
  change(branches, at, [&](Leaf& leaf) { leaf.remove(i, i + 1); });
  shrink(branches, at);
  return true;
}

void LeafTable::erase_key(const KeyRef& key) {
  if (short_of_memory_) make_room();
  auto& branches = directory(key);
  if (branches.branches.empty()) return;
  const std::string bytes(key.bytes), behind = bytes + '\0';
  for (auto at = branch_of(branches, {behind, {}});; --at) {
    const auto begin = leaf(branches, at).lower_bound({bytes, {}});
    const auto end = leaf(branches, at).lower_bound({behind, {}});
    if (begin < end) change(branches, at, [&](Leaf& leaf) { leaf.remove(begin, end); });
    if (begin < end) shrink(branches, at);
    if (begin > 0 || at == 0) return;
  }
}

// After a removal: no leaf stays empty, and small neighbours become one.
void LeafTable::shrink(Directory& directory, std::size_t branch) {
  if (leaf(directory, branch).empty()) {
    remove(directory, branch);
  } else if (leaf(directory, branch).data_bytes() < kSmallLeafBytes) {
    merge(directory, branch);
  }
}

void LeafTable::merge(Directory& directory, std::size_t branch) {
  if (branch + 1 >= directory.branches.size() || !directory.branches[branch + 1].leaf) return;
  const auto& upper = *directory.branches[branch + 1].leaf;
  if (leaf(directory, branch).data_bytes() + upper.data_bytes() > kMaxLeafBytes / 2) return;
  change(directory, branch, [&](Leaf& leaf) { leaf.append(upper); });
  remove(directory, branch + 1);
}

std::unique_ptr<OrderedCursor> LeafTable::seek(const KeyRef& key, std::string_view order) {
  auto cursor = std::make_unique<LeafCursor>(*this, directory(key), &key);
  cursor->seek({key.bytes, order});
  return cursor;
}

std::unique_ptr<OrderedCursor> LeafTable::last(const KeyRef& key) {
  auto cursor = std::make_unique<LeafCursor>(*this, directory(key), &key);
  cursor->seek_last();
  return cursor;
}

std::unique_ptr<OrderedCursor> LeafTable::key_group(int group) {
  auto cursor = std::make_unique<LeafCursor>(*this, directory(group), nullptr);
  return cursor;
}

}  // namespace streamsql
