#include "connectors/kafka/connector.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <mutex>
#include <set>
#include <spdlog/spdlog.h>

#include "connectors/formats/bad_records.h"
#include "connectors/kafka/consumer.h"
#include "connectors/kafka/dead_letter_topic.h"
#include "connectors/kafka/enumerator.h"
#include "connectors/kafka/metadata.h"
#include "connectors/kafka/reader.h"
#include "connectors/kafka/writer.h"

namespace streamsql {
namespace kafka {
namespace {

// librdkafka counts a message's bytes, not what it spends around them.
constexpr std::uint64_t kQueuedMessageLimit = 100'000;
constexpr std::size_t kInFlightLimit = 20'000;

std::uint64_t share(const MemoryPool& memory, int parallelism) {
  return memory.limit() / 8 / static_cast<std::uint64_t>(std::max(parallelism, 1));
}

std::string_view reset_word(OffsetReset reset) {
  if (reset == OffsetReset::Earliest) return "earliest";
  return reset == OffsetReset::Latest ? "latest" : "error";
}

std::string client_id(const TableOptions& options, int subtask) {
  const auto prefix = options.properties.text("client.id.prefix");
  return prefix ? fmt::format("{}-{}", *prefix, subtask) : "streamsql";
}

ClientConfig consumer_config(const TableOptions& options, const ConnectorContext* context) {
  ClientConfig out;
  out.role = ClientRole::Consumer;
  out.properties = translate_properties(options.properties, out.role);
  const auto kilobytes = context
                             ? std::clamp<std::uint64_t>(
                                   share(context->memory, context->parallelism) / 1024, 4096, 65536)
                             : 4096;
  out.defaults = {{"client.id", client_id(options, context ? context->subtask : 0)},
                  {"isolation.level", "read_uncommitted"},  // Java's default
                  {"allow.auto.create.topics", "true"},     // likewise
                  {"fetch.wait.max.ms", "500"},
                  {"socket.nagle.disable", "true"},
                  {std::string(kQueuedMessages), std::to_string(kQueuedMessageLimit)},
                  {std::string(kQueuedKilobytes), std::to_string(kilobytes)}};
  const bool bounded = options.stop.mode != BoundedMode::Unbounded;
  out.fixed = {{"group.id", options.group_id},
               {"enable.auto.commit", "false"},
               {"enable.auto.offset.store", "false"},
               {"enable.partition.eof", bounded ? "true" : "false"},
               {"auto.offset.reset", std::string(reset_word(options.start.reset))}};
  return out;
}

ClientConfig producer_config(const TableOptions& options, const ConnectorContext& context) {
  ClientConfig out;
  out.role = ClientRole::Producer;
  out.properties = translate_properties(options.properties, out.role);
  out.defaults = producer_defaults(out.properties, share(context.memory, context.parallelism));
  out.defaults.emplace_back("client.id", "streamsql");
  return out;
}

void log_notes(const TableDescriptor& table, const TableOptions& options, ClientRole role) {
  for (const auto& note : translate_properties(options.properties, role).notes) {
    spdlog::info("table {}: {}", table.short_name, note);
  }
}

std::string where(const TableOptions& options) {
  return options.topics.empty() ? fmt::format("topics like '{}'", options.topic_pattern)
                                : fmt::format("{}", fmt::join(options.topics, ";"));
}

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
    return fmt::format("kafka {}, format {}{}", where(options_), options_.value.factory->name(),
                       is_bounded() ? ", bounded" : "");
  }
  bool watermark_per_split() const override { return true; }

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

class KafkaSink : public TableSink {
 public:
  KafkaSink(const TableDescriptor& table, TableOptions options)
      : table_(table), options_(std::move(options)) {
    log_notes(table_, options_, ClientRole::Producer);
  }

  ChangelogMode accepts(const ChangelogMode&) const override {
    return options_.value.factory->changelog();
  }

  std::unique_ptr<SinkWriter> make_writer(const WriterContext& context) const override {
    auto producer = std::make_unique<Producer>(producer_config(options_, context), kInFlightLimit);
    const bool waits = guarantee() != "none";
    return kafka::make_writer({table_, options_, waits}, std::move(producer), context);
  }

  std::string describe() const override {
    return fmt::format("kafka {}, format {}", where(options_), options_.value.factory->name());
  }
  std::optional<int> parallelism() const override { return options_.sink_parallelism; }

 private:
  std::string guarantee() const {
    const auto old_name = table_.options.text("sink.semantic").value_or("at-least-once");
    return table_.options.text("sink.delivery-guarantee").value_or(old_name);
  }

  TableDescriptor table_;
  TableOptions options_;
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
    return std::make_unique<KafkaSink>(table, std::move(options));
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
