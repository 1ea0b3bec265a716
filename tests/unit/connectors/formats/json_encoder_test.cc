#include <doctest/doctest.h>

#include "tests/unit/connectors/formats/format_testing.h"

namespace streamsql {
namespace {

using testing::encode;
using testing::format_context;
using testing::map_with_null_key;

const auto kJson = make_json_format();

std::string written(const FormatContext& context, std::string_view rows) {
  return encode(*kJson, context, Batch::parse(*context.schema, rows));
}

TEST_CASE("rows become objects with the columns in order") {
  const auto context = format_context({{"a\"b", DataType::integer()}, {"s", DataType::string()}});
  CHECK(written(context, "+I[1, x]\n+I[null, null]") ==
        "{\"a\\\"b\":1,\"s\":\"x\"}\n{\"a\\\"b\":null,\"s\":null}\n");
}

TEST_CASE("a special character is escaped wherever it stands, in text of any length") {
  const auto context = format_context({{"s", DataType::string()}});
  for (std::size_t length = 1; length <= 40; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      std::string text(length, 'x'), escaped(length, 'x');
      text[at] = '"';
      escaped.replace(at, 1, "\\\"");
      BatchBuilder builder(*context.schema);
      builder.column(0).append_string(text);
      builder.end_row();
      CHECK(encode(*kJson, context, builder.finish()) == "{\"s\":\"" + escaped + "\"}\n");
    }
  }
}

TEST_CASE("text without special characters is written as it is, at any length") {
  const auto context = format_context({{"s", DataType::string()}});
  for (const std::string_view letter : {"x", "é", "字"}) {
    std::string text;
    for (int count = 0; count <= 20; ++count, text += letter) {
      BatchBuilder builder(*context.schema);
      builder.column(0).append_string(text);
      builder.end_row();
      CHECK(encode(*kJson, context, builder.finish()) == "{\"s\":\"" + text + "\"}\n");
    }
  }
}

TEST_CASE("encode.ignore-null-fields leaves NULLs out") {
  const auto context = format_context({{"a", DataType::integer()}, {"s", DataType::string()}},
                                      {{"encode.ignore-null-fields", "true"}});
  CHECK(written(context, "+I[null, x]\n+I[null, null]") == "{\"s\":\"x\"}\n{}\n");
}

TEST_CASE("encode.decimal-as-plain-number avoids exponents") {
  const std::vector<Field> fields = {{"d", DataType::decimal(10, 2)}};
  CHECK(written(format_context(fields), "+I[830.00]") == "{\"d\":8.3E+2}\n");
  CHECK(written(format_context(fields, {{"encode.decimal-as-plain-number", "true"}}),
                "+I[830.00]") == "{\"d\":830}\n");
}

TEST_CASE("map-null-key.mode and map-null-key.literal decide about NULL keys") {
  const std::vector<Field> fields = {{"m", DataType::map(DataType::string(), DataType::integer())}};
  const auto fail = format_context(fields);
  const auto batch = map_with_null_key(*fail.schema);
  CHECK_THROWS_AS(encode(*kJson, fail, batch), Error);
  CHECK(encode(*kJson, format_context(fields, {{"map-null-key.mode", "DROP"}}), batch) ==
        "{\"m\":{\"a\":2}}\n");
  CHECK(encode(*kJson, format_context(fields, {{"map-null-key.mode", "LITERAL"}}), batch) ==
        "{\"m\":{\"null\":1,\"a\":2}}\n");
  CHECK(encode(*kJson,
               format_context(fields,
                              {{"map-null-key.mode", "LITERAL"}, {"map-null-key.literal", "none"}}),
               batch) == "{\"m\":{\"none\":1,\"a\":2}}\n");
}

}  // namespace
}  // namespace streamsql
