#include <doctest/doctest.h>

#include "tests/unit/connectors/formats/format_testing.h"

namespace streamsql {
namespace {

using testing::decode;
using testing::format_context;

const auto kJson = make_json_format();

FormatContext iot() {
  return format_context({{"pboxid", DataType::string()},
                         {"metric", DataType::decimal(10, 2)},
                         {"latitude", DataType::decimal(10, 7)}});
}

FormatContext one(DataType type, std::map<std::string, std::string> options = {}) {
  return format_context({{"x", std::move(type)}}, std::move(options));
}

std::string value_of(const FormatContext& context, const std::string& json) {
  return decode(*kJson, context, {"{\"x\":" + json + "}"}).rows;
}

std::string problem_of(const FormatContext& context, const std::string& message) {
  return decode(*kJson, context, {message}).problem();
}

TEST_CASE("fields go to columns by name, in any order, and others are left out") {
  const auto out = decode(*kJson, iot(),
                          {R"({"pboxid":"PBOX00000123","metric":512.37,"latitude":31.2304160})",
                           R"({"extra":[1,{"a":"}"}],"latitude":1,"pboxid":"p"})"});
  CHECK(out.rows == "+I[PBOX00000123, 512.37, 31.2304160]\n+I[p, null, 1.0000000]\n");
  CHECK(out.report.row_counts == std::vector<std::uint32_t>{1, 1});
  CHECK(out.report.problems.empty());
}

TEST_CASE("of repeated fields the last one wins") {
  CHECK(decode(*kJson, one(DataType::integer()), {R"({"x":1,"x":2})"}).rows == "+I[2]\n");
}

TEST_CASE("escaped strings and field names are unescaped") {
  CHECK(value_of(one(DataType::string()), R"("a\"\\\/\n\u00e9\ud83d\ude00 long enough")") ==
        "+I[a\"\\/\né😀 long enough]\n");
  CHECK(decode(*kJson, one(DataType::integer()), {R"({"\u0078":1})"}).rows == "+I[1]\n");
}

TEST_CASE("a lone surrogate becomes a question mark") {
  CHECK(value_of(one(DataType::string()), R"("\ud83d")") == "+I[?]\n");
}

TEST_CASE("nested objects, arrays and maps fill nested columns") {
  const auto row = DataType::row({{"a", DataType::integer()}, {"b", DataType::string()}});
  CHECK(value_of(one(row), R"({"b":"s","a":1,"c":[]})") == "+I[+I[1, s]]\n");
  CHECK(value_of(one(DataType::array(row)), R"([{"a":1},null, {}])") ==
        "+I[[+I[1, null], null, +I[null, null]]]\n");
  CHECK(value_of(one(DataType::map(DataType::string(), DataType::integer())),
                 R"({"k":1,"l":null,"k":2})") == "+I[{k=2, l=null}]\n");
}

TEST_CASE("a STRING takes any value as its text") {
  CHECK(value_of(one(DataType::string()), "1.10") == "+I[1.10]\n");
  CHECK(value_of(one(DataType::string()), "true") == "+I[true]\n");
  CHECK(value_of(one(DataType::string()), R"({ "a" : [1, "x\n" ] })") ==
        "+I[{\"a\":[1,\"x\\n\"]}]\n");
}

TEST_CASE("a DECIMAL that overflows is NULL, text that is no number is an error") {
  CHECK(value_of(one(DataType::decimal(4, 2)), "123.4") == "+I[null]\n");
  CHECK(problem_of(one(DataType::decimal(4, 2)), R"({"x":"abc"})") ==
        "Field 'x': expected a number but found '\"abc\"'");
}

TEST_CASE("problems name the field, what was expected, and what was found") {
  CHECK(problem_of(one(DataType(TypeKind::TinyInt)), R"({"x":300})") ==
        "Field 'x': expected an integer from -128 to 127 but found '300'");
  CHECK(problem_of(one(DataType::timestamp(3)), R"({"x":"2024-06-10T06:13:20"})") ==
        "Field 'x': expected a timestamp like \"2024-06-10 06:13:20.001\" but found "
        "'\"2024-06-10T06:13:20\"'");
  const auto row = DataType::array(DataType::row({{"a", DataType::integer()}}));
  CHECK(problem_of(one(row), R"({"x":[{"a":1},{"a":"z"}]})") ==
        "Field 'x.[2].a': expected an integer from -2147483648 to 2147483647 but found '\"z\"'");
}

TEST_CASE("text that is no JSON is refused with the place") {
  CHECK(problem_of(iot(), "hello") ==
        "The message is not JSON: at byte 0: expected an object but found 'h'");
  CHECK(problem_of(iot(), R"({"metric":)") ==
        "The message is not JSON: at byte 10: expected a value but the text ends");
  CHECK(problem_of(iot(), R"({"a":1,})") ==
        "The message is not JSON: at byte 7: expected a field name in quotes but found '}'");
  CHECK(problem_of(iot(), R"({"a":016})") ==
        "The message is not JSON: at byte 5: a number must not begin with 0");
  CHECK(problem_of(iot(), "{\"a\":\"\xff\"}").find("not valid UTF-8") != std::string::npos);
}

TEST_CASE("fields that no column wants are validated all the same") {
  CHECK(problem_of(iot(), R"({"zz":[1,{"y":tru}]})") != "");
  CHECK(problem_of(iot(), R"({"zz":"\x"})") != "");
}

TEST_CASE("a bad message leaves no half row behind") {
  const auto out =
      decode(*kJson, iot(), {R"({"pboxid":"a","metric":"no"})", R"({"pboxid":"b","metric":1})"});
  CHECK(out.rows == "+I[b, 1.00, null]\n");
  CHECK(out.report.row_counts == std::vector<std::uint32_t>{0, 1});
}

TEST_CASE("empty messages and tombstones are no rows and no problems") {
  const auto out = decode(*kJson, iot(), {""});
  CHECK(out.rows.empty());
  CHECK(out.report.problems.empty());
}

TEST_CASE("a top-level array explodes into rows") {
  CHECK(decode(*kJson, one(DataType::integer()), {R"([{"x":1},{"x":2}])"}).rows ==
        "+I[1]\n+I[2]\n");
}

TEST_CASE("limits on depth, number length and size hold") {
  auto context = one(DataType::string());
  context.limits = {.message_bytes = 1000, .depth = 5, .number_length = 10};
  CHECK(problem_of(context, R"({"y":[[[[[[]]]]]]})").find("nested deeper") != std::string::npos);
  CHECK(problem_of(context, R"({"y":12345678901})").find("more than 10") != std::string::npos);
  CHECK(problem_of(context, std::string(1001, ' ')).find("limit of 1000") != std::string::npos);
}

TEST_CASE("fail-on-missing-field makes a missing field a problem") {
  CHECK(problem_of(one(DataType::string(), {{"fail-on-missing-field", "true"}}), "{}") ==
        "Field 'x' is missing");
  CHECK(problem_of(one(DataType::string()), "{}") == "");
}

TEST_CASE("ignore-parse-errors makes bad fields NULL and skips what is no JSON") {
  const auto context = one(DataType::integer(), {{"ignore-parse-errors", "true"}});
  const auto out = decode(*kJson, context, {R"({"x":"abc"})", "nonsense", R"({"x":7})"});
  CHECK(out.rows == "+I[null]\n+I[7]\n");
  CHECK(out.report.skipped == 1);
  CHECK(out.report.problems.empty());
}

TEST_CASE("timestamp-format.standard chooses between a blank and a T") {
  const auto sql = one(DataType::timestamp(3));
  const auto iso = one(DataType::timestamp(3), {{"timestamp-format.standard", "ISO-8601"}});
  CHECK(value_of(sql, R"("2024-06-10 06:13:20.5")") == "+I[2024-06-10T06:13:20.500]\n");
  CHECK(value_of(iso, R"("2024-06-10T06:13")") == "+I[2024-06-10T06:13]\n");
  CHECK(problem_of(iso, R"({"x":"2024-06-10 06:13:20"})") != "");
}

TEST_CASE("decode.json-parser.enabled = false reads numbers as Jackson's tree does") {
  const std::map<std::string, std::string> tree = {{"decode.json-parser.enabled", "false"}};
  CHECK(value_of(one(DataType::string(), tree), "1.10") == "+I[1.1]\n");
  CHECK(value_of(one(DataType::string(), tree), "1e2") == "+I[1E+2]\n");
  CHECK(value_of(one(DataType(TypeKind::TinyInt), tree), "1.0") == "+I[1]\n");
}

TEST_CASE("contradicting options and keys that are no strings are refused") {
  CHECK_THROWS_WITH_AS(
      kJson->check(one(DataType::string(),
                       {{"fail-on-missing-field", "true"}, {"ignore-parse-errors", "true"}})),
      "fail-on-missing-field and ignore-parse-errors shouldn't both be true.", Error);
  CHECK_THROWS_AS(kJson->check(one(DataType::map(DataType::integer(), DataType::integer()))),
                  Error);
  CHECK_THROWS_AS(kJson->check(one(DataType::string(), {{"ignore-parse-error", "true"}})), Error);
}

}  // namespace
}  // namespace streamsql
