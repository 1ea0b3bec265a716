// kafka_tool: what tests and benchmarks ask of a Kafka cluster, without a JVM per question.
// Exit status: 0 done, 1 the cluster refused or a limit was missed, others: wrong usage (CLI11).
#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <map>

#include "tests/integration/kafka_tool/admin.h"
#include "tests/integration/kafka_tool/load.h"
#include "tests/integration/kafka_tool/records.h"

namespace kafka_tool {
namespace {

std::pair<std::string, std::string> split_assignment(const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos) throw CLI::ValidationError(text, "must be key=value");
  return {text.substr(0, equals), text.substr(equals + 1)};
}

// A repeatable option whose every value is key=value.
void add_properties(CLI::App* app, const std::string& name, Properties* into,
                    const std::string& help) {
  app->add_option_function<std::vector<std::string>>(
         name,
         [into](const std::vector<std::string>& texts) {
           for (const std::string& text : texts) into->push_back(split_assignment(text));
         },
         help)
      ->allow_extra_args(false);
}

// Holds the values CLI11 writes into, for as long as the parser lives.
struct Arguments {
  Cluster cluster;
  NewTopic new_topic;
  std::string topic;
  GroupTopic group_topic;
  Properties offsets_to_set;
  std::string metadata;
  ProduceOptions produce;
  ConsumeOptions consume;
  GenerateOptions generate;
  LatencyOptions latency;
};

void run_offsets(const Arguments& arguments) {
  if (arguments.offsets_to_set.empty()) {
    return print_offsets(arguments.cluster, arguments.group_topic);
  }
  std::map<int, int64_t> to;
  for (const auto& [partition, offset] : arguments.offsets_to_set) {
    to[std::stoi(partition)] = std::stoll(offset);
  }
  set_offsets(arguments.cluster, arguments.group_topic, to, arguments.metadata);
}

void add_admin_commands(CLI::App& app, Arguments& a) {
  auto* create = app.add_subcommand("create", "Create a topic");
  create->add_option("TOPIC", a.new_topic.name)->required();
  create->add_option("PARTITIONS", a.new_topic.partitions)->capture_default_str();
  create->add_option("--replication", a.new_topic.replication)->capture_default_str();
  add_properties(create, "--config", &a.new_topic.settings, "A topic setting, key=value");
  create->callback([&a] { create_topic(a.cluster, a.new_topic); });

  auto* remove = app.add_subcommand("delete", "Delete a topic");
  remove->add_option("TOPIC", a.topic)->required();
  remove->callback([&a] { delete_topic(a.cluster, a.topic); });

  auto* empty = app.add_subcommand("delete-records", "Delete all records of a topic");
  empty->add_option("TOPIC", a.topic)->required();
  empty->callback([&a] { delete_records(a.cluster, a.topic); });

  auto* watermarks = app.add_subcommand("watermarks", "Print: partition, low and high offset");
  watermarks->add_option("TOPIC", a.topic)->required();
  watermarks->callback([&a] { print_watermarks(a.cluster, a.topic); });

  auto* offsets = app.add_subcommand("offsets", "Print: partition, committed and high offset");
  offsets->add_option("GROUP", a.group_topic.group)->required();
  offsets->add_option("TOPIC", a.group_topic.topic)->required();
  add_properties(offsets, "--set", &a.offsets_to_set, "Commit instead of print: partition=offset");
  offsets->add_option("--metadata", a.metadata, "Goes with what is committed");
  offsets->callback([&a] { run_offsets(a); });

  auto* forget = app.add_subcommand("delete-group", "Forget a group and its offsets");
  forget->add_option("GROUP", a.group_topic.group)->required();
  forget->callback([&a] { delete_group(a.cluster, a.group_topic.group); });
}

void add_produce(CLI::App& app, Arguments& a) {
  ProduceOptions& o = a.produce;
  auto* produce_command = app.add_subcommand("produce", "Send each line of standard input");
  produce_command->add_option("TOPIC", o.topic)->required();
  produce_command->add_option("-p,--partition", o.partition, "Default: by key, or any");
  produce_command->add_flag("-k,--keyed", o.keyed, "A line is key TAB value");
  produce_command->add_option("--null", o.null, "A key or value equal to this text is NULL");
  add_properties(produce_command, "-H,--header", &o.headers, "name=value on every record");
  produce_command->add_option("--timestamp", o.timestamp_ms, "Milliseconds; default: now");
  produce_command->add_option("--transaction", o.transactional_id,
                              "Send all lines in one transaction with this transactional.id");
  produce_command->add_flag("--abort", o.abort, "Abort the transaction");
  produce_command->callback([&a] { produce(a.cluster, a.produce); });

  auto* feed_command = app.add_subcommand("feed", "Send lines 'topic TAB partition TAB value'");
  feed_command->callback([&a] { feed(a.cluster); });
}

void add_consume(CLI::App& app, Arguments& a) {
  ConsumeOptions& o = a.consume;
  auto* consume_command = app.add_subcommand("consume", "Print records");
  consume_command->add_option("TOPIC", o.topic)->required();
  consume_command->add_option("-p,--partition", o.partition, "Default: all");
  consume_command->add_flag("--from-beginning", o.from_beginning, "Default: from now on");
  consume_command->add_flag("--to-end", o.to_end, "Stop at the end of every partition");
  consume_command->add_option("--count", o.count, "Stop after so many; fewer is a failure");
  consume_command->add_option("--seconds", o.seconds, "Stop after so many seconds");
  consume_command->add_option("--isolation", o.isolation)
      ->check(CLI::IsMember({"read_committed", "read_uncommitted"}))
      ->capture_default_str();
  consume_command->add_option(
      "--format", o.format,
      "%s value, %k key, %p partition, %o offset, %T timestamp, %h headers, %t topic");
  consume_command->callback([&a] { consume(a.cluster, a.consume); });
}

void add_load_commands(CLI::App& app, Arguments& a) {
  auto* generate_command = app.add_subcommand("generate", "Send records of the enrichment job");
  generate_command->add_option("TOPIC", a.generate.topic)->required();
  generate_command->add_option("--count", a.generate.count)->required();
  generate_command->add_option("--devices", a.generate.devices)->capture_default_str();
  generate_command->add_option("--rate", a.generate.rate, "Per second; default: full speed");
  generate_command->callback([&a] { generate(a.cluster, a.generate); });

  LatencyOptions& o = a.latency;
  auto* latency = app.add_subcommand("latency", "Time from generate --rate to arrival here");
  latency->add_option("TOPIC", o.topic)->required();
  latency->add_option("--field", o.field, "Holds the microseconds")->capture_default_str();
  latency->add_option("--count", o.count, "Stop after so many records");
  latency->add_option("--seconds", o.seconds)->capture_default_str();
  latency->add_option("--skip-seconds", o.skip_seconds, "Not measured, counted from the first");
  latency->add_option("--isolation", o.isolation)
      ->check(CLI::IsMember({"read_committed", "read_uncommitted"}));
  latency->callback([&a] { measure_latency(a.cluster, a.latency); });

  auto* span = app.add_subcommand("span", "First and last timestamp of a topic");
  span->add_option("TOPIC", a.topic)->required();
  span->callback([&a] { print_span(a.cluster, a.topic); });
}

int run(int argc, char** argv) {
  CLI::App app("Asks a Kafka cluster, for tests and benchmarks", "kafka_tool");
  Arguments arguments;
  app.require_subcommand(1);
  app.set_version_flag("--version", rd_kafka_version_str(), "Print librdkafka's version");
  app.add_option("-b,--bootstrap", arguments.cluster.bootstrap, "host:port,...")->required();
  app.add_option("--timeout-ms", arguments.cluster.timeout_ms)->capture_default_str();
  add_properties(&app, "-X", &arguments.cluster.properties, "A librdkafka property, key=value");
  add_admin_commands(app, arguments);
  add_produce(app, arguments);
  add_consume(app, arguments);
  add_load_commands(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  return 0;
}

}  // namespace
}  // namespace kafka_tool

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  try {
    return kafka_tool::run(argc, argv);
  } catch (const std::exception& error) {
    std::cout.flush();
    std::fprintf(stderr, "kafka_tool: %s\n", error.what());
    return 1;
  }
}
