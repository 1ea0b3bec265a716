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
  std::unique_ptr<Operator> operator()(const physical::GroupAggregate&) const { missing(); }
  std::unique_ptr<Operator> operator()(const physical::Expand&) const { missing(); }
  std::unique_ptr<Operator> operator()(const physical::WindowTableFunction&) const { missing(); }
  std::unique_ptr<Operator> operator()(const physical::WindowAggregate&) const { missing(); }
  std::unique_ptr<Operator> operator()(const physical::Deduplicate&) const { missing(); }
  std::unique_ptr<Operator> operator()(const physical::ChangelogNormalize&) const { missing(); }
  std::unique_ptr<Operator> operator()(const physical::DropUpdateBefore&) const { missing(); }
  [[noreturn]] void missing() const {
    throw Error(ErrorCode::UnsupportedSyntax,
                std::string(node_name(node)) + " is not supported yet");
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
