#include "engine/operator/value_changes.h"

#include "engine/function/typed_kernel.h"
#include "engine/function/value_equality.h"

namespace streamsql {
namespace {

template <typename T>
void mark_as(const Column& column, std::span<const RowPair> pairs,
             std::vector<std::uint8_t>& changed) {
  const ColumnReader<T> values(column);
  if (!values.has_nulls()) {
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      changed[i] |= static_cast<std::uint8_t>(!(values[pairs[i].before] == values[pairs[i].after]));
    }
    return;
  }
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const bool null = values.is_null(pairs[i].before);
    const bool same = null == values.is_null(pairs[i].after) &&
                      (null || values[pairs[i].before] == values[pairs[i].after]);
    changed[i] |= static_cast<std::uint8_t>(!same);
  }
}

}  // namespace

void mark_changes(const Column& column, std::span<const RowPair> pairs,
                  std::vector<std::uint8_t>& changed) {
  const DataType& type = column.type();
  if (type.is(TypeKind::Decimal)) return mark_as<Decimal>(column, pairs, changed);
  if (type.is_timestamp()) return mark_as<Timestamp>(column, pairs, changed);
  if (type.is_character() || type.is_binary()) {
    return mark_as<StringView16>(column, pairs, changed);
  }
  if (!type.is_nested()) {
    return kernel::with_number_type(
        type.kind(), [&](auto sample) { mark_as<decltype(sample)>(column, pairs, changed); });
  }
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    changed[i] |= static_cast<std::uint8_t>(
        !equal_or_both_null({column, pairs[i].before}, {column, pairs[i].after}));
  }
}

}  // namespace streamsql
