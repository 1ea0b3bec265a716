// The buffer of the upsert-kafka sink: of the changes of a key only the last is written.
#pragma once

#include <memory>

#include "connectors/kafka/options.h"
#include "engine/base/clock.h"
#include "engine/connector/sink.h"

namespace streamsql::kafka {

struct UpsertBufferSettings {
  std::vector<int> key;  // columns
  BufferOptions limits;
};

// Keeps rows back from `next` until there are enough, they are old enough, or a barrier comes
// (Flink: ReducingUpsertWriter).
std::unique_ptr<SinkWriter> make_upsert_buffer(UpsertBufferSettings settings,
                                               std::unique_ptr<SinkWriter> next,
                                               const Clock& clock);

}  // namespace streamsql::kafka
