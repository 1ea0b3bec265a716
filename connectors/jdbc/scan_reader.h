// Scan reader: splits read by a thread of their own, a few batches ahead.
#pragma once

#include <memory>

#include "connectors/jdbc/scan_session.h"
#include "engine/connector/source.h"

namespace streamsql::jdbc {

// A bounded scan that fails throws from poll(). An incrementing one does so at its first look only;
// later it goes on looking, with a warning and the gauge source_unavailable.
std::unique_ptr<SourceReader> make_scan_reader(std::shared_ptr<const ScanPlan> plan,
                                               const ConnectorContext& context);

}  // namespace streamsql::jdbc
