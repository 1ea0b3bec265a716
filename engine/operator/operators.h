// Operators: a factory for each physical node that processes rows.
#pragma once

#include <memory>

#include "engine/operator/operator.h"
#include "engine/plan/physical.h"

namespace streamsql {

// The lookup caches of a job, shared by the subtasks of each LookupJoin (lookup_cache.h).
class LookupCaches;

std::unique_ptr<Operator> make_calc(const physical::Node& node);
std::unique_ptr<Operator> make_watermark_assigner(const physical::Node& node);
std::unique_ptr<Operator> make_sink(const physical::Node& node);
std::unique_ptr<Operator> make_lookup_join(const physical::Node& node,
                                           const std::shared_ptr<LookupCaches>& caches);
std::unique_ptr<Operator> make_correlate(const physical::Node& node);
std::unique_ptr<Operator> make_limit(const physical::Node& node);
std::unique_ptr<Operator> make_group_aggregate(const physical::Node& node);
std::unique_ptr<Operator> make_expand(const physical::Node& node);
std::unique_ptr<Operator> make_window_table_function(const physical::Node& node);
std::unique_ptr<Operator> make_window_aggregate(const physical::Node& node);
std::unique_ptr<Operator> make_deduplicate(const physical::Node& node);
std::unique_ptr<Operator> make_changelog_normalize(const physical::Node& node);
std::unique_ptr<Operator> make_drop_update_before();
// Passes everything on: Union behind its gate, Collect in front of the job's collector.
std::unique_ptr<Operator> make_forward();

// The operator of any node that is neither a scan, Values nor Exchange.
std::unique_ptr<Operator> make_operator(const physical::Node& node,
                                        const std::shared_ptr<LookupCaches>& caches);

}  // namespace streamsql
