// LIMIT, OFFSET and FETCH of a query without ORDER BY.
#include <charconv>
#include <fmt/format.h>

#include "engine/planner/query_binder.h"

namespace streamsql {
namespace {

// The count as written: digits only. Flink's counts are 32-bit.
std::int64_t bind_count(const ast::Expression& expression, std::string_view clause) {
  const auto& text = expression.as<ast::NumericLiteral>()->text;
  std::int32_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc() && end == text.data() + text.size()) return count;
  throw Error(ErrorCode::InvalidArgument,
              fmt::format("{} needs a whole number of rows up to 2147483647", clause))
      .at(expression.span);
}

}  // namespace

logical::NodePtr bind_limit(const ast::Query& query, logical::NodePtr node) {
  if (!query.limit) {
    throw Error(ErrorCode::InvalidStatement,
                "FETCH is missed, which on streaming table is not supported currently.")
        .at(query.offset->span)
        .hint("say how many rows follow: LIMIT n OFFSET m");
  }
  const auto fetch = bind_count(*query.limit, "LIMIT");
  const auto offset = query.offset ? bind_count(*query.offset, "OFFSET") : 0;
  const auto schema = node->schema;
  if (fetch == 0) return logical::make_node(schema, logical::Values{});
  return logical::make_node(schema, logical::Limit{std::move(node), offset, fetch});
}

}  // namespace streamsql
