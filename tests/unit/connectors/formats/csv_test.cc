#include <doctest/doctest.h>
#include <sstream>

#include "tests/unit/connectors/formats/format_testing.h"

namespace streamsql {
namespace {

using testing::decode;
using testing::encode;
using testing::format_context;
using testing::read_lines;
using OptionMap = std::map<std::string, std::string>;

const auto kCsv = make_csv_format();
const std::string kFolder = STREAMSQL_FLINK_DIR "/csv/";

std::vector<Field> pair() { return {{"n", DataType::integer()}, {"s", DataType::string()}}; }

std::string rows_of(const std::string& line, const OptionMap& options = {}) {
  return decode(*kCsv, format_context(pair(), options), {line}).rows;
}

std::string problem_of(const std::string& line, const OptionMap& options = {}) {
  return decode(*kCsv, format_context(pair(), options), {line}).problem();
}

std::string written(std::vector<Field> fields, const std::string& rows,
                    const OptionMap& options = {}) {
  const auto context = format_context(std::move(fields), options);
  return encode(*kCsv, context, Batch::parse(*context.schema, rows));
}

TEST_CASE("values go to columns by position, quoted or not") {
  CHECK(rows_of("1,abc") == "+I[1, abc]\n");
  CHECK(rows_of(R"("1","a,""b"" c")") == "+I[1, a,\"b\" c]\n");
  CHECK(rows_of("1,") == "+I[1, ]\n");
}

TEST_CASE("a projected column is found by its place in the record") {
  auto context = format_context({{"s", DataType::string()}});
  context.record = make_schema(pair());
  CHECK(decode(*kCsv, context, {"1,abc"}).rows == "+I[abc]\n");
}

TEST_CASE("problems name the field and what was expected") {
  CHECK(problem_of("x,a") ==
        "Field 'n': expected an integer from -2147483648 to 2147483647 but found 'x'");
  CHECK(problem_of("1") == "Row length mismatch. 2 fields expected but was 1.");
  CHECK(problem_of("1,a,b") == "Too many entries: expected at most 2 but found 3");
  CHECK(problem_of("1,\"a") == "The record is not CSV: a quoted value has no closing quote");
  CHECK(problem_of("1,\"a\"b").find("followed by 'b'") != std::string::npos);
}

TEST_CASE("ignore-parse-errors makes bad values NULL and skips long rows") {
  const OptionMap ignore = {{"ignore-parse-errors", "true"}};
  CHECK(rows_of("x,a", ignore) == "+I[null, a]\n");
  CHECK(rows_of("1", ignore) == "+I[1, null]\n");
  CHECK(rows_of("1,a,b", ignore).empty());
}

TEST_CASE("field-delimiter separates, and may be a tabulator") {
  CHECK(rows_of("1;a,b", {{"field-delimiter", ";"}}) == "+I[1, a,b]\n");
  CHECK(rows_of("1\ta", {{"field-delimiter", "\\t"}}) == "+I[1, a]\n");
  CHECK(written(pair(), "+I[1, x]", {{"field-delimiter", "\\t"}}) == "1\tx\n");
  CHECK_THROWS_WITH_AS(rows_of("", {{"field-delimiter", ",,"}}),
                       "Option 'csv.field-delimiter' must be a string with single character, but "
                       "was: ,,",
                       Error);
}

TEST_CASE("quote-character and disable-quote-character decide about quotes") {
  CHECK(rows_of("1,'a,b'", {{"quote-character", "'"}}) == "+I[1, a,b]\n");
  CHECK(rows_of("1,\"a\"", {{"disable-quote-character", "true"}}) == "+I[1, \"a\"]\n");
  CHECK_THROWS_AS(rows_of("", {{"disable-quote-character", "true"}, {"quote-character", "'"}}),
                  Error);
}

TEST_CASE("allow-comments skips lines that begin with #") {
  CHECK(rows_of("# 1,a", {{"allow-comments", "true"}}).empty());
  CHECK(problem_of("# 1,a") != "");
}

TEST_CASE("escape-character makes the next character ordinary") {
  CHECK(rows_of(R"(1,a\,b\n)", {{"escape-character", "\\"}}) == "+I[1, a,b\n]\n");
  CHECK(written(pair(), "+I[1, a~b]", {{"escape-character", "~"}}) == "1,\"a~~b\"\n");
}

TEST_CASE("null-literal is read and written for NULL") {
  CHECK(rows_of("1,nil", {{"null-literal", "nil"}}) == "+I[1, null]\n");
  CHECK(written(pair(), "+I[null, null]", {{"null-literal", "nil"}}) == "nil,nil\n");
}

TEST_CASE("array-element-delimiter separates elements") {
  const std::vector<Field> fields = {{"a", DataType::array(DataType::integer())}};
  CHECK(decode(*kCsv, format_context(fields, {{"array-element-delimiter", "|"}}), {"1|2"}).rows ==
        "+I[[1, 2]]\n");
  CHECK(written(fields, "+I[[1, 2]]", {{"array-element-delimiter", "|"}}) == "1|2\n");
}

TEST_CASE("maps are refused") {
  const auto context =
      format_context({{"m", DataType::map(DataType::string(), DataType::string())}});
  CHECK_THROWS_WITH_AS(kCsv->check(context),
                       "Unsupported type 'MAP<STRING, STRING>' for field 'm'.", Error);
}

TEST_CASE("text is quoted where Flink quotes it") {
  CHECK(written(pair(),
                "+I[1, a b]\n+I[2, exactly24charsaaaaaaaaaa]\n"
                "+I[3, exactly25charsaaaaaaaaaaa]\n+I[4, a\"b]") ==
        "1,\"a b\"\n2,exactly24charsaaaaaaaaaa\n3,\"exactly25charsaaaaaaaaaaa\"\n4,\"a\"\"b\"\n");
  CHECK(written({{"t", DataType::time(3)}}, "+I[12:34:56.780]") == "12:34:56.78\n");
}

// ---- against what Flink answers (tests/flink/csv)

std::vector<Field> mixed() {
  return {{"n", DataType::integer()},          {"i", DataType::integer()},
          {"d", DataType::double_precision()}, {"s", DataType::string()},
          {"b", DataType::boolean()},          {"ts", DataType::timestamp(3)}};
}

// Flink's query prints '<' || s || '>' and s IS NULL.
std::string as_printed(const Batch& batch, std::size_t row) {
  const auto line = [&] {
    std::istringstream in(
        batch.take(std::vector<std::uint32_t>{static_cast<std::uint32_t>(row)}).to_string());
    std::string text;
    std::getline(in, text);
    return text;
  }();
  const Column& s = batch.column(3);
  const std::string text = s.is_null(row) ? "null" : std::string(s.string(row));
  std::string head = "+I[";
  std::istringstream in(line.substr(3));
  std::string part;
  for (int i = 0; i < 3; ++i) {
    std::getline(in, part, ',');
    head += (i > 0 ? "," : "") + part;
  }
  const auto tail = line.substr(head.size() + 2 + text.size());
  if (s.is_null(row)) return head + ", null, true" + tail;
  return head + ", <" + text + ">, false" + tail;
}

void check_values(const std::string& data, const std::string& expected, OptionMap options) {
  options["ignore-parse-errors"] = "true";
  const auto context = format_context(mixed(), options);
  const auto lines = read_lines(kFolder + data);
  const std::vector<std::string_view> views(lines.begin(), lines.end());
  BatchBuilder builder(*context.schema);
  DecodeReport report;
  kCsv->make_decoder(context)->decode(MessageRun{views, nullptr}, builder, report);
  const Batch batch = builder.finish();
  const auto rows = read_lines(kFolder + expected);
  REQUIRE(batch.row_count() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) CHECK(as_printed(batch, i) == rows[i]);
}

TEST_CASE("CSV is read as Flink does under every option") {
  check_values("values.csv", "decode.expected", {});
  check_values("values.csv", "decode_comments.expected", {{"allow-comments", "true"}});
  check_values("values.csv", "decode_no_quotes.expected", {{"disable-quote-character", "true"}});
  check_values("values.csv", "decode_null_literal.expected", {{"null-literal", "null"}});
  check_values("values.csv", "decode_quote_character.expected", {{"quote-character", "'"}});
  check_values("semicolons.csv", "decode_delimiter.expected",
               {{"field-delimiter", ";"}, {"escape-character", "\\"}});
}

TEST_CASE("every type is read from CSV as Flink does") {
  const auto context = format_context(
      {{"n", DataType::integer()},
       {"ti", DataType(TypeKind::TinyInt)},
       {"bi", DataType::bigint()},
       {"f", DataType(TypeKind::Float)},
       {"c", DataType::decimal(10, 2)},
       {"d", DataType(TypeKind::Date)},
       {"h", DataType::time(3)},
       {"ts", DataType::timestamp(9)},
       {"l", DataType::timestamp_ltz(3)},
       {"y", DataType::bytes()},
       {"a", DataType::array(DataType::integer())},
       {"r", DataType::row({{"x", DataType::integer()}, {"y", DataType::string()}})}},
      {{"ignore-parse-errors", "true"}});
  std::string expected;
  for (const auto& line : read_lines(kFolder + "decode_types.expected")) expected += line + '\n';
  CHECK(decode(*kCsv, context, read_lines(kFolder + "types.csv")).rows == expected);
}

// JSON in, CSV out, as the encode_* scripts do.
void check_written(const std::string& data, const std::string& expected, std::vector<Field> fields,
                   const OptionMap& options = {}) {
  const auto reading = format_context(fields);
  const auto lines = read_lines(kFolder + data);
  const std::vector<std::string_view> views(lines.begin(), lines.end());
  BatchBuilder builder(*reading.schema);
  DecodeReport report;
  make_json_format()->make_decoder(reading)->decode(MessageRun{views, nullptr}, builder, report);
  REQUIRE(report.problems.empty());
  std::istringstream ours(encode(*kCsv, format_context(fields, options), builder.finish()));
  for (const auto& row : read_lines(kFolder + expected)) {
    std::string line;
    std::getline(ours, line);
    CHECK("+I[" + line + "]" == row);
  }
}

TEST_CASE("CSV is written as Flink does under every option") {
  const std::vector<Field> texts = {{"n", DataType::integer()},
                                    {"s", DataType::string()},
                                    {"a", DataType::array(DataType::string())},
                                    {"b", DataType::boolean()},
                                    {"y", DataType::bytes()}};
  check_written("texts.json", "encode_texts.expected", texts);
  check_written("texts.json", "encode_delimiters.expected", texts,
                {{"field-delimiter", "|"}, {"array-element-delimiter", "+"}});
  check_written("texts.json", "encode_escape.expected", texts, {{"escape-character", "~"}});
  check_written("texts.json", "encode_null_literal.expected", texts, {{"null-literal", "NULL"}});
  check_written("texts.json", "encode_quote.expected", texts, {{"quote-character", "'"}});
  check_written("texts.json", "encode_no_quotes.expected", {texts[0], texts[1]},
                {{"disable-quote-character", "true"}});
}

TEST_CASE("numbers are written to CSV as Flink does") {
  check_written("../print/decimals.json", "encode_decimals.expected",
                {{"n", DataType::integer()},
                 {"c", DataType::decimal(10, 2)},
                 {"e", DataType::decimal(20, 10)},
                 {"g", DataType::decimal(38, 18)},
                 {"h", DataType::decimal(38, 0)}});
  check_written("../casts/floats.json", "encode_floats.expected",
                {{"n", DataType::integer()},
                 {"f", DataType(TypeKind::Float)},
                 {"d", DataType::double_precision()}});
}

TEST_CASE("times are written to CSV as Flink does") {
  check_written("../print/temporal.json", "encode_times.expected",
                {{"n", DataType::integer()},
                 {"t0", DataType::timestamp(0)},
                 {"t3", DataType::timestamp(3)},
                 {"t6", DataType::timestamp(6)},
                 {"t9", DataType::timestamp(9)},
                 {"l0", DataType::timestamp_ltz(0)},
                 {"l3", DataType::timestamp_ltz(3)},
                 {"l9", DataType::timestamp_ltz(9)},
                 {"d", DataType(TypeKind::Date)},
                 {"h", DataType::time(0)},
                 {"h3", DataType::time(3)}});
}

}  // namespace
}  // namespace streamsql
