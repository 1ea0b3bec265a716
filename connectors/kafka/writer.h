// The writer of the kafka sink.
#pragma once

#include <memory>

#include "connectors/kafka/options.h"
#include "connectors/kafka/producer.h"
#include "engine/connector/sink.h"

namespace streamsql::kafka {

struct WriterSettings {
  TableDescriptor table;
  TableOptions options;
  bool waits_for_delivery = true;  // false: 'sink.delivery-guarantee' = 'none'
};

class KafkaTransaction;

// At least once, by a producer of its own.
std::unique_ptr<SinkWriter> make_writer(const WriterSettings& settings,
                                        std::unique_ptr<Producer> producer,
                                        const ConnectorContext& context);

// Exactly once, in the job's transaction, which outlives the writer.
std::unique_ptr<SinkWriter> make_transactional_writer(const WriterSettings& settings,
                                                      KafkaTransaction& transaction,
                                                      const ConnectorContext& context);

}  // namespace streamsql::kafka
