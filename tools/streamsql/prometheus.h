// Prometheus: metrics in the text exposition format, version 0.0.4.
// https://prometheus.io/docs/instrumenting/exposition_formats/
#pragma once

#include <span>
#include <string>

#include "engine/base/metrics.h"

namespace streamsql {

// Names get the prefix "streamsql_"; histograms are in seconds and end in "_seconds". Any thread.
std::string prometheus_text(std::span<const MetricRegistry* const> registries);

}  // namespace streamsql
