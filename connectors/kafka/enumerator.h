// The enumerator of the kafka source: which partitions there are and where each begins.
#pragma once

#include <memory>

#include "connectors/kafka/client.h"
#include "connectors/kafka/options.h"

namespace streamsql::kafka {

struct EnumeratorSettings {
  TableOptions options;
  ClientConfig client;
};

// A client of its own per discovery: nothing stays open between two.
std::unique_ptr<SplitEnumerator> make_enumerator(EnumeratorSettings settings);

}  // namespace streamsql::kafka
