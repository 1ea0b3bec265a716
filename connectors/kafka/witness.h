// Witnesses: the last records of an epoch, which tell whether it was committed when the marker is
// lost.
#pragma once

#include <string>
#include <vector>

#include "connectors/kafka/transaction_handle.h"
#include "engine/connector/transaction.h"

namespace streamsql::kafka {

// "iot-out-3@1234" each.
std::vector<std::string> witness_texts(const Witnesses& witnesses);

struct WitnessReader {
  const ClientConfig& consumer;
  const Interruption* interruption = nullptr;  // of the job; may be null
};

// Reads the records, with and without isolation. Only after both ids are fenced. Waits while
// another producer's open transaction holds committed readers back. exactly-once.md §6.
WitnessVerdict examine_witnesses(const WitnessReader& reader,
                                 const std::vector<std::string>& witnesses);

}  // namespace streamsql::kafka
