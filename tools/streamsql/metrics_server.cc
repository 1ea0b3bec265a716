#include "tools/streamsql/metrics_server.h"

#include <fmt/format.h>
#include <httplib.h>
#include <thread>

#include "engine/base/error.h"

namespace streamsql {

struct MetricsServer::Parts {
  httplib::Server server;
  int port = 0;
  std::thread thread;
};

MetricsServer::MetricsServer(int port, std::function<std::string()> metrics)
    : parts_(std::make_unique<Parts>()) {
  auto& server = parts_->server;
  server.new_task_queue = [] { return new httplib::ThreadPool(1); };
  server.set_payload_max_length(4096);         // there is no limit by default
  server.set_socket_options([](socket_t) {});  // not SO_REUSEPORT: a taken port is an error
  server.Get("/metrics", [metrics = std::move(metrics)](const auto&, httplib::Response& response) {
    response.set_content(metrics(), "text/plain; version=0.0.4; charset=utf-8");
  });
  server.Get("/healthz", [](const auto&, httplib::Response& response) {
    response.set_content("ok\n", "text/plain");
  });
  const char* address = "127.0.0.1";
  const bool bound = port == 0 ? (parts_->port = server.bind_to_any_port(address)) > 0
                               : server.bind_to_port(address, parts_->port = port);
  if (!bound) {
    throw Error(ErrorCode::ExternalSystemUnavailable,
                fmt::format("Cannot serve metrics on {}:{}", address, port))
        .hint("another process may use the port; choose another with --metrics-port");
  }
  parts_->thread = std::thread([this] { parts_->server.listen_after_bind(); });
  while (!server.is_running()) std::this_thread::yield();  // stop() before that is lost
}

MetricsServer::~MetricsServer() {
  parts_->server.stop();
  parts_->thread.join();
}

int MetricsServer::port() const { return parts_->port; }

}  // namespace streamsql
