#include "connectors/kafka/options.h"

#include <doctest/doctest.h>

#include "connectors/kafka/connector.h"
#include "tests/unit/connectors/kafka/text_format.h"

namespace streamsql::kafka {
namespace {

using Pairs = std::initializer_list<std::pair<std::string, std::string>>;

TableDescriptor table(Pairs pairs) {
  TableDescriptor out;
  out.name = "default_catalog.default_database.t";
  out.short_name = "t";
  out.physical = make_schema({{"k_id", DataType::string()}, {"v", DataType::string()}});
  out.options.set("connector", "kafka");
  out.options.set("topic", "t");
  out.options.set("properties.bootstrap.servers", "localhost:9092");
  out.options.set("format", "text");
  for (const auto& [key, value] : pairs) {
    value == "-" ? out.options.erase(key) : out.options.set(key, value);
  }
  return out;
}

TableOptions read(Pairs pairs) {
  static const auto formats = test::text_formats();  // the options point into it
  return read_table_options(table(pairs), formats);
}

std::string message(const TableDescriptor& descriptor, bool sink = false) {
  const auto formats = test::text_formats();
  try {
    const auto options = read_table_options(descriptor, formats);
    if (sink) check_sink_options(descriptor, options);
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

std::string source_message(Pairs pairs) { return message(table(pairs)); }
std::string sink_message(Pairs pairs) { return message(table(pairs), true); }

TEST_CASE("topic and topic-pattern exclude each other, and one is needed") {
  CHECK(source_message({{"topic-pattern", "a.*"}}) ==
        "Option 'topic' and 'topic-pattern' shouldn't be set together.");
  CHECK(source_message({{"topic", "-"}}) == "Either 'topic' or 'topic-pattern' must be set.");
  CHECK(source_message({{"topic", "-"}, {"topic-pattern", "a("}})
            .starts_with("'a(' is not a regular expression: "));
}

TEST_CASE("topics are a list") {
  CHECK(read({{"topic", "a; b"}}).topics == std::vector<std::string>{"a", "b"});
}

TEST_CASE("key.format and key.fields need each other") {
  CHECK(source_message({{"key.fields", "k_id"}}) ==
        "The option 'key.fields' can only be declared if a key format is defined using "
        "'key.format'.");
  CHECK(source_message({{"key.format", "text"}}) ==
        "A key format 'key.format' requires the declaration of one or more of key fields using "
        "'key.fields'.");
}

TEST_CASE("watermark alignment needs a group and a drift") {
  const std::string incomplete =
      "Error configuring watermark for 'kafka', 'scan.watermark.alignment.group' and "
      "'scan.watermark.alignment.max-drift' must be set when configuring watermark alignment";
  CHECK(source_message({{"scan.watermark.alignment.group", "g"}}) == incomplete);
  CHECK(source_message({{"scan.watermark.alignment.max-drift", "1 s"}}) == incomplete);
  CHECK(source_message({{"scan.watermark.alignment.update-interval", "1 s"}}) == incomplete);
  CHECK(sink_message({{"scan.watermark.alignment.group", "g"}}) == incomplete);
  CHECK(source_message({{"scan.watermark.alignment.group", "g"},
                        {"scan.watermark.alignment.max-drift", "1 s"}}) == "");
  CHECK(source_message({{"scan.watermark.alignment.group", "g"},
                        {"scan.watermark.alignment.max-drift", "soon"}}) ==
        "Invalid value 'soon' for option 'scan.watermark.alignment.max-drift': expected a "
        "duration such as '10 s' or '5 min'");
}

TEST_CASE("a key field must be a physical column") {
  CHECK(source_message({{"key.format", "text"}, {"key.fields", "id"}}) ==
        "Could not find the field 'id' in the table schema for usage in the key format. A key "
        "field must be a regular, physical column. The following columns can be selected in the "
        "'key.fields' option: [k_id, v]");
}

TEST_CASE("a key prefix needs EXCEPT_KEY and must fit every key field") {
  CHECK(source_message(
            {{"key.format", "text"}, {"key.fields", "k_id"}, {"key.fields-prefix", "k_"}}) ==
        "A key prefix is not allowed when option 'value.fields-include' is set to 'ALL'. Set it "
        "to 'EXCEPT_KEY' instead to avoid field overlaps.");
  CHECK(source_message({{"key.format", "text"},
                        {"key.fields", "v"},
                        {"key.fields-prefix", "k_"},
                        {"value.fields-include", "EXCEPT_KEY"}}) ==
        "All fields in 'key.fields' must be prefixed with 'k_' when option 'key.fields-prefix' is "
        "set but field 'v' is not prefixed.");
  const auto options = read({{"key.format", "text"},
                             {"key.fields", "k_id"},
                             {"key.fields-prefix", "k_"},
                             {"value.fields-include", "EXCEPT_KEY"}});
  CHECK(options.layout.key_columns == std::vector<int>{0});
  CHECK(options.layout.value_columns == std::vector<int>{1});
  CHECK(options.layout.key_prefix == "k_");
}

TEST_CASE("a key format is insert-only") {
  CHECK(source_message({{"key.format", "changelog-text"}, {"key.fields", "k_id"}}) ==
        "A key format should only deal with INSERT-only records. But 'key.format' has a changelog "
        "mode of [I,UB,UA,D].");
}

TEST_CASE("a primary key needs a changelog format") {
  auto descriptor = table({});
  descriptor.physical = make_schema(descriptor.physical->fields, {0});
  CHECK(message(descriptor) ==
        "The Kafka table 'default_catalog.default_database.t' with 'text' format doesn't support "
        "defining PRIMARY KEY constraint on the table, because it can't guarantee the semantic of "
        "primary key.");
  descriptor.options.set("format", "changelog-text");
  CHECK(message(descriptor) == "");
}

TEST_CASE("startup modes need their options") {
  CHECK(source_message({{"scan.startup.mode", "timestamp"}}) ==
        "'scan.startup.timestamp-millis' is required in 'timestamp' startup mode but missing.");
  CHECK(source_message({{"scan.startup.mode", "specific-offsets"}}) ==
        "'scan.startup.specific-offsets' is required in 'specific-offsets' startup mode but "
        "missing.");
  CHECK(source_message({{"scan.startup.mode", "specific-offsets"},
                        {"topic", "a;b"},
                        {"scan.startup.specific-offsets", "partition:0,offset:1"}}) ==
        "Currently Kafka source only supports specific offset for single topic.");
  CHECK(source_message({{"scan.startup.mode", "specific-offsets"},
                        {"scan.startup.specific-offsets", "0:1"}}) ==
        "Invalid properties 'scan.startup.specific-offsets' should follow the format "
        "'partition:0,offset:42;partition:1,offset:300', but is '0:1'.");
}

TEST_CASE("bounded modes need their options") {
  CHECK(source_message({{"scan.bounded.mode", "timestamp"}}) ==
        "'scan.bounded.timestamp-millis' is required in 'timestamp' bounded mode but missing.");
  CHECK(source_message({{"scan.bounded.mode", "specific-offsets"}}) ==
        "'scan.bounded.specific-offsets' is required in 'specific-offsets' bounded mode but "
        "missing.");
}

TEST_CASE("offsets of partitions are read") {
  const auto offsets = parse_partition_offsets("partition:0,offset:42;partition:1,offset:300");
  CHECK(offsets == PartitionOffsets{{0, 42}, {1, 300}});
  CHECK(!parse_partition_offsets("partition:0,offset:-1"));
  CHECK(!parse_partition_offsets("partition:0"));
  CHECK(!parse_partition_offsets(""));
}

TEST_CASE("the startup mode decides what happens to offsets that do not exist") {
  CHECK(read({}).start.reset == OffsetReset::None);
  CHECK(read({{"properties.auto.offset.reset", "latest"}}).start.reset == OffsetReset::Latest);
  CHECK(read({{"scan.startup.mode", "earliest-offset"}}).start.reset == OffsetReset::Earliest);
  CHECK(source_message({{"properties.auto.offset.reset", "smallest"}}) ==
        "properties.auto.offset.reset can not be set to smallest. Valid values: "
        "[latest,earliest,none]");
}

TEST_CASE("round-robin needs keyless records, and classes cannot be loaded") {
  CHECK(
      source_message(
          {{"sink.partitioner", "round-robin"}, {"key.format", "text"}, {"key.fields", "k_id"}}) ==
      "Currently 'round-robin' partitioner only works when option 'key.fields' is not "
      "specified.");
  CHECK(source_message({{"sink.partitioner", ""}}) ==
        "Option 'sink.partitioner' should be a non-empty string.");
  CHECK(source_message({{"sink.partitioner", "com.acme.Mine"}}) ==
        "Could not find and instantiate partitioner class 'com.acme.Mine'");
}

TEST_CASE("the delivery guarantee is the user's, under its new name or its old one") {
  CHECK(read({}).guarantee == std::nullopt);
  CHECK(read({{"sink.delivery-guarantee", "exactly-once"}}).guarantee == Guarantee::ExactlyOnce);
  CHECK(read({{"sink.delivery-guarantee", "AT-LEAST-ONCE"}}).guarantee == Guarantee::AtLeastOnce);
  CHECK(read({{"sink.semantic", "none"}}).guarantee == Guarantee::None);
}

TEST_CASE("a sink with several topics needs the metadata column 'topic'") {
  CHECK(sink_message({{"topic", "a;b"}}).starts_with("A Kafka sink with several topics"));
  auto descriptor = table({{"topic", "a;b"}});
  descriptor.metadata.push_back({"topic", DataType::string()});
  CHECK(message(descriptor, true) == "");
}

TEST_CASE("unknown options are refused, and those of the format known") {
  CHECK(source_message({{"scan.startup.mod", "x"}}) ==
        "Unknown option 'scan.startup.mod' for table 't'");
  CHECK(source_message({{"text.loud", "true"}}) == "");
  CHECK(source_message({{"value.text.loud", "true"}}) ==
        "Unknown option 'value.text.loud' for table 't'");
  CHECK(read({{"text.loud", "true"}}).value.options.boolean("loud") == true);
  CHECK(source_message({{"format", "-"}}) == "Option 'format' is missing for table 't'");
}

TEST_CASE("value.format is format with a longer prefix") {
  const auto formats = test::text_formats();
  const auto options = read_table_options(
      table({{"format", "-"}, {"value.format", "text"}, {"value.text.loud", "true"}}), formats);
  CHECK(options.value.factory->name() == "text");
  CHECK(options.value.options.contains("loud"));
  CHECK(source_message({{"value.format", "text"}}) ==
        "Option 'format' and 'value.format' shouldn't be set together.");
}

TEST_CASE("source and sink have the parallelism of their options") {
  const auto formats = test::text_formats();
  const auto connector = make_kafka_connector(formats);
  CHECK(!connector->make_source(table({}))->parallelism());
  CHECK(!connector->make_sink(table({}))->parallelism());
  CHECK(connector->make_source(table({{"scan.parallelism", "3"}}))->parallelism() == 3);
  CHECK(connector->make_sink(table({{"sink.parallelism", "2"}}))->parallelism() == 2);
  CHECK(source_message({{"scan.parallelism", "0"}}) ==
        "'scan.parallelism' must be between 1 and 32768");
}

TEST_CASE("dead letters go to one place") {
  CHECK(source_message({{"dead-letter.topic", "d"}, {"dead-letter.path", "/d"}}) ==
        "Option 'dead-letter.topic' and 'dead-letter.path' shouldn't be set together.");
}

TEST_CASE("the group has a default name") {
  CHECK(read({}).group_id == "KafkaSource-default_catalog.default_database.t");
}

}  // namespace
}  // namespace streamsql::kafka
