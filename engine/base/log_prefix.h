// Log prefix: whose job a line of the log is about.
#pragma once

#include <string>

#include "engine/base/metrics.h"

namespace streamsql {

// "job enrichment: ", from the label of the metrics; "" without a job.
inline std::string log_prefix(const MetricGroup& metrics) {
  const auto job = metrics.labels().find("job");
  return job == metrics.labels().end() || job->second.empty() ? "" : "job " + job->second + ": ";
}

}  // namespace streamsql
