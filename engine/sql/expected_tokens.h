// What the grammar would have accepted, in words. Private to engine/sql.
#pragma once

#include <set>
#include <string>

namespace streamsql {

// "',' or ')'", "an expression", "a name, '(' or ';'"; "" when it would be a long list.
std::string describe_expected(const std::set<std::size_t>& types);

}  // namespace streamsql
