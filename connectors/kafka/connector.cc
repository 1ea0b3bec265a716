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
#include "connectors/kafka/transaction.h"

namespace streamsql {
namespace kafka {
namespace {

class KafkaSource : public TableSource {
 public:
  KafkaSource(const TableDescriptor& table, TableOptions options)
      : table_(table), options_(std::move(options)) {
    log_notes(table_, options_, ClientRole::Consumer);
  }

  // The planner makes changes of an upsert table complete.
  ChangelogMode changelog() const override {
    if (options_.kind == TableKind::UpsertKafka) return {false, false, true, true};
    return options_.value.factory->changelog();
  }
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
    settings.plan = {table_.physical, options_.layout, options_.key,    options_.value,
                     table_.zone,     columns_,        table_.metadata, options_.kind};
    settings.client = consumer_config(options_, &context);
    settings.commits_offsets = settings.client.properties.commits_offsets;
    settings.bad_records = bad_records(context);
    settings.group_id = options_.group_id;
    settings.stop = options_.stop;
    return kafka::make_reader(std::move(settings), context);
  }

  std::string describe() const override {
    const auto upsert = options_.kind == TableKind::UpsertKafka ? "upsert-" : "";
    return fmt::format("{}kafka {}, format {}{}", upsert, topics_text(options_),
                       options_.value.factory->name(), is_bounded() ? ", bounded" : "");
  }
  bool watermark_per_split() const override { return true; }
  std::optional<int> parallelism() const override { return options_.scan_parallelism; }

 private:
  std::unique_ptr<BadRecords> bad_records(const ConnectorContext& context) const {
    const auto topic = [&](const Options&) -> std::unique_ptr<BadRecords> {
      const auto& letters = options_.dead_letter.topic;
      if (letters.empty()) return nullptr;
      auto* transaction = dynamic_cast<KafkaTransaction*>(context.transaction);
      const auto servers = options_.properties.text("bootstrap.servers").value_or("");
      if (transaction && transaction->servers() == servers) {
        return make_transactional_dead_letters(letters, *transaction);
      }
      if (context.transaction) {
        spdlog::info(
            "table {}: dead letters go to another cluster than the job's results, at "
            "least once",
            table_.short_name);
      }
      return make_dead_letter_topic(letters, producer_config(options_, context));
    };
    return make_bad_records(table_.options, context.metrics, topic);
  }

  TableDescriptor table_;
  TableOptions options_;
  std::vector<int> columns_;
};

class KafkaConnector : public ConnectorFactory {
 public:
  KafkaConnector(TableKind kind, const FormatRegistry& formats) : kind_(kind), formats_(formats) {}

  std::string_view name() const override { return is_upsert() ? "upsert-kafka" : "kafka"; }
  std::string_view summary() const override {
    if (!is_upsert()) return "Reads and writes the topics of Apache Kafka.";
    return "Reads and writes topics of Apache Kafka as tables by key: the last message of a key is "
           "its row, and one without value removes it.";
  }
  std::span<const OptionSpec> options() const override {
    return is_upsert() ? upsert_option_table() : option_table();
  }

  // The value format's first, as in Flink; a wrong format is told when the table is used.
  std::vector<MetadataSpec> metadata(const TableDescriptor& table) const override {
    std::vector<MetadataSpec> out;
    for (const auto* format : formats_.all()) {
      const auto chosen = table.options.text("value.format");
      if (format->name() != chosen.value_or(table.options.text("format").value_or(""))) continue;
      for (auto& spec : kafka::metadata_of(*format)) {
        spec.key.insert(0, kValuePrefix);
        out.push_back(std::move(spec));
      }
    }
    for (auto& spec : metadata_specs()) out.push_back(std::move(spec));
    return out;
  }

  std::unique_ptr<TableSource> make_source(const TableDescriptor& table) const override {
    auto options = read_table_options(table, formats_, kind_);
    return std::make_unique<KafkaSource>(table, std::move(options));
  }
  std::unique_ptr<TableSink> make_sink(const TableDescriptor& table) const override {
    auto options = read_table_options(table, formats_, kind_);
    check_sink_options(table, options);
    return kafka::make_sink(table, std::move(options));
  }
  std::unique_ptr<LookupTable> make_lookup(const TableDescriptor&) const override {
    return nullptr;
  }

 private:
  bool is_upsert() const { return kind_ == TableKind::UpsertKafka; }

  TableKind kind_;
  const FormatRegistry& formats_;
};

}  // namespace
}  // namespace kafka

std::unique_ptr<ConnectorFactory> make_kafka_connector(const FormatRegistry& formats) {
  return std::make_unique<kafka::KafkaConnector>(kafka::TableKind::Kafka, formats);
}

std::unique_ptr<ConnectorFactory> make_upsert_kafka_connector(const FormatRegistry& formats) {
  return std::make_unique<kafka::KafkaConnector>(kafka::TableKind::UpsertKafka, formats);
}

}  // namespace streamsql
