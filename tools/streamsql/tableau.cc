#include "tools/streamsql/tableau.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/base/utf8.h"

namespace streamsql {
namespace {

constexpr std::string_view kNull = "<NULL>";
constexpr std::string_view kCut = "...";

// The width of the character at `i`, which moves behind it.
std::size_t character_width(std::string_view text, std::size_t& i) {
  const auto begin = i;
  const std::size_t units = next_code_point(text, i) >= 0x10000 ? 2 : 1;
  return units + (display_width(text.substr(begin, i - begin)) == 2 ? 1 : 0);
}

// The longest beginning that fits, padded on the left to exactly `width`.
std::string cut(std::string_view text, std::size_t width) {
  std::size_t end = 0, taken = 0;
  while (end < text.size()) {
    std::size_t next = end;
    const auto more = character_width(text, next);
    if (taken + more > width) break;
    taken += more;
    end = next;
  }
  return std::string(width - taken, ' ') + std::string(text.substr(0, end));
}

std::size_t timestamp_width(int precision) {
  if (precision == 0) return 19;
  return precision <= 3 ? 23 : precision <= 6 ? 26 : 29;
}

std::size_t type_width(const DataType& type, std::size_t max_column_width) {
  switch (type.kind()) {
    case TypeKind::TinyInt: return 4;
    case TypeKind::SmallInt: return 6;
    case TypeKind::Int: return 11;
    case TypeKind::BigInt: return 20;
    case TypeKind::Decimal: return static_cast<std::size_t>(type.precision()) + 2;
    case TypeKind::Boolean: return 5;
    case TypeKind::Date: return 10;
    case TypeKind::Time:
      return type.precision() == 0 ? 8 : static_cast<std::size_t>(type.precision()) + 9;
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: return timestamp_width(type.precision());
    default: return max_column_width;
  }
}

std::string_view text_of(const std::optional<std::string>& cell, NullText nulls) {
  if (cell) return *cell;
  return nulls == NullText::Word ? kNull : std::string_view();
}

}  // namespace

std::size_t tableau_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size();) width += character_width(text, i);
  return width;
}

Tableau Tableau::of_types(const Schema& schema, int max_column_width, bool with_kinds) {
  std::vector<std::string> names;
  std::vector<std::size_t> widths;
  if (with_kinds) {
    names.emplace_back("op");
    widths.push_back(2);
  }
  for (const auto& field : schema.fields) {
    const auto width = type_width(field.type, static_cast<std::size_t>(max_column_width));
    names.push_back(field.name);
    widths.push_back(std::max({width, kNull.size(), tableau_width(field.name)}));
  }
  return {std::move(names), std::move(widths), NullText::Word};
}

Tableau Tableau::of_rows(std::vector<std::string> names, const std::vector<Cells>& rows,
                         int max_column_width, NullText nulls) {
  std::vector<std::size_t> widths;
  for (const auto& name : names) widths.push_back(tableau_width(name));
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], tableau_width(text_of(row[i], nulls)));
    }
  }
  for (auto& width : widths) {
    width = std::min(width, static_cast<std::size_t>(std::max(max_column_width, 4)));
  }
  return {std::move(names), std::move(widths), nulls};
}

std::string Tableau::border() const {
  std::string out = "+";
  for (const auto width : widths_) out += std::string(width + 2, '-') + "+";
  return out + "\n";
}

std::string Tableau::header() const {
  return border() + row(Cells(names_.begin(), names_.end())) + border();
}

std::string Tableau::row(const Cells& cells) const {
  std::string out = "|";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto text = text_of(cells[i], nulls_);
    const auto width = tableau_width(text);
    out += ' ';
    if (width <= widths_[i]) {
      out.append(widths_[i] - width, ' ').append(text);
    } else {
      out.append(cut(text, widths_[i] - kCut.size())).append(kCut);
    }
    out += " |";
  }
  return out + "\n";
}

std::string Tableau::rows(const std::vector<Cells>& rows) const {
  std::string out;
  for (const auto& cells : rows) out += row(cells);
  return out;
}

std::string whole_tableau(const std::vector<std::string>& names, const std::vector<Cells>& rows,
                          int max_column_width, NullText nulls) {
  if (rows.empty()) return "Empty set\n";
  const auto tableau = Tableau::of_rows(names, rows, max_column_width, nulls);
  return tableau.header() + tableau.rows(rows) + tableau.border() +
         fmt::format("{} {} in set\n", rows.size(), rows.size() > 1 ? "rows" : "row");
}

}  // namespace streamsql
