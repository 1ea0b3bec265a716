// What the embedded connectors have in common: sources that hold their rows, one split each.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "connectors/embedded/register.h"

namespace streamsql::embedded {

// A source whose rows are known when it is read: one split, whose position is how many batches
// were read. `load` is called once per job, when splits are looked for or read.
using LoadRows = std::function<std::vector<Batch>(const ConnectorContext&)>;
std::unique_ptr<SplitEnumerator> make_single_split(std::string id);
std::unique_ptr<SourceReader> make_loaded_reader(LoadRows load, const ConnectorContext& context);

// A real connector whose tables live in the store: it says what tables there are and checks them.
class EmbeddedConnector : public ConnectorFactory {
 public:
  std::string_view name() const override { return real_->name(); }
  std::string_view summary() const override { return real_->summary(); }
  std::span<const OptionSpec> options() const override { return real_->options(); }
  std::vector<MetadataSpec> metadata(const TableDescriptor& table) const override {
    return real_->metadata(table);
  }
  std::unique_ptr<LookupTable> make_lookup(const TableDescriptor&) const override {
    return nullptr;
  }

 protected:
  EmbeddedConnector(std::unique_ptr<ConnectorFactory> real, EmbeddedStore& store)
      : real_(std::move(real)), store_(store) {}

  const std::unique_ptr<ConnectorFactory> real_;
  EmbeddedStore& store_;
};

// Batches of at most `limit` rows.
std::vector<Batch> cut(const Batch& rows, std::size_t limit);

std::unique_ptr<ConnectorFactory> make_topic_connector(std::unique_ptr<ConnectorFactory> real,
                                                       EmbeddedStore& store,
                                                       const FormatRegistry& formats);
std::unique_ptr<ConnectorFactory> make_table_connector(std::unique_ptr<ConnectorFactory> real,
                                                       EmbeddedStore& store);

}  // namespace streamsql::embedded
