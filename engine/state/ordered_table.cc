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

  bool valid() const override {
    return branch_ < directory_.size() && (!bound_ || place().key == key_);
  }
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
      branch_ = directory_.size();
      return;
    }
    --branch_;
    entry_ = leaf().size() - 1;
  }
  void seek(const EntryPlace& place) {
    branch_ = LeafTable::branch_of(directory_, place);
    entry_ = branch_ < directory_.size() ? leaf().lower_bound(place) : 0;
    skip_ends();
  }
  void seek_last() {
    // The first entry behind the key: no key lies between it and itself with a zero byte appended.
    const std::string behind = key_ + '\0';
    branch_ = LeafTable::branch_of(directory_, {behind, {}});
    if (branch_ == directory_.size()) return;
    entry_ = leaf().lower_bound({behind, {}});
    previous();
  }

 private:
  Leaf& leaf() const { return table_.leaf(directory_[branch_]); }
  EntryPlace place() const { return leaf().place(entry_); }
  void skip_ends() {
    if (branch_ == directory_.size() || entry_ < leaf().size()) return;
    ++branch_;
    entry_ = 0;
  }

  LeafTable& table_;
  LeafTable::Directory& directory_;
  bool bound_;
  std::string key_;
  std::size_t branch_ = 0, entry_ = 0;
};

LeafTable::LeafTable(TableContext context) : context_(std::move(context)) {
  directories_.resize(static_cast<std::size_t>(context_.groups.end - context_.groups.begin));
}

LeafTable::~LeafTable() {
  for (const auto& directory : directories_) {
    for (const auto& branch : directory) context_.memory->give(branch.leaf->memory_bytes());
  }
}

LeafTable::Directory& LeafTable::directory(int group) {
  return directories_[static_cast<std::size_t>(group - context_.groups.begin)];
}

// The last branch that does not begin behind the place; the size when there is none at all.
std::size_t LeafTable::branch_of(const Directory& directory, const EntryPlace& place) {
  const auto behind = std::upper_bound(
      directory.begin(), directory.end(), place,
      [](const EntryPlace& wanted, const Branch& branch) { return wanted < branch.first(); });
  if (behind == directory.begin()) return 0;
  return static_cast<std::size_t>(behind - directory.begin()) - 1;
}

template <typename Change>
void LeafTable::change(Branch& branch, const Change& change) {
  const auto before = branch.leaf->memory_bytes();
  change(*branch.leaf);
  const auto after = branch.leaf->memory_bytes();
  if (after > before) context_.memory->take(after - before);
  if (after < before) context_.memory->give(before - after);
}

void LeafTable::put(const KeyRef& key, std::string_view order, std::string_view value) {
  const EntryPlace place{key.bytes, order};
  auto& branches = directory(key);
  if (branches.empty()) {
    branches.push_back({std::make_unique<Leaf>(), std::string(key.bytes), std::string(order)});
    context_.memory->take(branches.back().leaf->memory_bytes());
  }
  const auto at = branch_of(branches, place);
  change(branches[at], [&](Leaf& leaf) {
    const auto i = leaf.lower_bound(place);
    if (i < leaf.size() && leaf.place(i) == place) {
      leaf.set_value(i, value);
    } else {
      leaf.insert(i, place, value);
    }
  });
  if (leaf(branches[at]).data_bytes() > kMaxLeafBytes) split(branches, at);
}

void LeafTable::split(Directory& directory, std::size_t branch) {
  const auto entries = leaf(directory[branch]).size();
  if (entries < 2) return;
  // What grows at its end (times do) leaves full leaves behind.
  const auto from = branch + 1 == directory.size() ? entries - 1 : entries / 2;
  auto upper = std::make_unique<Leaf>();
  change(directory[branch], [&](Leaf& leaf) { *upper = leaf.split_off(from); });
  context_.memory->take(upper->memory_bytes());
  const auto first = upper->place(0);
  Branch added{nullptr, std::string(first.key), std::string(first.order)};
  added.leaf = std::move(upper);
  directory.insert(directory.begin() + static_cast<std::ptrdiff_t>(branch) + 1, std::move(added));
}

std::optional<std::string_view> LeafTable::get(const KeyRef& key, std::string_view order) {
  const EntryPlace place{key.bytes, order};
  auto& branches = directory(key);
  if (branches.empty()) return std::nullopt;
  auto& found = leaf(branches[branch_of(branches, place)]);
  const auto i = found.lower_bound(place);
  if (i == found.size() || !(found.place(i) == place)) return std::nullopt;
  return found.value(i);
}

bool LeafTable::erase(const KeyRef& key, std::string_view order) {
  const EntryPlace place{key.bytes, order};
  auto& branches = directory(key);
  if (branches.empty()) return false;
  const auto at = branch_of(branches, place);
  const auto i = leaf(branches[at]).lower_bound(place);
  if (i == leaf(branches[at]).size() || !(leaf(branches[at]).place(i) == place)) return false;
  change(branches[at], [&](Leaf& leaf) { leaf.remove(i, i + 1); });
  shrink(branches, at);
  return true;
}

void LeafTable::erase_key(const KeyRef& key) {
  auto& branches = directory(key);
  if (branches.empty()) return;
  const std::string bytes(key.bytes), behind = bytes + '\0';
  for (auto at = branch_of(branches, {behind, {}});; --at) {
    const auto begin = leaf(branches[at]).lower_bound({bytes, {}});
    const auto end = leaf(branches[at]).lower_bound({behind, {}});
    if (begin < end) change(branches[at], [&](Leaf& leaf) { leaf.remove(begin, end); });
    if (begin < end) shrink(branches, at);
    if (begin > 0 || at == 0) return;
  }
}

// After a removal: no leaf stays empty, and small neighbours become one.
void LeafTable::shrink(Directory& directory, std::size_t branch) {
  if (leaf(directory[branch]).empty()) {
    context_.memory->give(directory[branch].leaf->memory_bytes());
    directory.erase(directory.begin() + static_cast<std::ptrdiff_t>(branch));
  } else if (leaf(directory[branch]).data_bytes() < kSmallLeafBytes) {
    merge(directory, branch);
  }
}

void LeafTable::merge(Directory& directory, std::size_t branch) {
  if (branch + 1 >= directory.size()) return;
  const auto& upper = leaf(directory[branch + 1]);
  if (leaf(directory[branch]).data_bytes() + upper.data_bytes() > kMaxLeafBytes / 2) return;
  change(directory[branch], [&](Leaf& leaf) { leaf.append(upper); });
  context_.memory->give(upper.memory_bytes());
  directory.erase(directory.begin() + static_cast<std::ptrdiff_t>(branch) + 1);
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
  return std::make_unique<LeafCursor>(*this, directory(group), nullptr);
}

}  // namespace streamsql
