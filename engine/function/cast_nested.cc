// Casts of ARRAY, MULTISET, MAP and ROW: their children are cast, the structure is shared.
#include <algorithm>

#include "engine/function/cast_job.h"

namespace streamsql {

namespace {

class NestedCast {
 public:
  NestedCast(const ColumnPtr& column, const CastTarget& target, Selection rows)
      : column_(column), target_(target) {
    // A constant's children hold its one row. The fields of a NULL row are NULL and stay so, but
    // the elements of a NULL list are anybody's.
    const bool list = is_list();
    const std::size_t count = column->is_constant() ? 1 : rows.size();
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t row = column->is_constant() ? 0 : rows[i];
      if (!list || !column->is_null(row)) rows_.push_back(row);
    }
  }

  ColumnPtr run(FailedRows& failed) {
    const std::vector<std::uint32_t> elements = is_list() ? list_elements() : rows_;
    FailedRows failed_elements;
    ColumnParts parts = shared_parts();
    for (std::size_t i = 0; i < column_->children().size(); ++i) {
      parts.children.push_back(cast_child(i, elements, failed_elements));
    }
    const auto result = std::make_shared<const Column>(std::move(parts));
    if (failed_elements.empty()) return result;
    std::sort(failed_elements.begin(), failed_elements.end());
    return without_failed(*result, failed_elements, failed);
  }

 private:
  bool is_list() const { return !column_->type().is(TypeKind::Row); }

  // The rows of the children that belong to the rows of this column, ascending.
  std::vector<std::uint32_t> list_elements() const {
    std::vector<std::uint32_t> elements;
    for (const auto row : rows_) {
      const auto list = column_->value<ListRef>(row);
      for (std::uint32_t i = 0; i < list.length; ++i) elements.push_back(list.offset + i);
    }
    const auto descends = [](std::uint32_t a, std::uint32_t b) { return a >= b; };
    if (std::adjacent_find(elements.begin(), elements.end(), descends) == elements.end()) {
      return elements;
    }
    std::sort(elements.begin(), elements.end());
    elements.erase(std::unique(elements.begin(), elements.end()), elements.end());
    return elements;
  }

  // Everything but the children. The values are ListRefs, kept alive by the input.
  ColumnParts shared_parts() const {
    ColumnParts parts;
    parts.type = target_.type;
    parts.size = column_->size();
    parts.constant = column_->is_constant();
    parts.values = {column_, column_->values<std::byte>()};
    parts.validity.assign(column_->validity().begin(), column_->validity().end());
    return parts;
  }

  // The counts of a MULTISET have no type of their own and stay.
  ColumnPtr cast_child(std::size_t index, Selection rows, FailedRows& failed) const {
    const ColumnPtr& child = column_->children()[index];
    if (index >= target_.type.children().size()) return child;
    const DataType& type = target_.type.children()[index].type;
    return cast_values(child, {type, target_.try_cast, target_.context}, rows, failed);
  }

  bool contains_failed(std::uint32_t row, const FailedRows& failed_elements) const {
    ListRef range{row, 1};
    if (is_list()) range = column_->value<ListRef>(row);
    const auto found =
        std::lower_bound(failed_elements.begin(), failed_elements.end(), range.offset);
    return found != failed_elements.end() && *found < range.offset + range.length;
  }

  // One element that cannot be cast makes the whole value NULL under TRY_CAST.
  ColumnPtr without_failed(const Column& result, const FailedRows& failed_elements,
                           FailedRows& failed) const {
    ColumnBuilder out(target_.type);
    out.resize(result.is_constant() ? 1 : result.size());
    out.intersect_validity(result.validity());
    for (const auto row : rows_) {
      if (result.is_null(row)) continue;
      if (contains_failed(row, failed_elements)) {
        out.set_null(row);
        failed.push_back(row);
      } else {
        out.set_from(row, result, row);
      }
    }
    return result.is_constant() ? out.finish_constant(result.size()) : out.finish();
  }

  const ColumnPtr& column_;
  const CastTarget& target_;
  std::vector<std::uint32_t> rows_;  // selected and not NULL
};

}  // namespace

ColumnPtr cast_nested(const ColumnPtr& column, const CastTarget& target, Selection rows,
                      FailedRows& failed) {
  return NestedCast(column, target, rows).run(failed);
}

}  // namespace streamsql
