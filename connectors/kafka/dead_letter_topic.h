// Dead letter topic: messages that cannot be decoded are kept in a topic, and reading goes on.
#pragma once

#include <memory>
#include <string>

#include "connectors/kafka/client.h"
#include "engine/connector/source.h"

namespace streamsql::kafka {

// The message as it was, with the headers 'streamsql.place', 'streamsql.reason' and
// 'streamsql.time' (ISO-8601, UTC).
std::unique_ptr<BadRecords> make_dead_letter_topic(const std::string& topic, ClientConfig producer);

class KafkaTransaction;

// The same in the job's transaction: each letter exactly once, as the rows around it.
std::unique_ptr<BadRecords> make_transactional_dead_letters(const std::string& topic,
                                                            KafkaTransaction& transaction);

}  // namespace streamsql::kafka
