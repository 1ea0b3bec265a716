#include "connectors/jdbc/jdbc.h"

#include "connectors/jdbc/options.h"
#include "connectors/jdbc/tables.h"

namespace streamsql {
namespace {

class JdbcConnector final : public ConnectorFactory {
 public:
  std::string_view name() const override { return "jdbc"; }
  std::string_view summary() const override {
    return "Tables of MySQL and MariaDB, as source, lookup table and sink.";
  }
  std::span<const OptionSpec> options() const override { return kJdbcOptions; }
  std::vector<MetadataSpec> metadata(const TableDescriptor&) const override { return {}; }
  std::unique_ptr<TableSource> make_source(const TableDescriptor& table) const override {
    return jdbc::make_scan_table(table);
  }
  std::unique_ptr<TableSink> make_sink(const TableDescriptor& table) const override {
    return jdbc::make_sink_table(table);
  }
  std::unique_ptr<LookupTable> make_lookup(const TableDescriptor& table) const override {
    return jdbc::make_lookup_table(table);
  }
};

}  // namespace

std::unique_ptr<ConnectorFactory> make_jdbc_connector() {
  return std::make_unique<JdbcConnector>();
}

}  // namespace streamsql
