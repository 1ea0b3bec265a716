// Which conditions of a lookup join are keys.
#include <algorithm>

#include "engine/planner/rules.h"

namespace streamsql {
namespace {

using logical::NodePtr;

class KeyFinder {
 public:
  explicit KeyFinder(logical::LookupJoin join)
      : join_(std::move(join)), width_(static_cast<int>(join_.left->schema->fields.size())) {}

  logical::LookupJoin run() {
    std::vector<ExpressionPtr> rest;
    for (auto& conjunct : join_.conjuncts) {
      if (!take(*conjunct)) rest.push_back(std::move(conjunct));
    }
    join_.conjuncts = std::move(rest);
    return std::move(join_);
  }

 private:
  // column = value, either way round.
  bool take(const Expression& conjunct) {
    const auto* call = std::get_if<Call>(&conjunct.node);
    if (!call || !call->function->signature.starts_with("=(")) return false;
    return take(*call->arguments[0], call->arguments[1]) ||
           take(*call->arguments[1], call->arguments[0]);
  }

  // A constant is no key here: it goes into the table's own query as a predicate.
  bool take(const Expression& side, const ExpressionPtr& value) {
    const auto* reference = std::get_if<ColumnRef>(&side.node);
    if (!reference || reference->index < width_ || is_constant(*value)) return false;
    std::vector<int> used;
    collect_columns(*value, used);
    if (!used.empty() && used.back() >= width_) return false;
    const int column = join_.columns[static_cast<std::size_t>(reference->index - width_)];
    const bool taken = std::any_of(join_.keys.begin(), join_.keys.end(),
                                   [&](const auto& key) { return key.column == column; });
    if (taken) return false;
    const auto& type =
        join_.table->descriptor.physical->fields[static_cast<std::size_t>(column)].type;
    // Texts of different lengths compare as they are; a cast would cut them.
    const bool both_text = type.is_character() && value->type.is_character();
    join_.keys.push_back({column, both_text ? value : make_cast(value, type, value->span)});
    return true;
  }

  logical::LookupJoin join_;
  int width_;
};

}  // namespace

LogicalRoots find_lookup_keys(const LogicalRoots& roots) {
  return rewrite_bottom_up(roots, [](const NodePtr& node) {
    const auto* join = std::get_if<logical::LookupJoin>(&node->node);
    return join ? logical::make_node(node->schema, KeyFinder(*join).run()) : node;
  });
}

}  // namespace streamsql
