#include "connectors/kafka/sink.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "connectors/kafka/client_config.h"
#include "connectors/kafka/redo.h"
#include "connectors/kafka/transaction.h"
#include "connectors/kafka/upsert_buffer.h"
#include "connectors/kafka/writer.h"

namespace streamsql::kafka {
namespace {

constexpr std::size_t kInFlightLimit = 20'000;

// "kafka <carrier topic> <prefix>", as KafkaTransaction::identity writes it.
std::string carrier_in(std::string_view identity) {
  constexpr std::string_view kKind = "kafka ";
  if (!identity.starts_with(kKind)) return {};
  identity.remove_prefix(kKind.size());
  return std::string(identity.substr(0, identity.find(' ')));
}

class KafkaSink : public TableSink {
 public:
  KafkaSink(const TableDescriptor& table, TableOptions options)
      : table_(table), options_(std::move(options)) {
    log_notes(table_, options_, ClientRole::Producer);
  }

  ChangelogMode accepts(const ChangelogMode&) const override {
    if (options_.kind == TableKind::UpsertKafka) return ChangelogMode::upsert();
    return options_.value.factory->changelog();
  }

  std::unique_ptr<SinkWriter> make_writer(const WriterContext& context) const override {
    auto out = make_own_writer(context);
    if (!options_.buffer.enabled()) return out;
    return make_upsert_buffer({table_.physical->primary_key, options_.buffer}, std::move(out),
                              context.clock);
  }

  std::string describe() const override {
    const auto upsert = options_.kind == TableKind::UpsertKafka ? "upsert-" : "";
    return fmt::format("{}kafka {}, format {}", upsert, topics_text(options_),
                       options_.value.factory->name());
  }
  std::optional<int> parallelism() const override { return options_.sink_parallelism; }

  // Without a word of the user's, results are exact.
  Participation participation() const override {
    const auto guarantee = options_.guarantee.value_or(Guarantee::ExactlyOnce);
    return guarantee == Guarantee::ExactlyOnce ? Participation::Transaction
                                               : Participation::AtLeastOnce;
  }

  std::string transaction_group() const override {
    const auto properties = translate_properties(options_.properties, ClientRole::Producer);
    const auto user = properties.values.find("sasl.username");
    const auto servers = properties.values.at("bootstrap.servers");
    if (user == properties.values.end()) return fmt::format("kafka {}", servers);
    return fmt::format("kafka {} as {}", servers, user->second);
  }

  std::unique_ptr<Transaction> make_transaction(const ParticipantContext& context) const override {
    auto settings = transaction_settings(context);
    settings.marker = {fmt::format("streamsql.{}.commit", context.job_name),
                       {carrier(carrier_in(context.identity), settings.topics), 0}};
    return std::make_unique<KafkaTransaction>(std::move(settings));
  }

  // Another cluster than the one that decides: it has ids and a marker of its own per sink.
  std::unique_ptr<RedoTarget> make_redo_target(const ParticipantContext& context) const override {
    auto settings = transaction_settings(context);
    settings.prefix += "." + context.sink;
    settings.marker = {fmt::format("streamsql.{}.{}.commit", context.job_name, context.sink),
                       {carrier("", settings.topics), 0}};
    return kafka::make_redo_target(std::move(settings));
  }

 private:
  TransactionSettings transaction_settings(const ParticipantContext& context) const {
    TransactionSettings out;
    out.producer = transaction_config(options_, context);
    out.consumer = plain_consumer_config(options_);
    out.prefix = prefix(context);
    out.topics = topics(context);
    const bool is_new = context.identity.empty();
    if (is_new) out.patience = kStartTimeout;
    out.interruption = context.interruption;
    return out;
  }

  std::unique_ptr<SinkWriter> make_own_writer(const WriterContext& context) const {
    const WriterSettings settings{table_, options_, options_.guarantee != Guarantee::None};
    if (context.redo) {
      return make_redo_writer(settings, producer_config(options_, context), context);
    }
    auto* transaction = dynamic_cast<KafkaTransaction*>(context.transaction);
    if (transaction && participation() == Participation::Transaction) {
      return make_transactional_writer(settings, *transaction, context);
    }
    auto producer = std::make_unique<Producer>(producer_config(options_, context), kInFlightLimit);
    return kafka::make_writer(settings, std::move(producer), context);
  }

  // Of the first sink that says one.
  std::string prefix(const ParticipantContext& context) const {
    for (const auto* sink : kafka_sinks(context)) {
      if (const auto prefix = sink->table_.options.text("sink.transactional-id-prefix")) {
        return *prefix;
      }
    }
    return fmt::format("streamsql.{}", context.job_name);
  }

  std::vector<const KafkaSink*> kafka_sinks(const ParticipantContext& context) const {
    std::vector<const KafkaSink*> out;
    for (const auto* sink : context.sinks) {
      if (const auto* kafka = dynamic_cast<const KafkaSink*>(sink)) out.push_back(kafka);
    }
    if (out.empty()) out.push_back(this);
    return out;
  }

  std::vector<std::string> topics(const ParticipantContext& context) const {
    std::vector<std::string> out;
    for (const auto* sink : kafka_sinks(context)) {
      for (const auto& topic : sink->options_.topics) {
        if (std::find(out.begin(), out.end(), topic) == out.end()) out.push_back(topic);
      }
    }
    return out;
  }

  std::string carrier(std::string known, const std::vector<std::string>& topics) const {
    if (!known.empty()) return known;
    if (!topics.empty()) return topics.front();
    throw Error(ErrorCode::InvalidTable,
                fmt::format("Table '{}' names no topic, but exactly-once needs one to keep what "
                            "was decided",
                            table_.short_name))
        .at(table_.span)
        .hint(
            "list the topics in 'topic' instead of 'topic-pattern', or set "
            "'sink.delivery-guarantee' = 'at-least-once'");
  }

  TableDescriptor table_;
  TableOptions options_;
};

}  // namespace

std::unique_ptr<TableSink> make_sink(const TableDescriptor& table, TableOptions options) {
  return std::make_unique<KafkaSink>(table, std::move(options));
}

void log_notes(const TableDescriptor& table, const TableOptions& options, ClientRole role) {
  for (const auto& note : translate_properties(options.properties, role).notes) {
    spdlog::info("table {}: {}", table.short_name, note);
  }
}

std::string topics_text(const TableOptions& options) {
  return options.topics.empty() ? fmt::format("topics like '{}'", options.topic_pattern)
                                : fmt::format("{}", fmt::join(options.topics, ";"));
}

}  // namespace streamsql::kafka
