#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "tests/unit/connectors/filesystem/file_test.h"

namespace streamsql::test {
namespace {

using namespace std::chrono_literals;

TEST_CASE_FIXTURE(FileTest, "every file of a directory is read, hidden ones are not") {
  put("a.csv", "1,a\n2,b");
  put("b.csv", "3,c\r\n");
  put(".c.csv", "4,d\n");
  put("_SUCCESS", "");
  CHECK(read() == "+I[1, a]\n+I[2, b]\n+I[3, c]\n");
  CHECK(read({1}) == "+I[a]\n+I[b]\n+I[c]\n");
}

TEST_CASE_FIXTURE(FileTest, "path may be one file, and a URL") {
  put("a.csv", "1,a\n");
  put("b.csv", "2,b\n");
  table.options.set("path", "file://" + (folder / "b.csv").string());
  CHECK(read() == "+I[2, b]\n");
}

TEST_CASE_FIXTURE(FileTest, "a quoted value may contain line ends") {
  put("a.csv", "1,\"a\nb\"\n2,a\"b\n3,\"\"\"\n\"\n");
  CHECK(read() == "+I[1, a\nb]\n+I[2, a\"b]\n+I[3, \"\n]\n");
}

TEST_CASE_FIXTURE(FileTest, "format and its options choose how lines are read") {
  put("a.json", "{\"n\":1,\"s\":\"a\"}\nnonsense\n");
  table.options.set("format", "json");
  CHECK_THROWS_AS(read(), Error);
  table.options.set("json.ignore-parse-errors", "true");
  CHECK(read() == "+I[1, a]\n");
}

TEST_CASE_FIXTURE(FileTest, "formats that are not there yet are refused by name") {
  table.options.set("format", "parquet");
  CHECK_THROWS_WITH_AS(source(), "The format 'parquet' of filesystem tables is not supported yet",
                       Error);
}

TEST_CASE_FIXTURE(FileTest, "a bad record names its file and place") {
  put("a.csv", "1,a\nx,b\n");
  const auto message = "A record cannot be read (file '" + (folder / "a.csv").string() +
                       "', byte 4): Field 'n': expected an integer from -2147483648 to 2147483647 "
                       "but found 'x'";
  CHECK_THROWS_WITH_AS(read(), message.c_str(), Error);
}

TEST_CASE_FIXTURE(FileTest, "dead-letter.path keeps bad records and goes on") {
  put("in/a.csv", "1,a\nx,b\n");
  table.options.set("path", (folder / "in").string());
  table.options.set("dead-letter.path", (folder / "bad.ndjson").string());
  CHECK(read() == "+I[1, a]\n");
  CHECK(text_of((folder / "bad.ndjson").string()).find("\"text\":\"x,b\"") != std::string::npos);
}

TEST_CASE_FIXTURE(FileTest, "source.path.regex-pattern chooses files by their whole path") {
  put("a.csv", "1,a\n");
  put("b.csv", "2,b\n");
  table.options.set("source.path.regex-pattern", ".*/b.*");
  CHECK(read() == "+I[2, b]\n");
}

TEST_CASE_FIXTURE(FileTest,
                  "source.monitor-interval makes the source unbounded and finds new files") {
  CHECK(source()->is_bounded());
  table.options.set("source.monitor-interval", "5 s");
  const auto made = source();
  CHECK(!made->is_bounded());
  const auto enumerator = made->make_enumerator(context);
  CHECK(enumerator->interval() == 5s);
  put("a.csv", "1,a\n");
  CHECK(enumerator->discover().size() == 1);
  put("b.csv", "2,b\n");
  CHECK(enumerator->discover().size() == 1);
  const auto restored = made->make_enumerator(context);
  restored->restore(enumerator->state());
  CHECK(restored->discover().empty());
}

TEST_CASE_FIXTURE(FileTest, "reading goes on from a position") {
  put("a.csv", "1,a\n2,b\n");
  const auto made = source();
  const auto reader = made->make_reader(context);
  const std::vector<Split> splits = {{(folder / "a.csv").string(), "4"}};
  reader->add_splits(splits);
  reader->no_more_splits();
  CHECK(drain(*reader) == "+I[2, b]\n");
  CHECK(reader->positions().at(0).position == "8");
}

TEST_CASE_FIXTURE(FileTest, "partition columns come from the directories' names") {
  put("n=7/x.csv", "a\n");
  put("n=__HIVE_DEFAULT_PARTITION__/x.csv", "b\n");
  table.partition_keys = {"n"};
  CHECK(read() == "+I[7, a]\n+I[null, b]\n");
  CHECK(read({0}) == "+I[7]\n+I[null]\n");
}

TEST_CASE_FIXTURE(FileTest, "metadata columns describe the file") {
  put("a.csv", "1,a\n");
  table.metadata = {{"file.name", DataType::string()}, {"file.size", DataType::bigint()}};
  CHECK(read({0}) == "+I[1, a.csv, 4]\n");
  const timespec times[] = {{0, 0}, {1'718'000'000, 1'000'000}};
  REQUIRE(::utimensat(AT_FDCWD, (folder / "a.csv").c_str(), times, 0) == 0);
  table.metadata = {{"file.modification-time", DataType::timestamp_ltz(3)},
                    {"file.path", DataType::string()}};
  CHECK(read({0}) == "+I[1, 2024-06-10T06:13:20.001Z, " + (folder / "a.csv").string() + "]\n");
}

TEST_CASE_FIXTURE(FileTest, "rows are hidden until a flush gives their file its name") {
  const auto sink = writer();
  sink->write(rows("+I[1, a]\n+I[2, b]"));
  CHECK(files().empty());
  sink->flush();
  REQUIRE(files().size() == 1);
  CHECK(text_of(files()[0]) == "1,a\n2,b\n");
  sink->write(rows("+I[3, c]"));
  sink->close();
  CHECK(files().size() == 2);
}

TEST_CASE_FIXTURE(FileTest, "partitioned output goes to directories, NULL to the default one") {
  table.partition_keys = {"s"};
  const auto sink = writer();
  sink->write(rows("+I[1, a/b]\n+I[2, null]\n+I[3, a/b]"));
  sink->close();
  REQUIRE(files().size() == 2);
  CHECK(files()[0].find("/s=__HIVE_DEFAULT_PARTITION__/part-") != std::string::npos);
  CHECK(files()[1].find("/s=a%2Fb/part-") != std::string::npos);
  CHECK(text_of(files()[1]) == "1\n3\n");
  CHECK(read() == "+I[2, null]\n+I[1, a/b]\n+I[3, a/b]\n");
}

TEST_CASE_FIXTURE(FileTest, "partition.default-name is the directory of NULL") {
  table.partition_keys = {"s"};
  table.options.set("partition.default-name", "none");
  const auto sink = writer();
  sink->write(rows("+I[2, null]"));
  sink->close();
  CHECK(files()[0].find("/s=none/part-") != std::string::npos);
}

TEST_CASE_FIXTURE(FileTest, "sink.rolling-policy.file-size begins a new file") {
  table.options.set("sink.rolling-policy.file-size", "8");
  const auto sink = writer();
  sink->write(rows("+I[1, a]\n+I[2, b]\n+I[3, c]"));
  CHECK(files().size() == 1);
  sink->close();
  CHECK(files().size() == 2);
}

TEST_CASE_FIXTURE(FileTest, "the rolling policy's intervals finish files without a flush") {
  const auto finished_after = [&](const char* option) {
    table.options.set("sink.rolling-policy.check-interval", "1 s");
    table.options.set(option, "10 s");
    const auto sink = writer();
    sink->write(rows("+I[1, a]"));
    CHECK(*sink->deadline() == clock.monotonic_millis() + 1000);
    clock.advance(5s);
    sink->on_idle();
    const auto early = files().size();
    clock.advance(5s);
    sink->on_idle();
    table.options.erase(option);
    return files().size() - early;
  };
  CHECK(finished_after("sink.rolling-policy.rollover-interval") == 1);
  CHECK(finished_after("sink.rolling-policy.inactivity-interval") == 1);
}

TEST_CASE_FIXTURE(FileTest, "a file is begun anew after the interval, however often rows come") {
  table.options.set("sink.rolling-policy.rollover-interval", "10 s");
  table.options.set("sink.rolling-policy.check-interval", "2 s");
  const auto sink = writer();
  for (int i = 0; i < 8; ++i) {
    sink->write(rows("+I[1, a]"));
    clock.advance(2s);
    sink->on_idle();
  }
  CHECK(files().size() == 1);
}

TEST_CASE_FIXTURE(FileTest, "sink.parallelism is the sink's") {
  table.options.set("sink.parallelism", "2");
  CHECK(connectors.find("filesystem").make_sink(table)->parallelism() == 2);
}

}  // namespace
}  // namespace streamsql::test
