// upsert-kafka: a topic as a table by key.
#include <doctest/doctest.h>

#include "tests/unit/connectors/kafka/mock_kafka.h"

namespace streamsql::test {
namespace {

using Lines = std::vector<std::string>;

std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

Lines in_order(KafkaTable& table) { return drain(*table.reader_of_all()); }

TEST_CASE("removed rows are messages without value, and read as such") {
  MockKafka kafka;
  kafka.create("t", 1);
  KafkaTable table(kafka, "t");
  table.upsert().write("+I[a, 1]\n+U[b, 2]\n-D[a, 1]\n-U[b, 2]\n+U[b, 3]");
  CHECK(in_order(table) == Lines{"+U[a, 1]", "+U[b, 2]", "-D[a, null]", "-D[b, null]", "+U[b, 3]"});
}

TEST_CASE("the key may be left out of the value") {
  MockKafka kafka;
  kafka.create("t", 1);
  KafkaTable table(kafka, "t");
  table.upsert().set("value.fields-include", "EXCEPT_KEY").write("+I[a, 1]\n-D[a, 1]");
  CHECK(in_order(table) == Lines{"+U[a, 1]", "-D[a, null]"});
}

TEST_CASE("what a plain table says of the same topic: keys and values") {
  MockKafka kafka;
  kafka.create("t", 1);
  KafkaTable(kafka, "t").upsert().write("+I[a, 1]");
  KafkaTable plain(kafka, "t");
  CHECK(in_order(plain) == Lines{"+I[a, 1]"});
}

TEST_CASE("a buffer writes the last change of each key") {
  MockKafka kafka;
  kafka.create("t", 1);
  KafkaTable table(kafka, "t");
  table.upsert().set("sink.buffer-flush.max-rows", "100");
  table.set("sink.buffer-flush.interval", "1 h");
  table.write("+I[a, 1]\n+I[b, 1]\n+U[a, 2]\n-D[b, 1]\n+I[c, 1]\n+U[a, 3]");
  CHECK(in_order(table) == Lines{"-D[b, null]", "+U[c, 1]", "+U[a, 3]"});
}

TEST_CASE("the options of upsert-kafka are Flink's") {
  MockKafka kafka;
  kafka.create("t", 1);
  const auto with = [&](const std::string& key, const std::string& value) {
    return message_of([&] { KafkaTable(kafka, "t").upsert().set(key, value).writer(); });
  };
  CHECK(with("scan.startup.mode", "earliest-offset") ==
        "Unknown option 'scan.startup.mode' for table 't'");
  CHECK(with("value.format", "changelog-text") ==
        "'upsert-kafka' connector doesn't support 'changelog-text' as value format, because "
        "'changelog-text' is not in insert-only mode.");
  CHECK(with("sink.buffer-flush.max-rows", "10") ==
        "'sink.buffer-flush.max-rows' and 'sink.buffer-flush.interval' must be set to be greater "
        "than zero together to enable sink buffer flushing.");
  CHECK(message_of([&] { KafkaTable(kafka, "t").upsert().unset("key.format").writer(); }) ==
        "Option 'key.format' is missing for table 't'");
}

}  // namespace
}  // namespace streamsql::test
