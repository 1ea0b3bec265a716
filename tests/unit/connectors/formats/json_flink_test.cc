// The json format against what Flink answers (tests/flink/json).
#include <doctest/doctest.h>
#include <set>
#include <sstream>

#include "tests/unit/connectors/formats/format_testing.h"

namespace streamsql {
namespace {

using testing::decode;
using testing::format_context;
using testing::read_lines;

const std::string kFolder = STREAMSQL_FLINK_DIR "/json/";
const auto kJson = make_json_format();

using OptionMap = std::map<std::string, std::string>;

// Lines of a file as Flink printed them; `skip` counts records from 1.
struct Case {
  std::string data, expected;
  std::vector<Field> fields;
  OptionMap options;
  std::set<std::string> differ = {};  // beginnings of Flink's rows that we do not copy
};

std::vector<std::string> rows_of(const Case& test) {
  auto options = test.options;
  options["ignore-parse-errors"] = "true";
  const auto out =
      decode(*kJson, format_context(test.fields, options), read_lines(kFolder + test.data));
  std::vector<std::string> rows;
  std::istringstream in(out.rows);
  for (std::string line; std::getline(in, line);) rows.push_back(line);
  return rows;
}

std::string key_of(const std::string& row) { return row.substr(0, row.find(',')); }

void check_case(const Case& test) {
  const auto keep = [&](std::vector<std::string> rows) {
    std::erase_if(rows, [&](const auto& row) { return test.differ.contains(key_of(row)); });
    return rows;
  };
  const auto ours = keep(rows_of(test)), theirs = keep(read_lines(kFolder + test.expected));
  REQUIRE(ours.size() == theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) CHECK(ours[i] == theirs[i]);
}

std::vector<Field> scalars() {
  return {{"n", DataType::integer()},         {"i", DataType::integer()},
          {"bi", DataType::bigint()},         {"d", DataType::double_precision()},
          {"f", DataType(TypeKind::Float)},   {"c", DataType::decimal(10, 2)},
          {"b", DataType::boolean()},         {"s", DataType::string()},
          {"ti", DataType(TypeKind::TinyInt)}};
}

std::vector<Field> nested() {
  const auto row = DataType::row({{"x", DataType::integer()}, {"y", DataType::string()}});
  return {{"n", DataType::integer()},
          {"a", DataType::array(DataType::integer())},
          {"m", DataType::map(DataType::string(), DataType::integer())},
          {"r", row},
          {"ar", DataType::array(row)},
          {"y", DataType::bytes()}};
}

std::vector<Field> times() {
  return {{"n", DataType::integer()},     {"d", DataType(TypeKind::Date)},
          {"t", DataType::time(3)},       {"ts", DataType::timestamp(3)},
          {"t9", DataType::timestamp(9)}, {"l", DataType::timestamp_ltz(3)},
          {"s", DataType::string()}};
}

// Flink's streaming parser loses its place after an object or array where a scalar belongs (25 to
// 29): it drops the following fields or the whole row. We go on behind the value.
const std::set<std::string> kLostPlace = {"+I[25", "+I[26", "+I[27", "+I[28", "+I[29"};

TEST_CASE("scalars are taken as leniently as Flink does") {
  check_case({"values.json", "decode_leniency.expected", scalars(), {}, kLostPlace});
}

TEST_CASE("scalars are taken as Flink's tree decoder does") {
  check_case({"values.json",
              "decode_leniency_tree.expected",
              scalars(),
              {{"decode.json-parser.enabled", "false"}}});
}

TEST_CASE("bad lines are skipped as Flink does") {
  check_case({"bad_lines.json",
              "decode_bad_lines.expected",
              {{"n", DataType::integer()}, {"s", DataType::string()}},
              {}});
}

TEST_CASE("nested values are read as Flink does") {
  check_case({"nested.json", "decode_nested.expected", nested(), {}, {"+I[13"}});
}

TEST_CASE("times are read as Flink does") {
  check_case({"times.json", "decode_times_sql.expected", times(), {}, {"+I[8", "+I[28"}});
  check_case({"times.json",
              "decode_times_iso8601.expected",
              times(),
              {{"timestamp-format.standard", "ISO-8601"}},
              {"+I[28"}});
}

// A job that reads JSON and writes JSON, as the encode_* scripts do.
void check_copy(const std::string& data, const std::string& expected, std::vector<Field> fields,
                OptionMap options) {
  const auto context = format_context(std::move(fields));
  const auto out = decode(*kJson, context, read_lines(kFolder + "../print/" + data));
  REQUIRE(out.report.problems.empty());
  BatchBuilder builder(*context.schema);
  auto lines = std::make_shared<std::vector<std::string>>(read_lines(kFolder + "../print/" + data));
  const std::vector<std::string_view> views(lines->begin(), lines->end());
  DecodeReport report;
  kJson->make_decoder(context)->decode(MessageRun{views, lines}, builder, report);
  auto writing = context;
  for (const auto& [key, value] : options) writing.options.set(key, value);
  std::istringstream ours(testing::encode(*kJson, writing, builder.finish()));
  for (const auto& row : read_lines(kFolder + expected)) {
    std::string line;
    std::getline(ours, line);
    CHECK("+I[" + line + "]" == row);
  }
}

std::vector<Field> decimals() {
  return {{"n", DataType::integer()},
          {"c", DataType::decimal(10, 2)},
          {"e", DataType::decimal(20, 10)},
          {"g", DataType::decimal(38, 18)},
          {"h", DataType::decimal(38, 0)}};
}

TEST_CASE("decimals are written as Flink does") {
  check_copy("decimals.json", "encode_decimals.expected", decimals(), {});
  check_copy("decimals.json", "encode_decimals_plain.expected", decimals(),
             {{"encode.decimal-as-plain-number", "true"}});
}

std::vector<Field> temporal() {
  return {{"n", DataType::integer()},         {"t0", DataType::timestamp(0)},
          {"t3", DataType::timestamp(3)},     {"t6", DataType::timestamp(6)},
          {"t9", DataType::timestamp(9)},     {"l0", DataType::timestamp_ltz(0)},
          {"l3", DataType::timestamp_ltz(3)}, {"l9", DataType::timestamp_ltz(9)},
          {"d", DataType(TypeKind::Date)},    {"h", DataType::time(0)},
          {"h3", DataType::time(3)}};
}

TEST_CASE("times are written as Flink does") {
  check_copy("temporal.json", "encode_times_sql.expected", temporal(), {});
  check_copy("temporal.json", "encode_times_iso8601.expected", temporal(),
             {{"timestamp-format.standard", "ISO-8601"}});
}

std::vector<Field> deep() {
  const auto integer = DataType::integer();
  const auto inner = DataType::row({{"d", integer}});
  return {{"n", integer},
          {"a", DataType::array(integer)},
          {"s", DataType::array(DataType::string())},
          {"m", DataType::map(DataType::string(), integer)},
          {"r", DataType::row({{"x", integer}, {"y", DataType::string()}})},
          {"rr",
           DataType::row({{"a", DataType::row({{"b", integer}})}, {"c", DataType::array(inner)}})},
          {"ma", DataType::map(DataType::string(), DataType::array(integer))},
          {"b", DataType::bytes()},
          {"ab", DataType::array(DataType::bytes())},
          {"ats", DataType::array(DataType::timestamp(3))},
          {"ad", DataType::array(DataType::decimal(10, 2))},
          {"af", DataType::array(DataType::double_precision())}};
}

TEST_CASE("nested values are written as Flink does") {
  check_copy("nested.json", "encode_nested.expected", deep(), {});
  check_copy("nested.json", "encode_without_nulls.expected", deep(),
             {{"encode.ignore-null-fields", "true"}});
}

TEST_CASE("numbers and text are written as Flink does") {
  const auto rows = read_lines(kFolder + "encode_scalars.expected");
  const std::vector<Field> fields = {
      {"n", DataType::integer()},          {"f", DataType(TypeKind::Float)},
      {"d", DataType::double_precision()}, {"bi", DataType::bigint()},
      {"b", DataType::boolean()},          {"s", DataType::string()},
      {"c", DataType::string()},           {"q", DataType::string()}};
  const auto context = format_context(fields, {{"encode.ignore-null-fields", "true"}});
  for (const auto& row : rows) {
    const std::string json = row.substr(3, row.size() - 4);
    if (json.find("null") != std::string::npos) continue;
    BatchBuilder builder(*context.schema);
    const std::string_view view = json;
    DecodeReport report;
    kJson->make_decoder(context)->decode(MessageRun{{&view, 1}, nullptr}, builder, report);
    CHECK(testing::encode(*kJson, context, builder.finish()) == json + "\n");
  }
}

}  // namespace
}  // namespace streamsql
