#include "engine/operator/operators.h"

#include "engine/base/error.h"
#include "engine/operator/lookup_cache.h"

namespace streamsql {
namespace {

struct Factory {
  const physical::Node& node;
  const std::shared_ptr<LookupCaches>& caches;

  std::unique_ptr<Operator> operator()(const physical::Calc&) const { return make_calc(node); }
  std::unique_ptr<Operator> operator()(const physical::WatermarkAssigner&) const {
    return make_watermark_assigner(node);
  }
  std::unique_ptr<Operator> operator()(const physical::Union&) const { return make_forward(); }
  std::unique_ptr<Operator> operator()(const physical::Correlate&) const {
    return make_correlate(node);
  }
  std::unique_ptr<Operator> operator()(const physical::Limit&) const { return make_limit(node); }
  std::unique_ptr<Operator> operator()(const physical::Collect&) const { return make_forward(); }
  std::unique_ptr<Operator> operator()(const physical::Sink&) const { return make_sink(node); }
  std::unique_ptr<Operator> operator()(const physical::LookupJoin&) const {
    return make_lookup_join(node, caches);
  }
  std::unique_ptr<Operator> operator()(const physical::GroupAggregate&) const {
    return make_group_aggregate(node);
  }
  std::unique_ptr<Operator> operator()(const physical::Expand&) const { return make_expand(node); }
  std::unique_ptr<Operator> operator()(const physical::WindowTableFunction&) const {
    return make_window_table_function(node);
  }
  std::unique_ptr<Operator> operator()(const physical::WindowAggregate&) const {
    return make_window_aggregate(node);
  }
  std::unique_ptr<Operator> operator()(const physical::Deduplicate&) const {
    return make_deduplicate(node);
  }
  std::unique_ptr<Operator> operator()(const physical::ChangelogNormalize&) const {
    return make_changelog_normalize(node);
  }
  std::unique_ptr<Operator> operator()(const physical::DropUpdateBefore&) const {
    return make_drop_update_before();
  }
  std::unique_ptr<Operator> operator()(const auto&) const {
    throw Error(ErrorCode::Internal, std::string(node_name(node)) + " is not an operator");
  }
};

}  // namespace

std::unique_ptr<Operator> make_operator(const physical::Node& node,
                                        const std::shared_ptr<LookupCaches>& caches) {
  return std::visit(Factory{node, caches}, node.node);
}

}  // namespace streamsql
