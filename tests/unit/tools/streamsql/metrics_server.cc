#include "tools/streamsql/metrics_server.h"

#include <doctest/doctest.h>
#include <httplib.h>

#include "engine/base/error.h"

using namespace streamsql;

TEST_CASE("metrics and health are served on the loopback") {
  const MetricsServer server(0, [] { return std::string("a 1\n"); });
  httplib::Client client("127.0.0.1", server.port());
  const auto metrics = client.Get("/metrics");
  REQUIRE(metrics);
  CHECK(metrics->body == "a 1\n");
  CHECK(metrics->get_header_value("Content-Type").starts_with("text/plain; version=0.0.4"));
  const auto health = client.Get("/healthz");
  REQUIRE(health);
  CHECK(health->body == "ok\n");
}

TEST_CASE("a port that is taken is an error that names it") {
  const MetricsServer server(0, [] { return std::string(); });
  CHECK_THROWS_AS(MetricsServer(server.port(), [] { return std::string(); }), Error);
}
