// Source and sink against librdkafka's mock cluster.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "connectors/kafka/producer.h"
#include "engine/base/temporary_directory.h"
#include "tests/unit/connectors/kafka/mock_kafka.h"

namespace streamsql::test {
namespace {

using Lines = std::vector<std::string>;

std::string many(int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += fmt::format("+I[k{:05}, v]\n", i);
  return out;
}

std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

TEST_CASE("what was written is read to the end of every partition") {
  MockKafka kafka;
  kafka.create("t", 4);
  KafkaTable table(kafka, "t");
  table.write(many(5000));
  const auto lines = table.read_all();
  REQUIRE(lines.size() == 5000);
  CHECK(lines.front() == "+I[k00000, v]");
  CHECK(lines.back() == "+I[k04999, v]");
}

TEST_CASE("an empty bounded topic ends at once") {
  MockKafka kafka;
  kafka.create("t", 2);
  CHECK(KafkaTable(kafka, "t").read_all().empty());
}

TEST_CASE("reading goes on from positions without loss or repetition") {
  MockKafka kafka;
  kafka.create("t", 2);
  KafkaTable table(kafka, "t");
  table.write(many(3500));
  const auto first = table.reader_of_all();
  auto lines = drain(*first, 1);
  const auto second = table.reader();
  second->add_splits(first->positions());
  second->no_more_splits();
  for (auto& line : drain(*second)) lines.push_back(std::move(line));
  std::sort(lines.begin(), lines.end());
  REQUIRE(lines.size() == 3500);
  CHECK(std::adjacent_find(lines.begin(), lines.end()) == lines.end());
}

TEST_CASE("committed offsets are where the group goes on") {
  MockKafka kafka;
  kafka.create("t", 1);
  KafkaTable table(kafka, "t");
  table.set("properties.group.id", "g").write("+I[a, 1]\n+I[b, 2]\n");
  {
    const auto reader = table.reader_of_all();
    drain(*reader);
    reader->commit(1, reader->positions());
  }
  table.write("+I[c, 3]\n");
  table.set("scan.startup.mode", "group-offsets");
  CHECK(table.read_all() == Lines{"+I[c, 3]"});
}

TEST_CASE("group offsets without any committed need a reset policy") {
  MockKafka kafka;
  kafka.create("t", 1);
  KafkaTable table(kafka, "t");
  table.set("properties.group.id", "g").set("scan.startup.mode", "group-offsets");
  table.write("+I[a, 1]\n");
  CHECK(message_of([&] { table.enumerator()->discover(); }) ==
        "Undefined offset with no reset policy for partitions: [t-0]: group 'g' has not committed "
        "any");
  table.set("properties.auto.offset.reset", "earliest");
  CHECK(table.read_all() == Lines{"+I[a, 1]"});
}

TEST_CASE("reading may begin and end at listed offsets") {
  MockKafka kafka;
  kafka.create("t", 1);
  KafkaTable table(kafka, "t");
  table.write("+I[a, 0]\n+I[b, 1]\n+I[c, 2]\n+I[d, 3]\n");
  table.set("scan.startup.mode", "specific-offsets");
  table.set("scan.startup.specific-offsets", "partition:0,offset:1");
  table.set("scan.bounded.mode", "specific-offsets");
  table.set("scan.bounded.specific-offsets", "partition:0,offset:3");
  CHECK(table.read_all() == Lines{"+I[b, 1]", "+I[c, 2]"});
}

TEST_CASE("new topics are discovered and read from their first message") {
  MockKafka kafka;
  kafka.create("logs-a", 1);
  KafkaTable(kafka, "logs-a").write("+I[a, 1]\n");
  KafkaTable table(kafka, "");
  table.unset("topic").set("topic-pattern", "logs-.*");
  table.set("scan.startup.mode", "latest-offset").set("scan.bounded.mode", "unbounded");
  const auto enumerator = table.enumerator();
  const auto first = enumerator->discover();
  REQUIRE(first.size() == 1);
  CHECK(first[0].id == "logs-a-0");
  CHECK(first[0].position == "1");
  kafka.create("logs-b", 1);
  KafkaTable(kafka, "logs-b").write("+I[b, 1]\n");
  const auto restored = table.enumerator();
  restored->restore(enumerator->state());
  const auto second = restored->discover();
  REQUIRE(second.size() == 1);
  CHECK(second[0].id == "logs-b-0");
  CHECK(second[0].position == "0");
  CHECK(restored->discover().empty());
}

TEST_CASE("new partitions are looked for as often as the option says, but not when reading ends") {
  MockKafka kafka;
  kafka.create("t", 1);
  KafkaTable table(kafka, "t");
  CHECK(!table.enumerator()->interval());
  table.set("scan.bounded.mode", "unbounded");
  CHECK(table.enumerator()->interval() == std::chrono::minutes(5));
  table.set("scan.topic-partition-discovery.interval", "10 s");
  CHECK(table.enumerator()->interval() == std::chrono::seconds(10));
  table.set("scan.topic-partition-discovery.interval", "0");
  CHECK(!table.enumerator()->interval());
}

TEST_CASE("the key is made of its own columns and decides the partition") {
  MockKafka kafka;
  kafka.create("t", 3);
  KafkaTable table(kafka, "t");
  table.set("key.format", "text").set("key.fields", "k").set("value.fields-include", "EXCEPT_KEY");
  table.metadata("partition", DataType::integer());
  KafkaTable writer(kafka, "t");
  writer.set("key.format", "text").set("key.fields", "k");
  writer.set("value.fields-include", "EXCEPT_KEY");
  writer.write("+I[a, 1]\n+I[b, 2]\n+I[a, 3]\n");
  const auto a = kafka::murmur2_partition("a", 3), b = kafka::murmur2_partition("b", 3);
  CHECK(table.read_all() == Lines{fmt::format("+I[a, 1, {}]", a), fmt::format("+I[a, 3, {}]", a),
                                  fmt::format("+I[b, 2, {}]", b)});
}

TEST_CASE("the key's fields have the names of their columns without key.fields-prefix") {
  const auto key_of = [](const char* prefix) {
    MockKafka kafka;
    kafka.create("t", 1);
    KafkaTable writer(kafka, "t");
    writer.set("key.format", "text").set("key.fields", "k").set("key.text.loud", "true");
    writer.set("value.fields-include", "EXCEPT_KEY").set("key.fields-prefix", prefix);
    writer.write("+I[a, 1]");
    KafkaTable reader(kafka, "t");
    reader.set("key.format", "text").set("key.fields", "k");
    return reader.set("value.fields-include", "EXCEPT_KEY").read_all().front();
  };
  CHECK(key_of("") == "+I[k=a, 1]");
  CHECK(key_of("k") == "+I[=a, 1]");
}

TEST_CASE("murmur2 is Java's") {
  // org.apache.kafka.common.utils.UtilsTest
  CHECK(kafka::murmur2_partition("21", 1 << 30) == (-973932308 & 0x3fffffff));
  CHECK(kafka::murmur2_partition("foobar", 1 << 30) == (-790332482 & 0x3fffffff));
  CHECK(kafka::murmur2_partition("a-little-bit-long-string", 1 << 30) == (-985981536 & 0x3fffffff));
  CHECK(kafka::murmur2_partition("abc", 1 << 30) == (479470107 & 0x3fffffff));
}

TEST_CASE("metadata is written and read") {
  MockKafka kafka;
  kafka.create("t", 1);
  KafkaTable table(kafka, "t");
  table.metadata("timestamp", DataType::timestamp_ltz(3));
  table.metadata("headers", DataType::map(DataType::string(), DataType::bytes()));
  table.write("+I[a, 1, 2024-01-02T03:04:05.678Z, {h=[120]}]\n");
  table.metadata("topic", DataType::string()).metadata("offset", DataType::bigint());
  table.metadata("timestamp-type", DataType::string());
  table.metadata("leader-epoch", DataType::integer());
  CHECK(table.read_all() ==
        Lines{"+I[a, 1, 2024-01-02T03:04:05.678Z, {h=[120]}, t, 0, CreateTime, null]"});
}

TEST_CASE("rows before a bad record come out before the job fails") {
  MockKafka kafka;
  kafka.create("t", 1);
  KafkaTable table(kafka, "t");
  table.write("+I[a, 1]\n+I[!bad, 2]\n+I[c, 3]\n");
  const auto reader = table.reader_of_all();
  CHECK(drain(*reader, 1) == Lines{"+I[a, 1]"});
  CHECK(message_of([&] { drain(*reader); }) ==
        "A record cannot be read (topic 't', partition 0, offset 1): it begins with '!'");
  CHECK(reader->positions().front().position.starts_with("1.."));
}

TEST_CASE("a dead letter topic keeps the bytes, and reading goes on") {
  MockKafka kafka;
  kafka.create("t", 1);
  kafka.create("dead", 1);
  KafkaTable table(kafka, "t");
  table.write("+I[a, 1]\n+I[!bad, 2]\n+I[c, 3]\n");
  table.set("dead-letter.topic", "dead");
  const auto reader = table.reader_of_all();
  CHECK(drain(*reader) == Lines{"+I[a, 1]", "+I[c, 3]"});
  reader->commit(1, reader->positions());
  CHECK(table.metrics().total("source_bad_records_total") == 1);
  KafkaTable dead(kafka, "dead");
  dead.metadata("headers", DataType::map(DataType::string(), DataType::bytes()));
  CHECK(message_of([&] { dead.read_all(); }) ==
        "A record cannot be read (topic 'dead', partition 0, offset 0): it begins with '!'");
}

TEST_CASE("a dead letter file has a line per record") {
  MockKafka kafka;
  kafka.create("t", 1);
  KafkaTable table(kafka, "t");
  table.write("+I[!bad, 2]\n");
  const TemporaryDirectory directory("dead-letters");
  table.set("dead-letter.path", directory.file("dead.ndjson"));
  const auto reader = table.reader_of_all();
  drain(*reader);
  reader->commit(1, reader->positions());
  std::ifstream file(directory.file("dead.ndjson"));
  std::string line;
  std::getline(file, line);
  CHECK(line.find("topic 't', partition 0, offset 0") != std::string::npos);
  CHECK(line.find("\"IWJhZHwy\"") != std::string::npos);
}

TEST_CASE("produce requests that fail for a while are retried") {
  MockKafka kafka;
  kafka.create("t", 1);
  KafkaTable table(kafka, "t");
  const auto writer = table.set("properties.retry.backoff.ms", "1").writer();
  rd_kafka_mock_push_request_errors(kafka.cluster(), 0, 3, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
                                    RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
                                    RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS);
  writer->write(Batch::parse({{{"k", DataType::string()}, {"v", DataType::string()}}}, many(2500)));
  writer->flush();
  CHECK(table.read_all().size() == 2500);
}

TEST_CASE("with the guarantee 'none' a flush waits for nothing") {
  MockKafka kafka;
  kafka.create("t", 1);
  const auto left_behind = [&](const char* option, const char* guarantee) {
    KafkaTable table(kafka, "t");
    const auto writer = table.set(option, guarantee).set("properties.linger.ms", "20000").writer();
    writer->write(Batch::parse({{{"k", DataType::string()}, {"v", DataType::string()}}}, many(10)));
    writer->flush();
    const auto waiting = table.metrics().gauge("sink_in_flight").value();
    writer->close();
    return waiting;
  };
  for (const char* option : {"sink.delivery-guarantee", "sink.semantic"}) {
    CHECK(left_behind(option, "at-least-once") == 0);
    CHECK(left_behind(option, "none") == 10);
  }
}

TEST_CASE("a refused message fails the flush") {
  MockKafka kafka;
  kafka.create("t", 1);
  KafkaTable table(kafka, "t");
  const auto writer = table.writer();
  rd_kafka_mock_push_request_errors(kafka.cluster(), 0, 1,
                                    RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  writer->write(Batch::parse({{{"k", DataType::string()}, {"v", DataType::string()}}}, many(1)));
  CHECK(message_of([&] { writer->flush(); }) ==
        "Cannot write to topic 't', partition 0: the user has no right to do this");
}

TEST_CASE("a partition whose leader moves is written and read on") {
  MockKafka kafka(2);
  kafka.create("t", 1, 2);
  rd_kafka_mock_partition_set_leader(kafka.cluster(), "t", 0, 1);
  KafkaTable table(kafka, "t");
  table.set("properties.retry.backoff.ms", "1").set("properties.metadata.max.age.ms", "100");
  const auto writer = table.writer();
  const Schema schema{{{"k", DataType::string()}, {"v", DataType::string()}}};
  writer->write(Batch::parse(schema, many(1500)));
  rd_kafka_mock_partition_set_leader(kafka.cluster(), "t", 0, 2);
  writer->write(Batch::parse(schema, many(1500)));
  writer->flush();
  const auto reader = table.reader_of_all();
  CHECK(drain(*reader, 1).size() >= 1);
  rd_kafka_mock_partition_set_leader(kafka.cluster(), "t", 0, 1);
  CHECK(table.read_all().size() == 3000);
}

TEST_CASE("fetch requests that fail for a while are retried") {
  MockKafka kafka;
  kafka.create("t", 1);
  KafkaTable table(kafka, "t");
  table.write(many(10));
  rd_kafka_mock_push_request_errors(kafka.cluster(), 1, 2, RD_KAFKA_RESP_ERR_UNKNOWN,
                                    RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
  CHECK(table.read_all().size() == 10);
}

TEST_CASE("a leader that moves while a job starts is asked again") {
  constexpr std::int16_t kListOffsets = 2;
  MockKafka kafka;
  kafka.create("t", 1);
  KafkaTable table(kafka, "t");
  table.write(many(10));
  rd_kafka_mock_push_request_errors(kafka.cluster(), kListOffsets, 2,
                                    RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
                                    RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
  CHECK(table.read_all().size() == 10);
}

TEST_CASE("partitions without a leader are unavailable, not unknown") {
  MockKafka kafka;
  kafka.create("t", 1);
  rd_kafka_mock_partition_set_leader(kafka.cluster(), "t", 0, -1);
  KafkaTable table(kafka, "t");
  CHECK(message_of([&] { table.read_all(); }) ==
        "Cannot ask for the offsets of partitions: they have no leader at the moment");
}

TEST_CASE("an unknown topic is refused by name") {
  MockKafka kafka;
  rd_kafka_mock_topic_set_error(kafka.cluster(), "nope", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  KafkaTable table(kafka, "nope");
  CHECK(message_of([&] { table.enumerator()->discover(); }) ==
        fmt::format("Topic 'nope' at '{}' cannot be used: there is no such topic or partition",
                    kafka.servers()));
}

TEST_CASE("a fixed partitioner stays on one partition, round-robin visits all") {
  MockKafka kafka;
  kafka.create("f", 3);
  kafka.create("r", 3);
  KafkaTable fixed(kafka, "f"), round(kafka, "r");
  fixed.set("sink.partitioner", "fixed").write(many(6));
  round.set("sink.partitioner", "round-robin").write(many(6));
  fixed.metadata("partition", DataType::integer());
  round.metadata("partition", DataType::integer());
  for (const auto& line : fixed.read_all()) CHECK(line.ends_with(", v, 0]"));
  Lines partitions;
  for (const auto& line : round.read_all()) partitions.push_back(line.substr(line.size() - 2, 1));
  std::sort(partitions.begin(), partitions.end());
  CHECK(partitions == Lines{"0", "0", "1", "1", "2", "2"});
}

TEST_CASE("the topic of each row is its metadata column") {
  MockKafka kafka;
  kafka.create("a", 1);
  kafka.create("b", 1);
  KafkaTable table(kafka, "a;b");
  table.metadata("topic", DataType::string());
  table.write("+I[x, 1, b]\n+I[y, 2, a]\n");
  CHECK(table.read_all() == Lines{"+I[x, 1, b]", "+I[y, 2, a]"});
  CHECK(message_of([&] { table.write("+I[x, 1, c]\n"); }) ==
        "The topic of the sink record is not valid. Expected topic to be in: [a, b] but was: c");
}

// What the splits gave, in order, and which have said that they ended.
struct Given {
  std::map<std::string, Lines> rows;
  std::set<std::string> ended;
  int idle = 0;  // polls in a row: a test that waits for ever says nothing

  // Whether the reader goes on.
  bool poll(SourceReader& reader) {
    std::optional<SplitBatch> batch;
    const auto progress = reader.poll(std::chrono::milliseconds(100), batch);
    if (batch && batch->rows.row_count() == 0) ended.emplace(batch->split);
    if (batch && batch->rows.row_count() > 0) {
      std::istringstream lines(batch->rows.to_string());
      auto& out = rows[std::string(batch->split)];
      for (std::string line; std::getline(lines, line);) out.push_back(line);
    }
    idle = batch ? 0 : idle + 1;
    return progress != SourceReader::Progress::Finished && idle < 100;
  }
};

// A topic with twice what is kept of a partition that is held, and less than the five megabytes
// that the mock cluster has room for; and what a reader gives that holds nothing.
struct TwoPartitions {
  MockKafka kafka;
  KafkaTable table{kafka, "t"};
  Given all;

  TwoPartitions() {
    kafka.create("t", 2);
    table.set("sink.partitioner", "round-robin");
    std::string rows;
    for (int i = 0; i < 4000; ++i) {
      rows += fmt::format("+I[k{:05}, {}]\n", i, std::string(2300, 'v'));
    }
    table.write(rows);
    const auto reader = table.reader_of_all();
    while (all.poll(*reader)) continue;
  }
};

TEST_CASE_FIXTURE(TwoPartitions,
                  "a partition that is held gives nothing, and nothing of it is lost") {
  CHECK(all.rows.at("t-0").size() == 2000);
  CHECK(all.ended == std::set<std::string>{"t-0", "t-1"});

  const auto reader = table.reader_of_all();
  reader->hold_splits(std::vector<std::string>{"t-0"});
  Given given;
  while (given.ended.empty()) REQUIRE(given.poll(*reader));
  CHECK(given.ended == std::set<std::string>{"t-1"});
  CHECK_FALSE(given.rows.contains("t-0"));
  for (int i = 0; i < 5; ++i) given.poll(*reader);
  CHECK(reader->positions()[0].position.starts_with("0.."));
  reader->hold_splits({});
  while (given.poll(*reader)) continue;
  CHECK(given.rows == all.rows);
}

TEST_CASE_FIXTURE(TwoPartitions,
                  "a partition that comes while another one is held changes nothing for that one") {
  const auto splits = table.enumerator()->discover();
  const auto reader = table.reader();
  reader->add_splits(std::span(splits).first(1));
  Given given;
  given.poll(*reader);
  reader->hold_splits(std::vector<std::string>{"t-0"});
  for (int i = 0; i < 3; ++i) given.poll(*reader);
  const auto before = given.rows["t-0"];
  reader->add_splits(std::span(splits).last(1));
  reader->no_more_splits();
  while (given.ended.empty()) REQUIRE(given.poll(*reader));
  CHECK(given.rows["t-0"] == before);
  reader->hold_splits({});
  while (given.poll(*reader)) continue;
  CHECK(given.rows == all.rows);
}

TEST_CASE_FIXTURE(TwoPartitions,
                  "partitions that are held in turn give each row once and in order") {
  const auto reader = table.reader_of_all();
  Given given;
  for (int turn = 0; given.ended.size() < 2; ++turn) {
    reader->hold_splits(std::vector<std::string>{turn % 2 == 0 ? "t-0" : "t-1"});
    for (int i = 0; i < 3 + turn % 7; ++i) given.poll(*reader);
    if (turn > 1000) break;
  }
  reader->hold_splits({});
  while (given.poll(*reader)) continue;
  CHECK(given.rows == all.rows);
}

TEST_CASE("wake_up ends a waiting poll") {
  MockKafka kafka;
  kafka.create("t", 1);
  KafkaTable table(kafka, "t");
  const auto reader = table.set("scan.bounded.mode", "unbounded").reader_of_all();
  reader->wake_up();
  std::optional<SplitBatch> batch;
  CHECK(reader->poll(std::chrono::hours(1), batch) == SourceReader::Progress::NothingYet);
}

}  // namespace
}  // namespace streamsql::test
