// jdbc tables in memory: scans, lookups by a hash index, and writes by primary key.
#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

#include "connectors/embedded/embedded.h"
#include "engine/batch/batch_builder.h"
#include "engine/batch/key_codec.h"

namespace streamsql::embedded {
namespace {

std::string table_name(const TableDescriptor& table) {
  return table.options.text("table-name").value_or(table.short_name);
}

Schema projected(const Schema& schema, const std::vector<int>& columns) {
  Schema out;
  for (const int column : columns) {
    out.fields.push_back(schema.fields[static_cast<std::size_t>(column)]);
  }
  return out;
}

// Plans as the real source does, but takes no predicates or limits.
class MemorySource : public TableSource {
 public:
  MemorySource(std::unique_ptr<TableSource> real, const TableDescriptor& table,
               const EmbeddedStore& store)
      : real_(std::move(real)), table_(table), store_(store) {}

  ChangelogMode changelog() const override { return real_->changelog(); }
  bool is_bounded() const override { return true; }
  ScanAnswer push_down(const ScanRequest& request) override {
    columns_ = request.columns;
    return {std::vector<bool>(request.predicates.size(), false), false};
  }
  std::unique_ptr<SplitEnumerator> make_enumerator(const ConnectorContext&) const override {
    return make_single_split(table_name(table_));
  }
  std::unique_ptr<SourceReader> make_reader(const ConnectorContext& context) const override {
    const auto load = [this](const ConnectorContext&) {
      return cut(store_.table_rows(table_name(table_), projected(*table_.physical, columns_)),
                 store_.batch_rows());
    };
    return make_loaded_reader(load, context);
  }
  std::string describe() const override {
    return fmt::format("embedded table {}", table_name(table_));
  }

 private:
  std::unique_ptr<TableSource> real_;
  const TableDescriptor table_;
  const EmbeddedStore& store_;
  std::vector<int> columns_;
};

// Answers at once, from an index that is built at the first question.
class MemoryLookupReader : public LookupReader {
 public:
  MemoryLookupReader(std::string name, SchemaPtr schema, LookupRequest request,
                     const EmbeddedStore& store)
      : name_(std::move(name)),
        schema_(std::move(schema)),
        request_(std::move(request)),
        store_(store) {}

  void lookup(Batch keys, std::function<void(LookupRows)> done,
              std::function<void(Error)> failed) override {
    LookupRows out;
    try {
      if (!loaded_) load();
      out = find(keys);
    } catch (const Error& error) {
      return failed(error);
    }
    done(std::move(out));
  }
  int capacity() const override { return 1; }
  std::size_t keys_per_question() const override { return 1000; }

 private:
  void load() {
    Schema wanted = projected(*schema_, request_.columns);
    for (const auto& key : projected(*schema_, request_.keys).fields) {
      if (!wanted.find(key.name)) wanted.fields.push_back(key);
    }
    rows_ = store_.table_rows(name_, wanted);
    std::vector<ColumnPtr> keys;
    for (const auto& key : projected(*schema_, request_.keys).fields) {
      keys.push_back(rows_.column_ptr(static_cast<std::size_t>(*wanted.find(key.name))));
    }
    EncodedKeys encoded;
    encode_keys(keys, all_rows(rows_.row_count()), encoded);
    for (std::uint32_t row = 0; row < rows_.row_count(); ++row) {
      index_[std::string(encoded.key(row))].push_back(row);
    }
    loaded_ = true;
  }

  LookupRows find(const Batch& keys) const {
    EncodedKeys encoded;
    encode_keys(keys.columns(), all_rows(keys.row_count()), encoded);
    LookupRows out;
    BatchBuilder builder(projected(*schema_, request_.columns));
    for (std::uint32_t key = 0; key < keys.row_count(); ++key) {
      const auto found = index_.find(std::string(encoded.key(key)));
      if (found == index_.end()) continue;
      for (const auto row : found->second) {
        for (std::size_t i = 0; i < request_.columns.size(); ++i) {
          builder.column(i).append_from(rows_.column(i), row);
        }
        builder.end_row();
        out.key_row.push_back(key);
      }
    }
    out.rows = builder.finish();
    return out;
  }

  const std::string name_;
  const SchemaPtr schema_;
  const LookupRequest request_;
  const EmbeddedStore& store_;
  bool loaded_ = false;
  Batch rows_;  // the wanted columns first, then further key columns
  std::unordered_map<std::string, std::vector<std::uint32_t>> index_;
};

class MemoryLookup : public LookupTable {
 public:
  MemoryLookup(std::unique_ptr<LookupTable> real, const TableDescriptor& table,
               const EmbeddedStore& store)
      : real_(std::move(real)), table_(table), store_(store) {}

  const LookupOptions& options() const override { return real_->options(); }
  ScanAnswer push_down(const LookupRequest& request) override {
    request_ = request;
    request_.predicates.clear();
    return {std::vector<bool>(request.predicates.size(), false), false};
  }
  std::unique_ptr<LookupReader> make_reader(const ConnectorContext&) const override {
    return std::make_unique<MemoryLookupReader>(table_name(table_), table_.physical, request_,
                                                store_);
  }
  std::string describe() const override {
    return fmt::format("embedded table {}", table_name(table_));
  }

 private:
  std::unique_ptr<LookupTable> real_;
  const TableDescriptor table_;
  const EmbeddedStore& store_;
  LookupRequest request_;
};

class MemoryWriter : public SinkWriter {
 public:
  MemoryWriter(const TableDescriptor& table, EmbeddedStore& store) : table_(table), store_(store) {}
  void write(const Batch& batch) override {
    store_.apply(table_name(table_), table_.physical, batch);
    store_.add_written(table_.short_name, batch);
  }
  void flush() override {}

 private:
  const TableDescriptor table_;
  EmbeddedStore& store_;
};

class MemorySink : public TableSink {
 public:
  MemorySink(std::unique_ptr<TableSink> real, const TableDescriptor& table, EmbeddedStore& store)
      : real_(std::move(real)), table_(table), store_(store) {}
  ChangelogMode accepts(const ChangelogMode& query) const override { return real_->accepts(query); }
  std::unique_ptr<SinkWriter> make_writer(const WriterContext&) const override {
    return std::make_unique<MemoryWriter>(table_, store_);
  }
  std::string describe() const override {
    return fmt::format("embedded table {}", table_name(table_));
  }
  std::optional<int> parallelism() const override { return real_->parallelism(); }

 private:
  std::unique_ptr<TableSink> real_;
  const TableDescriptor table_;
  EmbeddedStore& store_;
};

class TableConnector : public EmbeddedConnector {
 public:
  TableConnector(std::unique_ptr<ConnectorFactory> real, EmbeddedStore& store)
      : EmbeddedConnector(std::move(real), store) {}

  std::unique_ptr<TableSource> make_source(const TableDescriptor& table) const override {
    auto real = real_->make_source(table);
    if (!real) return nullptr;
    return std::make_unique<MemorySource>(std::move(real), table, store_);
  }
  std::unique_ptr<TableSink> make_sink(const TableDescriptor& table) const override {
    auto real = real_->make_sink(table);
    if (!real) return nullptr;
    return std::make_unique<MemorySink>(std::move(real), table, store_);
  }
  std::unique_ptr<LookupTable> make_lookup(const TableDescriptor& table) const override {
    auto real = real_->make_lookup(table);
    if (!real) return nullptr;
    return std::make_unique<MemoryLookup>(std::move(real), table, store_);
  }
};

}  // namespace

std::unique_ptr<ConnectorFactory> make_table_connector(std::unique_ptr<ConnectorFactory> real,
                                                       EmbeddedStore& store) {
  return std::make_unique<TableConnector>(std::move(real), store);
}

}  // namespace streamsql::embedded
