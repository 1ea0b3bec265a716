// debezium-json, compared with what Flink 1.20.3 makes of the same messages.
#include "connectors/formats/debezium_json.h"

#include <doctest/doctest.h>

#include "tests/unit/connectors/formats/format_testing.h"

namespace streamsql::testing {
namespace {

using Messages = std::vector<std::string>;

FormatContext table(std::map<std::string, std::string> options = {}) {
  return format_context({{"id", DataType::integer()},
                         {"name", DataType::string()},
                         {"weight", DataType::decimal(10, 3)}},
                        std::move(options));
}

Decoded decode_changes(const Messages& messages, std::map<std::string, std::string> options = {}) {
  return decode(*make_debezium_json_format(), table(std::move(options)), messages);
}

std::string problem_of(const std::string& message) { return decode_changes({message}).problem(); }

const Messages kChanges = {
    R"({"before":null,"after":{"id":1,"name":"a","weight":1.5},"source":{"db":"d"},"op":"c"})",
    R"({"before":null,"after":{"id":2,"name":"b","weight":null},"op":"r","ts_ms":2})",
    "",
    R"({"before":{"id":1,"name":"a","weight":1.5},)"
    R"("after":{"id":1,"name":"a2","weight":2.5},"op":"u"})",
    R"({"before":{"id":2,"name":"b"},"after":null,"op":"d"})",
    R"({"op":"c","after":{"id":"7","name":{"x":1}}})"};

TEST_CASE("the operation of a change says which rows it is") {
  const auto out = decode_changes(kChanges);
  CHECK(out.rows ==
        "+I[1, a, 1.500]\n+I[2, b, null]\n-U[1, a, 1.500]\n+U[1, a2, 2.500]\n"
        "-D[2, b, null]\n+I[7, {\"x\":1}, null]\n");
  CHECK(out.report.row_counts == std::vector<std::uint32_t>{1, 1, 0, 2, 1, 1});
}

TEST_CASE("a change that cannot be one is a corrupt message") {
  const std::string corrupt = "Corrupt Debezium JSON message: ";
  const std::string identity =
      " message is null, if you are using Debezium Postgres Connector, please check the Postgres "
      "table has been set REPLICA IDENTITY to FULL level.";
  CHECK(problem_of(R"({"before":null,"after":{"id":1},"op":"x"})") ==
        corrupt + "Unknown \"op\" value \"x\"");
  CHECK(problem_of(R"({"after":{"id":1}})") == corrupt + "there is no \"op\"");
  CHECK(problem_of(R"({"after":null,"op":"c"})") == corrupt + "the \"after\" field is null");
  CHECK(problem_of(R"({"before":{"id":1},"op":"u"})") == corrupt + "the \"after\" field is null");
  CHECK(problem_of(R"({"after":{"id":1},"op":"u"})") ==
        corrupt + "The \"before\" field of UPDATE" + identity);
  CHECK(problem_of(R"({"after":{"id":1},"op":"d"})") ==
        corrupt + "The \"before\" field of DELETE" + identity);
  CHECK(problem_of(R"({"op":)").starts_with(corrupt + "The message is not JSON"));
  CHECK(problem_of(R"({"op":"c","after":{"id":"x"}})").starts_with(corrupt + "Field 'after.id'"));
}

TEST_CASE("corrupt changes are left out when they are to be ignored, bad fields are NULL") {
  const auto out = decode_changes({R"({"op":"x"})", R"({"op":)", R"({"op":"d"})",
                                   R"({"op":"c","after":{"id":"x"}})", R"({"op":"c"})"},
                                  {{"ignore-parse-errors", "true"}});
  CHECK(out.rows == "+I[null, null, null]\n");
  CHECK(out.report.problems.empty());
  CHECK(out.report.skipped == 4);
}

TEST_CASE("the schema beside the payload is passed over") {
  const auto out = decode_changes(
      {R"({"schema":{"type":"struct"},"payload":{"after":{"id":1,"name":"a"},"op":"c"}})"},
      {{"schema-include", "true"}});
  CHECK(out.rows == "+I[1, a, null]\n");
  CHECK(
      decode_changes({R"({"schema":{},"payload":null})"}, {{"schema-include", "true"}}).problem() ==
      "Corrupt Debezium JSON message: there is no \"op\"");
}

TEST_CASE("the envelope's own fields are metadata") {
  const std::vector<std::string> keys = {"ingestion-timestamp", "source.timestamp",
                                         "source.database",     "source.table",
                                         "source.schema",       "schema"};
  const auto context = format_context({{"id", DataType::integer()}});
  auto fields = context.schema->fields;
  for (const auto& key : keys) {
    for (const auto& spec : debezium_metadata()) {
      if (spec.key == key) fields.push_back({key, spec.type});
    }
  }
  const std::string message = R"({"schema":{"a":1},"after":{"id":1},"op":"c","ts_ms":1000,)"
                              R"("source":{"db":"d","table":"t","ts_ms":2000,"snapshot":true}})";
  const std::vector<std::string_view> messages = {message, R"({"after":{"id":2},"op":"c"})"};
  BatchBuilder out(*make_schema(fields));
  DecodeReport report;
  make_debezium_decoder(context, keys)->decode({messages, nullptr}, out, report);
  CHECK(out.finish().to_string() ==
        "+I[1, 1970-01-01T00:00:01Z, 1970-01-01T00:00:02Z, d, t, null, {\"a\":1}]\n"
        "+I[2, null, null, null, null, null, null]\n");
}

TEST_CASE("an update is written as a delete and an insert") {
  const auto context = table();
  const auto batch = Batch::parse(*context.schema,
                                  "+I[1, a, 1.500]\n-U[1, a, 1.500]\n+U[1, b, null]\n"
                                  "-D[1, b, null]");
  CHECK(encode(*make_debezium_json_format(), context, batch) ==
        R"({"before":null,"after":{"id":1,"name":"a","weight":1.5},"op":"c"}
{"before":{"id":1,"name":"a","weight":1.5},"after":null,"op":"d"}
{"before":null,"after":{"id":1,"name":"b","weight":null},"op":"c"}
{"before":{"id":1,"name":"b","weight":null},"after":null,"op":"d"}
)");
  CHECK(
      encode(*make_debezium_json_format(), table({{"encode.ignore-null-fields", "true"}}), batch) ==
      R"({"after":{"id":1,"name":"a","weight":1.5},"op":"c"}
{"before":{"id":1,"name":"a","weight":1.5},"op":"d"}
{"after":{"id":1,"name":"b"},"op":"c"}
{"before":{"id":1,"name":"b"},"op":"d"}
)");
}

TEST_CASE("the options of json shape the rows inside of a change") {
  const std::vector<Field> fields = {{"at", DataType::timestamp(3)},
                                     {"amount", DataType::decimal(12, 9)}};
  const auto written = [&](std::map<std::string, std::string> options) {
    const auto context = format_context(fields, std::move(options));
    return encode(*make_debezium_json_format(), context,
                  Batch::parse(*context.schema, "+I[2024-06-10T06:13:20.001, 0.000000027]"));
  };
  const auto change = [](const std::string& at, const std::string& amount) {
    return R"({"before":null,"after":{"at":")" + at + R"(","amount":)" + amount +
           "},\"op\":\"c\"}\n";
  };
  CHECK(written({}) == change("2024-06-10 06:13:20.001", "2.7E-8"));
  CHECK(written({{"encode.decimal-as-plain-number", "true"}}) ==
        change("2024-06-10 06:13:20.001", "0.000000027"));
  CHECK(written({{"timestamp-format.standard", "ISO-8601"}}) ==
        change("2024-06-10T06:13:20.001", "2.7E-8"));
  const auto read = [&](std::map<std::string, std::string> options) {
    return decode(*make_debezium_json_format(), format_context(fields, std::move(options)),
                  {change("2024-06-10T06:13:20.001", "1")});
  };
  CHECK(read({{"timestamp-format.standard", "ISO-8601"}}).rows ==
        "+I[2024-06-10T06:13:20.001, 1.000000000]\n");
  CHECK(read({}).rows.empty());
}

TEST_CASE("a NULL key of a map in a change fails, is dropped or gets a name") {
  const std::vector<Field> fields = {{"m", DataType::map(DataType::string(), DataType::integer())}};
  const auto written = [&](std::map<std::string, std::string> options) {
    const auto context = format_context(fields, std::move(options));
    return encode(*make_debezium_json_format(), context, map_with_null_key(*context.schema));
  };
  const auto change = [](const std::string& map) {
    return R"({"before":null,"after":{"m":)" + map + "},\"op\":\"c\"}\n";
  };
  CHECK_THROWS_AS(written({}), Error);
  CHECK(written({{"map-null-key.mode", "DROP"}}) == change(R"({"a":2})"));
  CHECK(written({{"map-null-key.mode", "LITERAL"}, {"map-null-key.literal", "none"}}) ==
        change(R"({"none":1,"a":2})"));
}

TEST_CASE("a schema cannot be written") {
  CHECK_THROWS_WITH_AS(
      make_debezium_json_format()->make_encoder(table({{"schema-include", "true"}})),
      "Debezium JSON serialization doesn't support 'debezium-json.schema-include' option been set "
      "to true.",
      Error);
}

}  // namespace
}  // namespace streamsql::testing
