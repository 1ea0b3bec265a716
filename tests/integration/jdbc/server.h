// The MySQL or MariaDB server of these tests, named by the environment variable
// STREAMSQL_TEST_MYSQL: a JDBC URL with user and password as parameters.
#pragma once

#include <string>

#include "connectors/mysql/connection.h"
#include "engine/connector/connector.h"

namespace streamsql::test {

std::string server_url();
mysql::ConnectionSettings server_settings();
// Runs statements on a connection of their own.
void run_sql(const std::vector<std::string>& statements);
// All rows of a query with one column, joined by ','.
std::string query_sql(const std::string& sql);

const ConnectorFactory& jdbc_connector();
// A table's descriptor with connector, url and table-name filled in.
TableDescriptor describe_table(const std::string& table, SchemaPtr schema, Options options = {});

struct TestContext {
  VirtualClock clock;
  MetricRegistry registry;
  MemoryPool memory{"test", 1u << 30};
  ConnectorContext context{clock, MetricGroup(registry, {}), memory};
};

}  // namespace streamsql::test
