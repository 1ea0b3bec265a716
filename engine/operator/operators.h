// Operators: a factory for each physical node that processes rows.
#pragma once

#include <memory>

#include "engine/operator/operator.h"
#include "engine/plan/physical.h"

namespace streamsql {

std::unique_ptr<Operator> make_calc(const physical::Node& node);
std::unique_ptr<Operator> make_watermark_assigner(const physical::Node& node);
std::unique_ptr<Operator> make_union(const physical::Node& node);
std::unique_ptr<Operator> make_sink(const physical::Node& node);
// The node must outlive the lookup's cache registry entry; subtasks of one node share one cache.
class LookupCaches;
std::unique_ptr<Operator> make_lookup_join(const physical::Node& node,
                                           std::shared_ptr<LookupCaches> caches);

// The operator of any node that is neither a scan, Values nor Exchange.
std::unique_ptr<Operator> make_operator(const physical::Node& node,
                                        const std::shared_ptr<LookupCaches>& caches);

}  // namespace streamsql
