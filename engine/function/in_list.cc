#include "engine/function/in_list.h"

#include <algorithm>

#include "engine/function/value_equality.h"

namespace streamsql {
namespace {

// A hash set of constants: open addressing over indices of `items`, at most half full.
class ConstantSet {
 public:
  explicit ConstantSet(std::vector<ColumnPtr> items) : items_(std::move(items)) {
    std::size_t slots = 4;
    while (slots < items_.size() * 2) slots *= 2;
    slots_.assign(slots, kEmpty);
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
      if (items_[i]->is_null(0)) {
        has_null_ = true;
      } else {
        slots_[find_slot({*items_[i], 0})] = i;
      }
    }
  }

  bool has_null() const { return has_null_; }
  bool contains(ValueRef value) const { return slots_[find_slot(value)] != kEmpty; }

 private:
  static constexpr std::uint32_t kEmpty = UINT32_MAX;

  // The slot that holds an equal item, or the empty one where it belongs.
  std::size_t find_slot(ValueRef value) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = spread(hash_value(value)) & mask;
    while (slots_[slot] != kEmpty && !equal_values({*items_[slots_[slot]], 0}, value)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
  static std::uint64_t spread(std::uint64_t hash) { return hash * 0x9E3779B97F4A7C15u >> 20; }

  std::vector<ColumnPtr> items_;
  std::vector<std::uint32_t> slots_;
  bool has_null_ = false;
};

struct Item {
  bool found, unknown;
};

Item find_in(std::span<const ColumnPtr> list, ValueRef value) {
  Item item{false, false};
  for (const auto& candidate : list) {
    if (candidate->is_null(value.row)) {
      item.unknown = true;
    } else if (equal_values({*candidate, value.row}, value)) {
      item.found = true;
      break;
    }
  }
  return item;
}

void store(Item item, std::size_t row, ColumnBuilder& out) {
  if (!item.found && item.unknown) return out.set_null(row);
  out.set<std::uint8_t>(row, item.found);
}

}  // namespace

std::shared_ptr<const void> prepare_in_list(const PrepareInput& input) {
  std::vector<ColumnPtr> items(input.constants.begin() + 1, input.constants.end());
  const bool constant =
      std::all_of(items.begin(), items.end(), [](const auto& item) { return item != nullptr; });
  if (!constant) return nullptr;
  return std::make_shared<const ConstantSet>(std::move(items));
}

void in_list(const FunctionContext& context, std::span<const ColumnPtr> arguments, Selection rows,
             ColumnBuilder& out) {
  const Column& values = *arguments[0];
  const auto* const set = static_cast<const ConstantSet*>(context.prepared);
  for (const auto row : rows) {
    if (values.is_null(row)) {
      out.set_null(row);
      continue;
    }
    const ValueRef value{values, row};
    const Item item =
        set ? Item{set->contains(value), set->has_null()} : find_in(arguments.subspan(1), value);
    store(item, row, out);
  }
}

}  // namespace streamsql
