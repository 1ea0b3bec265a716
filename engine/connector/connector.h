// Connector: a kind of table, and the registries of connectors and formats.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/connector/lookup.h"
#include "engine/connector/sink.h"
#include "engine/connector/source.h"

namespace streamsql {

class FormatRegistry;

// Stateless; one instance per process. make_* validate every option and throw Error with its
// place. The planner calls them; nothing outside is touched before the job starts.
class ConnectorFactory {
 public:
  virtual ~ConnectorFactory() = default;
  virtual std::string_view name() const = 0;                // "kafka"
  virtual std::string_view summary() const = 0;             // one sentence for the reference page
  virtual std::span<const OptionSpec> options() const = 0;  // without the formats' own
  virtual std::vector<MetadataSpec> metadata(const TableDescriptor& table) const = 0;
  // Null when the connector cannot be used that way; the planner says so in Flink's words.
  virtual std::unique_ptr<TableSource> make_source(const TableDescriptor& table) const = 0;
  virtual std::unique_ptr<TableSink> make_sink(const TableDescriptor& table) const = 0;
  virtual std::unique_ptr<LookupTable> make_lookup(const TableDescriptor& table) const = 0;
};

// Immutable once filled; safe from any thread.
class FormatRegistry {
 public:
  void add(std::unique_ptr<FormatFactory> format);
  // Throws UnknownFormat with "did you mean".
  const FormatFactory& find(std::string_view name) const;
  std::vector<const FormatFactory*> all() const;  // sorted by name

 private:
  std::vector<std::unique_ptr<FormatFactory>> formats_;
};

class ConnectorRegistry {
 public:
  void add(std::unique_ptr<ConnectorFactory> connector);
  // Throws UnknownConnector with "did you mean".
  const ConnectorFactory& find(std::string_view name) const;
  std::vector<const ConnectorFactory*> all() const;  // sorted by name

 private:
  std::vector<std::unique_ptr<ConnectorFactory>> connectors_;
};

}  // namespace streamsql
