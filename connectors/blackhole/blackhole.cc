#include <fmt/format.h>

#include "connectors/blackhole/register.h"

namespace streamsql {
namespace {

constexpr OptionSpec kOptions[] = {
    {.key = "connector", .required = true, .summary = "`blackhole`."},
};

class BlackholeWriter final : public SinkWriter {
 public:
  void write(const Batch&) override {}
  void flush() override {}
};

class BlackholeSink final : public TableSink {
 public:
  ChangelogMode accepts(const ChangelogMode& query) const override { return query; }
  std::unique_ptr<SinkWriter> make_writer(const WriterContext&) const override {
    return std::make_unique<BlackholeWriter>();
  }
  std::string describe() const override { return "blackhole"; }
};

class BlackholeConnector final : public ConnectorFactory {
 public:
  std::string_view name() const override { return "blackhole"; }
  std::string_view summary() const override {
    return "Takes every row and keeps none: for measuring what stands in front of it.";
  }
  std::span<const OptionSpec> options() const override { return kOptions; }
  std::vector<MetadataSpec> metadata(const TableDescriptor&) const override { return {}; }
  std::unique_ptr<TableSource> make_source(const TableDescriptor&) const override {
    return nullptr;
  }
  std::unique_ptr<TableSink> make_sink(const TableDescriptor& table) const override {
    validate_options(table.options, kOptions, fmt::format("table '{}'", table.name));
    return std::make_unique<BlackholeSink>();
  }
  std::unique_ptr<LookupTable> make_lookup(const TableDescriptor&) const override {
    return nullptr;
  }
};

}  // namespace

void register_blackhole(ConnectorRegistry& connectors) {
  connectors.add(std::make_unique<BlackholeConnector>());
}

}  // namespace streamsql
