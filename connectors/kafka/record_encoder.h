// RecordEncoder: batches to runs of messages, key and value side by side.
#pragma once

#include <memory>

#include "connectors/kafka/options.h"
#include "connectors/kafka/outgoing_run.h"

namespace streamsql::kafka {

// One per writer; one thread.
class RecordEncoder {
 public:
  virtual ~RecordEncoder() = default;
  // One message per row into an empty run. Throws Error(MalformedRecord).
  virtual void encode(const Batch& batch, OutgoingRun& run) = 0;
};

std::unique_ptr<RecordEncoder> make_record_encoder(const TableDescriptor& table,
                                                   const TableOptions& options);

}  // namespace streamsql::kafka
