// Correlate: UNNEST. Every row, once per element of its collection.
#include "engine/batch/column_builder.h"
#include "engine/operator/operators.h"

namespace streamsql {
namespace {

// A row of the input with one of its elements (an index into the collection's children), and the
// element's place from 1. A row that has none comes with kNone and place 0.
struct Match {
  std::uint32_t row, element;
  std::int32_t place;
};
constexpr std::uint32_t kNone = UINT32_MAX;

class Correlate final : public Operator {
 public:
  explicit Correlate(const physical::Correlate& correlate) : correlate_(correlate) {}

  void open(const OperatorContext& context) override { evaluation_ = &context.evaluation; }

  void process(int, const Batch& batch, Output& out) override {
    const auto rows = all_rows(batch.row_count());
    const auto collections = evaluate(*correlate_.collection, *evaluation_, batch, rows);
    std::vector<Match> matches;
    for (const auto row : rows) {
      if (!collections->is_null(row)) add_elements(row, *collections, matches);
    }
    if (correlate_.condition) matches = passing(batch, *collections, matches);
    if (correlate_.left_outer) matches = with_unmatched(matches, batch.row_count());
    for (std::size_t begin = 0; begin < matches.size(); begin += kMaxBatchRows) {
      const auto count = std::min(kMaxBatchRows, matches.size() - begin);
      out.emit(joined(batch, *collections, std::span(matches).subspan(begin, count)));
    }
  }

 private:
  // As in Flink a NULL element counts, unless it is a row.
  static void add_elements(std::uint32_t row, const Column& collections,
                           std::vector<Match>& matches) {
    const auto list = collections.value<ListRef>(row);
    const auto& elements = *collections.children()[0];
    const bool counted = collections.type().is(TypeKind::Multiset);
    const bool skips_null =
        !collections.type().is(TypeKind::Map) && elements.type().is(TypeKind::Row);
    std::int32_t place = 0;
    for (auto element = list.offset; element < list.offset + list.length; ++element) {
      if (skips_null && elements.is_null(element)) continue;
      const auto times = counted ? collections.children()[1]->value<std::int32_t>(element) : 1;
      for (std::int32_t i = 0; i < times; ++i) matches.push_back({row, element, ++place});
    }
  }

  std::vector<Match> passing(const Batch& batch, const Column& collections,
                             const std::vector<Match>& matches) {
    std::vector<Match> kept;
    for (std::size_t begin = 0; begin < matches.size(); begin += kMaxBatchRows) {
      const auto count = std::min(kMaxBatchRows, matches.size() - begin);
      const auto candidates = joined(batch, collections, std::span(matches).subspan(begin, count));
      for (const auto index :
           select(*correlate_.condition, *evaluation_, candidates, all_rows(count))) {
        kept.push_back(matches[begin + index]);
      }
    }
    return kept;
  }

  // In input order, with a match without an element for each row that has none.
  static std::vector<Match> with_unmatched(const std::vector<Match>& matches,
                                           std::size_t row_count) {
    std::vector<Match> out;
    out.reserve(std::max(matches.size(), row_count));
    auto next = matches.begin();
    for (std::uint32_t row = 0; row < row_count; ++row) {
      if (next == matches.end() || next->row != row) out.push_back({row, kNone, 0});
      for (; next != matches.end() && next->row == row; ++next) out.push_back(*next);
    }
    return out;
  }

  Batch joined(const Batch& batch, const Column& collections, std::span<const Match> matches) {
    rows_.clear();
    elements_.clear();
    bool any_none = false;
    for (const auto& match : matches) {
      rows_.push_back(match.row);
      elements_.push_back(match.element);
      any_none = any_none || match.element == kNone;
    }
    const Batch left = batch.take(rows_);
    auto columns = left.columns();
    for (auto& column : gather(collections, any_none)) columns.push_back(std::move(column));
    if (correlate_.with_ordinality) columns.push_back(places(matches));
    return left.with_columns(std::move(columns));
  }

  // The columns of elements_: KEY and VALUE of a map, the fields of a ROW, else the element.
  std::vector<ColumnPtr> gather(const Column& collections, bool any_none) const {
    const auto& children = collections.children();
    const auto take = [&](const Column& column) {
      return any_none ? take_or_null(column, elements_) : column.take(elements_);
    };
    if (collections.type().is(TypeKind::Map)) return {take(*children[0]), take(*children[1])};
    const auto element = take(*children[0]);
    if (!element->type().is(TypeKind::Row)) return {element};
    std::vector<ColumnPtr> fields;
    for (const auto& field : element->children()) {
      fields.push_back(element->is_constant() ? field->repeat(0, elements_.size()) : field);
    }
    return fields;
  }

  static ColumnPtr take_or_null(const Column& column, Selection elements) {
    ColumnBuilder builder(column.type());
    builder.reserve(elements.size());
    for (const auto element : elements) {
      element == kNone ? builder.append_null() : builder.append_from(column, element);
    }
    return builder.finish();
  }

  static ColumnPtr places(std::span<const Match> matches) {
    ColumnBuilder builder(DataType::integer());
    builder.reserve(matches.size());
    for (const auto& match : matches) {
      match.element == kNone ? builder.append_null() : builder.append(match.place);
    }
    return builder.finish();
  }

  const physical::Correlate correlate_;
  const EvaluationContext* evaluation_ = nullptr;
  std::vector<std::uint32_t> rows_, elements_;  // of the output under construction
};

}  // namespace

std::unique_ptr<Operator> make_correlate(const physical::Node& node) {
  return std::make_unique<Correlate>(std::get<physical::Correlate>(node.node));
}

}  // namespace streamsql
