#include "engine/operator/distinct_values.h"

#include <algorithm>

namespace streamsql {

StateLayout DistinctValues::layout() const {
  StateLayout layout;
  layout.size = static_cast<std::uint32_t>(calls_.size() * sizeof(std::uint64_t));
  return layout;
}

void DistinctValues::apply(const Batch& batch, const EncodedKeys& groups,
                           std::span<std::vector<AggregateStep>* const> steps) {
  rows_.clear();
  keys_.clear();
  for (std::uint32_t row = 0; row < batch.row_count(); ++row) {
    const bool counts = std::any_of(steps.begin(), steps.end(), [&](const auto* of_call) {
      return (*of_call)[row] != AggregateStep::Keep;
    });
    if (!counts) continue;
    rows_.push_back(row);
    scratch_.assign(groups.key(row));
    for (const int argument : arguments_) {
      append_key(batch.column(static_cast<std::size_t>(argument)), row, scratch_);
    }
    keys_.append(scratch_, groups.hash(row));
  }
  table_->resolve(keys_, slots_, created_);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    count_row(&table_->write<std::uint64_t>(slots_[i]), rows_[i], steps);
  }
  erase_unused();
}

void DistinctValues::count_row(std::uint64_t* counts, std::size_t row,
                               std::span<std::vector<AggregateStep>* const> steps) const {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    auto& step = (*steps[i])[row];
    if (step == AggregateStep::Accumulate) {
      if (counts[i]++ > 0) step = AggregateStep::Keep;
    } else if (step == AggregateStep::Retract) {
      // A value that expired, or never came, cannot be taken back.
      if (counts[i] == 0 || --counts[i] > 0) step = AggregateStep::Keep;
    }
  }
}

void DistinctValues::erase_unused() {
  std::sort(slots_.begin(), slots_.end());
  slots_.erase(std::unique(slots_.begin(), slots_.end()), slots_.end());
  for (const Slot slot : slots_) {
    const auto* counts = &table_->read<std::uint64_t>(slot);
    if (std::all_of(counts, counts + calls_.size(), [](std::uint64_t n) { return n == 0; })) {
      table_->erase(slot);
    }
  }
}

}  // namespace streamsql
