#include "connectors/kafka/connector.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <mutex>
#include <set>
#include <spdlog/spdlog.h>

#include "connectors/formats/bad_records.h"
#include "connectors/kafka/client_config.h"
#include "connectors/kafka/dead_letter_topic.h"
#include "connectors/kafka/enumerator.h"
#include "connectors/kafka/metadata.h"
#include "connectors/kafka/reader.h"
#include "connectors/kafka/sink.h"

namespace streamsql {
namespace kafka {
namespace {

class KafkaSource : public TableSource {
 public:
  KafkaSource(const TableDescriptor& table, TableOptions options)
      : table_(table), options_(std::move(options)) {
    log_notes(table_, options_, ClientRole::Consumer);
  }

  ChangelogMode changelog() const override { return options_.value.factory->changelog(); }
  bool is_bounded() const override { return options_.stop.mode != BoundedMode::Unbounded; }

  ScanAnswer push_down(const ScanRequest& request) override {
    columns_ = request.columns;
    return {std::vector<bool>(request.predicates.size(), false), false};
  }

  std::unique_ptr<SplitEnumerator> make_enumerator(const ConnectorContext&) const override {
    return kafka::make_enumerator({options_, consumer_config(options_, nullptr)});
  }

  std::unique_ptr<SourceReader> make_reader(const ConnectorContext& context) const override {
    ReaderSettings settings;
    settings.plan = {table_.physical, options_.layout, options_.key,   options_.value,
                     table_.zone,     columns_,        table_.metadata};
    settings.client = consumer_config(options_, &context);
    settings.commits_offsets = settings.client.properties.commits_offsets;
    settings.bad_records = bad_records(context);
    return kafka::make_reader(std::move(settings), context);
  }

  std::string describe() const override {
    return fmt::format("kafka {}, format {}{}", topics_text(options_),
                       options_.value.factory->name(), is_bounded() ? ", bounded" : "");
  }
  bool watermark_per_split() const override { return true; }
  std::optional<int> parallelism() const override { return options_.scan_parallelism; }

 private:
  std::unique_ptr<BadRecords> bad_records(const ConnectorContext& context) const {
    const auto topic = [&](const Options&) -> std::unique_ptr<BadRecords> {
      if (options_.dead_letter.topic.empty()) return nullptr;
      return make_dead_letter_topic(options_.dead_letter.topic, producer_config(options_, context));
    };
    return make_bad_records(table_.options, context.metrics, topic);
  }

  TableDescriptor table_;
  TableOptions options_;
  std::vector<int> columns_;
};

class KafkaConnector : public ConnectorFactory {
 public:
  explicit KafkaConnector(const FormatRegistry& formats) : formats_(formats) {}

  std::string_view name() const override { return "kafka"; }
  std::string_view summary() const override {
    return "Reads and writes the topics of Apache Kafka.";
  }
  std::span<const OptionSpec> options() const override { return option_table(); }
  std::vector<MetadataSpec> metadata(const TableDescriptor&) const override {
    return metadata_specs();
  }

  std::unique_ptr<TableSource> make_source(const TableDescriptor& table) const override {
    auto options = read_table_options(table, formats_);
    return std::make_unique<KafkaSource>(table, std::move(options));
  }
  std::unique_ptr<TableSink> make_sink(const TableDescriptor& table) const override {
    auto options = read_table_options(table, formats_);
    check_sink_options(table, options);
    return kafka::make_sink(table, std::move(options));
  }
  std::unique_ptr<LookupTable> make_lookup(const TableDescriptor&) const override {
    return nullptr;
  }

 private:
  const FormatRegistry& formats_;
};

}  // namespace
}  // namespace kafka

std::unique_ptr<ConnectorFactory> make_kafka_connector(const FormatRegistry& formats) {
  return std::make_unique<kafka::KafkaConnector>(formats);
}

}  // namespace streamsql
