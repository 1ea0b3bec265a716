#include "connectors/formats/bad_records.h"

#include <doctest/doctest.h>

#include "engine/base/temporary_directory.h"
#include "tests/unit/connectors/formats/format_testing.h"

namespace streamsql {
namespace {

const BadRecord kRecord{"abc", "topic 't', partition 0, offset 42", "no JSON",
                        1'718'000'000'001'000};

TEST_CASE("a bad record fails the job by default, with place, reason and a way on") {
  MetricRegistry metrics;
  const auto policy = make_bad_records({}, MetricGroup(metrics, {}));
  try {
    policy->report(kRecord);
    FAIL("went on");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::MalformedRecord);
    CHECK(error.message() ==
          "A record cannot be read (topic 't', partition 0, offset 42): no JSON");
    CHECK(error.hint_text().find("dead-letter.path") != std::string::npos);
  }
  CHECK(metrics.total("source_bad_records_total") == 1);
}

TEST_CASE("dead-letter.path keeps the record and goes on") {
  const TemporaryDirectory directory("dead-letters");
  const auto path = directory.file("dead.ndjson");
  MetricRegistry metrics;
  Options options;
  options.set("dead-letter.path", path);
  {
    const auto policy = make_bad_records(options, MetricGroup(metrics, {}));
    policy->report(kRecord);
    policy->report({"\xff", "p", "r", 0});
    policy->flush();
  }
  const auto lines = testing::read_lines(path);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] ==
        R"({"time":"2024-06-10T06:13:20.001Z","place":"topic 't', partition 0, offset 42",)"
        R"("reason":"no JSON","bytes":"YWJj","text":"abc"})");
  CHECK(lines[1] == R"({"time":"1970-01-01T00:00:00Z","place":"p","reason":"r","bytes":"/w=="})");
  CHECK(metrics.total("source_bad_records_total") == 2);
}

TEST_CASE("a connector can bring dead letters of its own") {
  MetricRegistry metrics;
  int asked = 0;
  make_bad_records({}, MetricGroup(metrics, {}), [&](const Options&) {
    ++asked;
    return std::unique_ptr<BadRecords>();
  });
  CHECK(asked == 1);
}

}  // namespace
}  // namespace streamsql
