#include <doctest/doctest.h>

#include "tests/unit/connectors/filesystem/file_test.h"

namespace streamsql::test {
namespace {

using namespace std::chrono_literals;

// Partitions of days and hours, marked by a file when they are complete.
struct PartitionTest : FileTest {
  PartitionTest() {
    table.physical = make_schema(
        {{"n", DataType::integer()}, {"day", DataType::string()}, {"hour", DataType::integer()}});
    table.partition_keys = {"day", "hour"};
    option("sink.partition-commit.policy.kind", "success-file");
  }
  void option(const char* key, const char* value) { table.options.set(key, value); }

  void by_event_time(const char* delay) {
    option("sink.partition-commit.trigger", "partition-time");
    option("sink.partition-commit.delay", delay);
  }
  bool is_marked(const char* partition, const char* name = "_SUCCESS") const {
    return fs::exists(folder / partition / name);
  }
  static std::int64_t millis(const char* text) { return parse_timestamp(text, 3)->millis; }

  // Whether the partition of a row is marked when the watermark is at a time.
  bool is_marked_at(const char* watermark) {
    const auto sink = writer();
    sink->write(rows("+I[1, 2024-06-10, 6]"));
    sink->on_watermark({millis(watermark)});
    sink->flush();
    const bool marked = is_marked("day=2024-06-10/hour=6");
    fs::remove_all(folder / "day=2024-06-10");
    return marked;
  }
};

TEST_CASE_FIXTURE(PartitionTest, "the success-file policy marks partitions after the delay") {
  option("sink.partition-commit.success-file.name", "_DONE");
  option("sink.partition-commit.delay", "10 s");
  const auto sink = writer();
  sink->write(rows("+I[1, a, 1]"));
  sink->flush();
  CHECK(!is_marked("day=a/hour=1", "_DONE"));
  clock.advance(10s);
  sink->flush();
  CHECK(is_marked("day=a/hour=1", "_DONE"));
}

TEST_CASE_FIXTURE(PartitionTest, "without a policy nothing is marked") {
  table.options.erase("sink.partition-commit.policy.kind");
  const auto sink = writer();
  sink->write(rows("+I[1, a, 1]"));
  sink->close();
  CHECK(!is_marked("day=a/hour=1"));
}

TEST_CASE_FIXTURE(PartitionTest, "a partition's time is its first value, a day of its own") {
  by_event_time("1 h");
  CHECK(!is_marked_at("2024-06-10 01:00:00"));
  CHECK(is_marked_at("2024-06-10 01:00:00.001"));
}

TEST_CASE_FIXTURE(PartitionTest, "a pattern makes the time of several values") {
  by_event_time("1 h");
  option("partition.time-extractor.timestamp-pattern", "$day $hour:00:00");
  CHECK(!is_marked_at("2024-06-10 07:00:00"));
  CHECK(is_marked_at("2024-06-10 07:00:00.001"));
}

TEST_CASE_FIXTURE(PartitionTest, "a formatter reads times of other forms") {
  by_event_time("0 s");
  option("partition.time-extractor.timestamp-pattern", "$day+$hour");
  option("partition.time-extractor.timestamp-formatter", "yyyy-MM-dd+H");
  CHECK(!is_marked_at("2024-06-10 06:00:00"));
  CHECK(is_marked_at("2024-06-10 06:00:01"));
}

TEST_CASE_FIXTURE(PartitionTest, "the time zone says when a partition's time is") {
  by_event_time("0 s");
  option("sink.partition-commit.watermark-time-zone", "Asia/Shanghai");
  CHECK(!is_marked_at("2024-06-09 16:00:00"));
  CHECK(is_marked_at("2024-06-09 16:00:01"));
}

TEST_CASE_FIXTURE(PartitionTest, "the end of the input completes every partition") {
  by_event_time("1 d");
  const auto sink = writer();
  sink->write(rows("+I[1, 2024-06-10, 6]\n+I[2, 2024-06-11, 7]"));
  sink->close();
  CHECK(is_marked("day=2024-06-10/hour=6"));
  CHECK(is_marked("day=2024-06-11/hour=7"));
}

TEST_CASE_FIXTURE(PartitionTest, "values that name no time fail the job") {
  by_event_time("0 s");
  CHECK_THROWS_WITH_AS(writer()->write(rows("+I[1, today, 6]")),
                       "Partition 'day=today/hour=6/' of table 't' names no time: 'today' cannot "
                       "be read",
                       Error);
}

TEST_CASE_FIXTURE(PartitionTest, "what needs a Java class or Hive is refused by name") {
  option("partition.time-extractor.kind", "custom");
  CHECK_THROWS_WITH_AS(writer(), "The extractor 'custom' is not supported", Error);
  option("partition.time-extractor.kind", "default");
  option("sink.partition-commit.policy.kind", "metastore");
  CHECK_THROWS_WITH_AS(writer(), "The partition commit policy 'metastore' is not supported", Error);
}

}  // namespace
}  // namespace streamsql::test
