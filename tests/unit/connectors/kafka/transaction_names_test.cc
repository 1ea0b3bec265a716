// What a sink's transaction is called, before it connects to anything.
#include <doctest/doctest.h>

#include "engine/connector/transaction.h"
#include "tests/unit/connectors/kafka/mock_kafka.h"

namespace streamsql::test {
namespace {

// "kafka <carrier topic> <prefix>" of a job named "job".
std::string identity_of(const std::vector<std::pair<std::string, std::string>>& options) {
  const auto formats = text_formats();
  const auto connector = make_kafka_connector(formats);
  TableDescriptor table;
  table.name = table.short_name = "t";
  table.physical = make_schema({{"k", DataType::string()}, {"v", DataType::string()}});
  table.options.set("connector", "kafka");
  table.options.set("topic", "out");
  table.options.set("properties.bootstrap.servers", "127.0.0.1:1");
  table.options.set("format", "text");
  for (const auto& [key, value] : options) table.options.set(key, value);
  const auto sink = connector->make_sink(table);
  VirtualClock clock;
  MetricRegistry metrics;
  MemoryPool memory("test", 1 << 20);
  const ConnectorContext context{clock, MetricGroup(metrics, {}), memory};
  return sink->make_transaction({context, "job", "uuid", "sink", {sink.get()}})->identity();
}

TEST_CASE("sink.transactional-id-prefix names the transactional ids, else the job does") {
  CHECK(identity_of({}) == "kafka out streamsql.job");
  CHECK(identity_of({{"sink.transactional-id-prefix", "mine"}}) == "kafka out mine");
}

}  // namespace
}  // namespace streamsql::test
