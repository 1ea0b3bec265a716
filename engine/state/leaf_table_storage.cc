// How a LeafTable is cut for a checkpoint, makes room in memory, and comes back.
#include <algorithm>
#include <utility>

#include "engine/base/error.h"
#include "engine/state/leaf_table.h"

namespace streamsql {
namespace {

// What one shortage frees at least, if there is as much: a share of the table, so that the next
// one is not near.
constexpr std::uint64_t kFreedShare = 16;

}  // namespace

LeafTable::~LeafTable() {
  context_.memory->give(leaf_bytes_);
  for (const auto& orphan : orphans_) context_.memory->give(orphan.leaf->memory_bytes());
  if (!cut_ || !cut_->needs_any()) return;
  cut_->inherit(std::make_shared<std::vector<Directory>>(std::move(directories_)));
  cut_->inherit(std::make_shared<std::deque<Orphan>>(std::move(orphans_)));
}

void LeafTable::load(const Directory& directory, Branch& branch) {
  const std::string name = blob_of(directory, branch);
  context_.database->get(Family::Blobs, {&name, 1}, [&](std::size_t, std::string_view bytes) {
    branch.leaf = std::make_unique<Leaf>(Leaf::from_bytes(bytes));
  });
  if (!branch.leaf) {
    throw Error(ErrorCode::StateUnreadable, "A leaf of an ordered table is not in the database");
  }
  leaf_bytes_ += branch.leaf->memory_bytes();
  take(branch.leaf->memory_bytes());
}

bool LeafTable::needed_by_cut(const Branch& branch) const {
  return cut_ && branch.cut == cut_serial_ && cut_->needs(branch.position);
}

void LeafTable::make_writable(Directory& directory, Branch& branch) {
  free_orphans();
  if (needed_by_cut(branch)) copy_leaf(branch);
  branch.cut = 0;
  branch.writable = directory.changed = true;
}

// Without memory for a copy, the leaf is written here and now and needs none.
void LeafTable::copy_leaf(Branch& branch) {
  auto copy = std::make_unique<Leaf>(*branch.leaf);
  if (!context_.memory->try_take(copy->memory_bytes())) {
    return cut_->write_now(branch.position, *context_.database);
  }
  leaf_bytes_ += copy->memory_bytes() - branch.leaf->memory_bytes();
  orphans_.push_back({std::exchange(branch.leaf, std::move(copy)), branch.position});
}

void LeafTable::retire(Branch& branch) {
  if (!branch.leaf) return;
  leaf_bytes_ -= branch.leaf->memory_bytes();
  if (needed_by_cut(branch)) {
    orphans_.push_back({std::move(branch.leaf), branch.position});
  } else {
    context_.memory->give(std::exchange(branch.leaf, nullptr)->memory_bytes());
  }
}

void LeafTable::free_orphans() {
  while (!orphans_.empty() && !cut_->needs(orphans_.front().position)) {
    context_.memory->give(orphans_.front().leaf->memory_bytes());
    orphans_.pop_front();
  }
}

std::shared_ptr<TableCut> LeafTable::cut() {
  forget_cut();
  const auto to_bytes = [](const void* leaf, std::string& out) {
    out = static_cast<const Leaf*>(leaf)->to_bytes();
  };
  auto cut = std::make_shared<TableCut>(Family::Blobs, to_bytes);
  ++cut_serial_;
  for (auto& directory : directories_) {
    if (!std::exchange(directory.changed, false)) continue;
    for (auto& branch : directory.branches) {
      if (!std::exchange(branch.writable, false)) continue;
      branch.stored = in_database_ = true;
      branch.cut = cut_serial_;
      branch.position = static_cast<std::uint32_t>(cut->size());
      cut->add(blob_of(directory, branch), branch.leaf.get());
    }
  }
  cut->add_erased(std::exchange(erased_, {}));
  cut->seal();
  cut_ = cut;
  return cut;
}

// The last cut is settled. What a failed one held is changed since the one before, still.
void LeafTable::forget_cut() {
  if (!cut_) return;
  for (auto& orphan : std::exchange(orphans_, {})) {
    context_.memory->give(orphan.leaf->memory_bytes());
  }
  if (cut_->outcome() == TableCut::Outcome::Failed) {
    erased_.insert(erased_.end(), cut_->erased().begin(), cut_->erased().end());
    for (auto& directory : directories_) {
      for (auto& branch : directory.branches) {
        if (branch.cut == cut_serial_) branch.writable = directory.changed = true;
      }
    }
  }
  cut_.reset();
}

TableRecord LeafTable::record() const {
  TableRecord record{{}, true, false, {}, 0, {}};
  for (const auto& directory : directories_) {
    if (directory.next_number == 0) continue;
    record.groups.push_back({static_cast<std::uint8_t>(directory.group), directory.id, 0, 0});
  }
  return record;
}

// Leaves stay in memory while there is some.
void LeafTable::restore(const TableRecord& record) {
  in_database_ = true;
  for (const auto& group : record.groups) {
    auto& owner = directory(group.group);
    owner.id = group.id;
    const auto visit = [&](std::string_view name, std::string_view bytes) {
      Branch branch;
      branch.leaf = std::make_unique<Leaf>(Leaf::from_bytes(bytes));
      branch.number = blob_number(name);
      branch.key = branch.leaf->place(0).key;
      branch.order = branch.leaf->place(0).order;
      branch.writable = false;
      branch.stored = true;
      owner.next_number = std::max(owner.next_number, branch.number + 1);
      const auto memory = branch.leaf->memory_bytes();
      if (context_.memory->try_take(memory)) {
        leaf_bytes_ += memory;
      } else {
        branch.leaf.reset();
      }
      owner.branches.push_back(std::move(branch));
      return true;
    };
    context_.database->scan(Family::Blobs, row_prefix(group.id, group.group),
                            row_prefix(group.id, group.group + 1), visit);
    std::sort(owner.branches.begin(), owner.branches.end(),
              [](const Branch& a, const Branch& b) { return a.first() < b.first(); });
  }
}

void LeafTable::take(std::uint64_t bytes) {
  if (context_.memory->try_take(bytes)) return;
  context_.memory->take(bytes);
  short_of_memory_ = context_.database != nullptr;
}

// One round at most: what was used since the last one stays.
void LeafTable::make_room() {
  if (!context_.gate->wait()) return;
  short_of_memory_ = false;
  if (cut_ && cut_->outcome() == TableCut::Outcome::Failed) forget_cut();
  free_orphans();
  const auto batch = context_.database->batch();
  const auto wanted = leaf_bytes_ / kFreedShare;
  std::uint64_t freed = 0;
  for (std::size_t i = 0; i < directories_.size() && freed <= wanted; ++i) {
    freed += sweep(directories_[hand_++ % directories_.size()], *batch);
  }
  context_.database->write(*batch);
}

std::uint64_t LeafTable::sweep(Directory& directory, DatabaseBatch& batch) {
  std::uint64_t freed = 0;
  for (auto& branch : directory.branches) {
    if (!branch.leaf || std::exchange(branch.referenced, false)) continue;
    freed += evict(directory, branch, batch);
  }
  return freed;
}

std::uint64_t LeafTable::evict(const Directory& directory, Branch& branch, DatabaseBatch& batch) {
  if (std::exchange(branch.writable, false)) {
    batch.put(Family::Blobs, blob_of(directory, branch), branch.leaf->to_bytes());
    branch.stored = in_database_ = true;
  }
  const auto bytes = branch.leaf->memory_bytes();
  retire(branch);
  return bytes;
}

}  // namespace streamsql
