// ConsumedRun: messages of one partition, in order, owned until the last batch made of them dies.
#pragma once

#include <memory>
#include <vector>

#include "connectors/kafka/client.h"

namespace streamsql::kafka {

// Frees its messages with itself, on whichever thread that is; holds the client, which must not end
// before its messages.
class ConsumedRun {
 public:
  explicit ConsumedRun(ClientPtr client) : client_(std::move(client)) {}
  ~ConsumedRun() {
    for (auto* message : messages_) rd_kafka_message_destroy(message);
  }
  ConsumedRun(const ConsumedRun&) = delete;
  ConsumedRun& operator=(const ConsumedRun&) = delete;

  void add(rd_kafka_message_t* message) { messages_.push_back(message); }
  void reserve(std::size_t size) { messages_.reserve(size); }
  const std::vector<rd_kafka_message_t*>& messages() const { return messages_; }

 private:
  ClientPtr client_;
  std::vector<rd_kafka_message_t*> messages_;
};
using ConsumedRunPtr = std::shared_ptr<ConsumedRun>;

}  // namespace streamsql::kafka
