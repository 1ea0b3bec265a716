#include "engine/planner/grouping.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/base/ascii.h"

namespace streamsql {
namespace {

using Set = std::vector<std::size_t>;  // keys
using Sets = std::vector<Set>;

constexpr std::size_t kMostSets = 1024;

class GroupingBinder {
 public:
  GroupingBinder(const ExpressionContext& context, const Scope& scope)
      : no_calls_("GROUP BY"), binder_(context, scope, &no_calls_) {}

  Grouping bind(const ast::Select& select) {
    Sets sets{{}};
    for (const auto& element : select.group_by) sets = product(sets, sets_of(element));
    if (!select.group_by.empty()) {
      out_.span = {select.group_by.front().span.begin, select.group_by.back().span.end};
    }
    finish(sets, select.group_quantifier == ast::SetQuantifier::Distinct);
    return std::move(out_);
  }

 private:
  static Sets product(const Sets& left, const Sets& right) {
    if (left.size() * right.size() > kMostSets) {
      throw Error(ErrorCode::InvalidStatement,
                  fmt::format("GROUP BY makes more than {} grouping sets", kMostSets));
    }
    Sets out;
    for (const auto& a : left) {
      for (const auto& b : right) {
        out.push_back(a);
        out.back().insert(out.back().end(), b.begin(), b.end());
      }
    }
    return out;
  }

  Sets sets_of(const ast::GroupingElement& element) {
    switch (element.kind) {
      case ast::GroupingKind::Expressions: return {keys_of(element.expressions)};
      case ast::GroupingKind::Rollup: return rollup(element.elements);
      case ast::GroupingKind::Cube: return cube(element.elements);
      case ast::GroupingKind::GroupingSets: break;
    }
    Sets out;
    for (const auto& each : element.elements) {
      auto sets = sets_of(each);
      out.insert(out.end(), sets.begin(), sets.end());
    }
    return out;
  }

  Sets rollup(const std::vector<ast::GroupingElement>& elements) {
    Sets out{{}};
    for (const auto& element : elements) {
      auto longer = product({out.front()}, sets_of(element)).front();
      out.insert(out.begin(), std::move(longer));
    }
    return out;
  }

  Sets cube(const std::vector<ast::GroupingElement>& elements) {
    Sets out{{}};
    for (const auto& element : elements) {
      const auto with = product(out, sets_of(element));
      out.insert(out.begin(), with.begin(), with.end());
      if (out.size() > kMostSets) product(out, {{}, {}});
    }
    return out;
  }

  Set keys_of(const std::vector<ast::ExpressionPtr>& expressions) {
    Set set;
    for (const auto& expression : expressions) {
      const auto* call = expression->as<ast::FunctionCall>();
      const auto name = call ? to_upper(call->name.parts.back().text) : "";
      if (name == "TUMBLE" || name == "HOP" || name == "SESSION") {
        add_window(*call, expression->span);
      } else {
        set.push_back(key_of(binder_.bind(expression)));
      }
    }
    return set;
  }

  std::size_t key_of(ExpressionPtr key) {
    if (key->type.is(TypeKind::Null)) {
      throw Error(ErrorCode::InvalidArgument, "Illegal use of 'NULL'").at(key->span);
    }
    for (std::size_t i = 0; i < out_.keys.size(); ++i) {
      if (equal(*out_.keys[i], *key)) return i;
    }
    out_.keys.push_back(std::move(key));
    return out_.keys.size() - 1;
  }

  void add_window(const ast::FunctionCall& call, SourceSpan span) {
    if (out_.window) {
      throw Error(ErrorCode::InvalidStatement,
                  "Only a single window group function may be used in GROUP BY")
          .at(span);
    }
    out_.window = bind_group_window(binder_, call, span);
  }

  void finish(const Sets& sets, bool distinct) {
    if (sets.size() > 1 && out_.keys.size() > 62) {
      throw Error(ErrorCode::InvalidStatement, "Grouping sets have more than 62 keys")
          .at(out_.span);
    }
    for (const auto& set : sets) {
      auto& flags = out_.sets.emplace_back(out_.keys.size(), false);
      for (const auto key : set) flags[key] = true;
    }
    std::sort(out_.sets.begin(), out_.sets.end(),
              [&](const auto& a, const auto& b) { return out_.group_id(a) < out_.group_id(b); });
    if (distinct) out_.sets.erase(std::unique(out_.sets.begin(), out_.sets.end()), out_.sets.end());
    if (std::adjacent_find(out_.sets.begin(), out_.sets.end()) != out_.sets.end()) {
      refuse("The same grouping set twice", out_.span);
    }
    if (out_.window && out_.sets.size() > 1) {
      refuse("GROUPING SETS with a group window function", out_.span);
    }
  }

  NoCallsIn no_calls_;
  ExpressionBinder binder_;
  Grouping out_;
};

}  // namespace

std::int64_t Grouping::group_id(const std::vector<bool>& set) const {
  std::int64_t id = 0;
  for (const bool in : set) id = id * 2 + (in ? 0 : 1);
  return id;
}

bool Grouping::is_in_every_set(std::size_t key) const {
  return std::all_of(sets.begin(), sets.end(), [&](const auto& set) { return set[key]; });
}

bool Grouping::has_empty_set() const {
  if (window) return false;
  return std::any_of(sets.begin(), sets.end(), [](const auto& set) {
    return std::find(set.begin(), set.end(), true) == set.end();
  });
}

Grouping bind_grouping(const ast::Select& select, const ExpressionContext& context,
                       const Scope& scope) {
  return GroupingBinder(context, scope).bind(select);
}

}  // namespace streamsql
