// OpenSockets: the connections of one librdkafka handle, so that they can be cut from outside.
#pragma once

#include <librdkafka/rdkafka.h>
#include <mutex>
#include <set>

namespace streamsql::kafka {

// Opened and closed on librdkafka's threads; any thread may cut.
class OpenSockets {
 public:
  int open(int domain, int type, int protocol);  // a socket, or -1 with errno
  int close(int socket);
  void cut();  // both directions of each; who reads or writes sees an end

 private:
  std::mutex mutex_;
  std::set<int> sockets_;
};

// Destroys a handle. librdkafka waits for answers that are under way, for example to a commit of
// offsets, and a broker that is frozen gives none for `request.timeout.ms`: what is still connected
// after a second is cut.
void destroy(rd_kafka_t* handle, OpenSockets& sockets);

}  // namespace streamsql::kafka
