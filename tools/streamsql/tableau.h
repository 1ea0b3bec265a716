// Tableau: rows of text in a frame, exactly as Flink's SQL client prints them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/type/data_type.h"

namespace streamsql {

using Cells = std::vector<std::optional<std::string>>;  // nothing: NULL

// What is printed where a value is NULL.
enum class NullText { Word, Empty };  // <NULL> of results, blank of SHOW and DESCRIBE

// A frame with fixed column widths. Values are flushed right; too long ones are cut and end in
// "...". East Asian wide characters take two columns. Lines end in '\n'.
class Tableau {
 public:
  // Widths from names and types: rows can be printed as they come. Streaming results have an "op"
  // column in front.
  static Tableau of_types(const Schema& schema, int max_column_width, bool with_kinds);
  // Widths from names and values.
  static Tableau of_rows(std::vector<std::string> names, const std::vector<Cells>& rows,
                         int max_column_width, NullText nulls = NullText::Word);

  std::string border() const;
  std::string header() const;  // border, names, border
  std::string row(const Cells& cells) const;
  std::string rows(const std::vector<Cells>& rows) const;

 private:
  Tableau(std::vector<std::string> names, std::vector<std::size_t> widths, NullText nulls)
      : names_(std::move(names)), widths_(std::move(widths)), nulls_(nulls) {}

  std::vector<std::string> names_;
  std::vector<std::size_t> widths_;
  NullText nulls_;
};

// A whole result: the frame and "N rows in set", or "Empty set".
std::string whole_tableau(const std::vector<std::string>& names, const std::vector<Cells>& rows,
                          int max_column_width, NullText nulls = NullText::Word);

// Columns that Flink reckons a text to take: UTF-16 units, and one more per wide character.
std::size_t tableau_width(std::string_view text);

inline constexpr int kUnlimitedWidth = 2147483647;

}  // namespace streamsql
