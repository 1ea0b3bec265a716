// MetricsServer: /metrics and /healthz on the loopback.
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace streamsql {

// Serves until it is destroyed, on a thread of its own. `metrics` is called on that thread.
class MetricsServer {
 public:
  // Port 0 takes a free one. Throws ExternalSystemUnavailable when the port cannot be had.
  MetricsServer(int port, std::function<std::string()> metrics);
  ~MetricsServer();
  int port() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace streamsql
