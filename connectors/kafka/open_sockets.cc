#include "connectors/kafka/open_sockets.h"

#include <chrono>
#include <condition_variable>
#include <stop_token>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace streamsql::kafka {

namespace {
constexpr std::chrono::seconds kGrace{1};  // for answers that are under way
}

int OpenSockets::open(int domain, int type, int protocol) {
  const int opened = ::socket(domain, type | SOCK_CLOEXEC, protocol);
  const std::lock_guard lock(mutex_);
  if (opened >= 0) sockets_.insert(opened);
  return opened;
}

int OpenSockets::close(int socket) {
  const std::lock_guard lock(mutex_);
  sockets_.erase(socket);
  return ::close(socket);
}

void OpenSockets::cut() {
  const std::lock_guard lock(mutex_);
  for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
}

void destroy(rd_kafka_t* handle, OpenSockets& sockets) {
  const std::jthread cutter([&sockets](const std::stop_token& destroyed) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any ended;
    while (!destroyed.stop_requested()) {
      ended.wait_for(lock, destroyed, kGrace, [] { return false; });
      if (!destroyed.stop_requested()) sockets.cut();
    }
  });
  // Offsets are committed by those who read; leaving a group is nothing we have to do.
  rd_kafka_destroy_flags(handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

}  // namespace streamsql::kafka
