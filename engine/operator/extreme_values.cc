#include "engine/operator/extreme_values.h"

#include <cstring>

#include "engine/batch/order_codec.h"
#include "engine/batch/row_codec.h"

namespace streamsql {
namespace {

constexpr std::size_t kCountSize = sizeof(std::uint64_t);

std::uint64_t count_of(std::string_view value) {
  std::uint64_t count;
  std::memcpy(&count, value.data(), kCountSize);
  return count;
}

}  // namespace

void ExtremeValues::change(const KeyRef& group, const Column& values, std::size_t row, bool add) {
  order_.clear();
  append_order(values, row, {}, order_);
  const auto found = table_->get(group, order_);
  const std::uint64_t count = found ? count_of(*found) : 0;
  if (!add && count == 0) return;  // it expired, or never came
  if (!add && count == 1) {
    table_->erase(group, order_);
    return;
  }
  const std::uint64_t changed = add ? count + 1 : count - 1;
  value_.assign(reinterpret_cast<const char*>(&changed), kCountSize);
  append_value(values, row, value_);
  table_->put(group, order_, value_);
}

void ExtremeValues::apply(const Column& values, const EncodedKeys& groups,
                          std::span<const AggregateStep> steps, ColumnBuilder* out) {
  for (std::size_t row = 0; row < steps.size(); ++row) {
    const KeyRef group{groups.key(row), groups.hash(row)};
    if (steps[row] != AggregateStep::Keep) {
      change(group, values, row, steps[row] == AggregateStep::Accumulate);
    }
    if (out) emit(group, *out, row);
  }
}

void ExtremeValues::emit(const KeyRef& group, ColumnBuilder& out, std::size_t row) {
  const auto cursor = greatest_ ? table_->last(group) : table_->seek(group, {});
  if (!cursor->valid() || cursor->key() != group.bytes) return out.set_null(row);
  ColumnBuilder value(out.type());
  auto bytes = cursor->value().substr(kCountSize);
  read_value(bytes, value);
  out.set_from(row, *value.finish(), 0);
}

}  // namespace streamsql
