// 'connector' = 'rows': the tables of tests.
#include <fmt/format.h>

#include "connectors/embedded/embedded.h"

namespace streamsql {
namespace {

constexpr OptionSpec kSpecs[] = {
    {.key = "connector", .required = true, .summary = "'rows'."},
    {.key = "changelog",
     .type = OptionType::Enum,
     .default_value = "insert",
     .summary = "Which changes the table has: only rows, rows by key, or all kinds.",
     .values = "insert|upsert|all"},
};

ChangelogMode mode_of(const Options& options) {
  const auto word = options.text("changelog").value_or("insert");
  if (word == "all") return ChangelogMode::all();
  return word == "upsert" ? ChangelogMode::upsert() : ChangelogMode::insert_only();
}

class RowsSource : public TableSource {
 public:
  RowsSource(TableDescriptor table, EmbeddedStore& store)
      : table_(std::move(table)), store_(store) {}

  ChangelogMode changelog() const override { return mode_of(table_.options); }
  bool is_bounded() const override { return true; }
  ScanAnswer push_down(const ScanRequest& request) override {
    columns_ = request.columns;
    return {std::vector<bool>(request.predicates.size(), false), false};
  }
  std::unique_ptr<SplitEnumerator> make_enumerator(const ConnectorContext&) const override {
    return embedded::make_single_split(table_.short_name);
  }
  std::unique_ptr<SourceReader> make_reader(const ConnectorContext& context) const override {
    const auto load = [this](const ConnectorContext&) { return this->load(); };
    return embedded::make_loaded_reader(load, context);
  }
  std::string describe() const override { return "rows"; }

 private:
  std::vector<Batch> load() const {
    const Batch all = Batch::parse(*table_.physical, store_.rows(table_.short_name));
    std::vector<ColumnPtr> columns;
    for (const int column : columns_) {
      columns.push_back(all.column_ptr(static_cast<std::size_t>(column)));
    }
    return embedded::cut(all.with_columns(std::move(columns)), store_.batch_rows());
  }

  const TableDescriptor table_;
  EmbeddedStore& store_;
  std::vector<int> columns_;
};

class RowsWriter : public SinkWriter {
 public:
  RowsWriter(std::string name, EmbeddedStore& store) : name_(std::move(name)), store_(store) {}
  void write(const Batch& batch) override { store_.add_written(name_, batch); }
  void flush() override {}

 private:
  const std::string name_;
  EmbeddedStore& store_;
};

class RowsSink : public TableSink {
 public:
  RowsSink(const TableDescriptor& table, EmbeddedStore& store)
      : name_(table.short_name), mode_(mode_of(table.options)), store_(store) {}
  ChangelogMode accepts(const ChangelogMode&) const override { return mode_; }
  std::unique_ptr<SinkWriter> make_writer(const WriterContext&) const override {
    return std::make_unique<RowsWriter>(name_, store_);
  }
  std::string describe() const override { return "rows"; }

 private:
  const std::string name_;
  const ChangelogMode mode_;
  EmbeddedStore& store_;
};

class RowsConnector : public ConnectorFactory {
 public:
  explicit RowsConnector(EmbeddedStore& store) : store_(store) {}

  std::string_view name() const override { return "rows"; }
  std::string_view summary() const override { return "Rows given by the test harness."; }
  std::span<const OptionSpec> options() const override { return kSpecs; }
  std::vector<MetadataSpec> metadata(const TableDescriptor&) const override { return {}; }
  std::unique_ptr<TableSource> make_source(const TableDescriptor& table) const override {
    check(table);
    return std::make_unique<RowsSource>(table, store_);
  }
  std::unique_ptr<TableSink> make_sink(const TableDescriptor& table) const override {
    check(table);
    return std::make_unique<RowsSink>(table, store_);
  }
  std::unique_ptr<LookupTable> make_lookup(const TableDescriptor&) const override {
    return nullptr;
  }

 private:
  static void check(const TableDescriptor& table) {
    validate_options(table.options, kSpecs, fmt::format("table '{}'", table.short_name));
  }

  EmbeddedStore& store_;
};

}  // namespace

void register_rows(ConnectorRegistry& connectors, EmbeddedStore& store) {
  connectors.add(std::make_unique<RowsConnector>(store));
}

void register_embedded(ConnectorRegistry& connectors, EmbeddedStore& store,
                       const FormatRegistry& formats, RealConnectors real) {
  using embedded::make_table_connector, embedded::make_topic_connector;
  if (real.kafka) connectors.add(make_topic_connector(std::move(real.kafka), store, formats));
  if (real.upsert_kafka) {
    connectors.add(make_topic_connector(std::move(real.upsert_kafka), store, formats));
  }
  if (real.jdbc) connectors.add(make_table_connector(std::move(real.jdbc), store));
}

}  // namespace streamsql
