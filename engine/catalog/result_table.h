// ResultTable: what SHOW, DESCRIBE and EXPLAIN answer: rows of text under a header.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace streamsql {

struct ResultTable {
  std::vector<std::string> header;
  std::vector<std::vector<std::optional<std::string>>> rows;  // nothing: NULL
};

}  // namespace streamsql
