#include "server.h"

#include <cstdlib>
#include <stdexcept>

#include "connectors/jdbc/jdbc.h"
#include "connectors/mysql/jdbc_url.h"

namespace streamsql::test {

std::string server_url() {
  const char* url = std::getenv("STREAMSQL_TEST_MYSQL");
  if (!url) throw std::runtime_error("STREAMSQL_TEST_MYSQL is not set");
  return url;
}

mysql::ConnectionSettings server_settings() { return mysql::parse_jdbc_url(server_url()); }

void run_sql(const std::vector<std::string>& statements) {
  mysql::Connection connection(server_settings());
  for (const auto& statement : statements) connection.execute(statement);
}

std::string query_sql(const std::string& sql) {
  mysql::Connection connection(server_settings());
  const auto statement = connection.prepare(sql);
  const DataType types[] = {DataType::string()};
  statement->read_as(types);
  statement->execute();
  std::string out;
  ColumnBuilder builder(DataType::string());
  for (std::size_t row = 0; statement->fetch(); ++row) statement->append_to(0, builder);
  const auto column = builder.finish();
  for (std::size_t row = 0; row < column->size(); ++row) {
    out += row == 0 ? "" : ",";
    out += column->is_null(row) ? "NULL" : std::string(column->string(row));
  }
  return out;
}

const ConnectorFactory& jdbc_connector() {
  static const auto connector = make_jdbc_connector();
  return *connector;
}

TableDescriptor describe_table(const std::string& table, SchemaPtr schema, Options options) {
  TableDescriptor descriptor;
  descriptor.name = "default_catalog.default_database." + table;
  descriptor.short_name = table;
  descriptor.physical = std::move(schema);
  descriptor.options = std::move(options);
  descriptor.options.set("connector", "jdbc");
  descriptor.options.set("url", server_url());
  descriptor.options.set("table-name", table);
  return descriptor;
}

}  // namespace streamsql::test
