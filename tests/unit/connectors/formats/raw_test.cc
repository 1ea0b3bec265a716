#include <doctest/doctest.h>

#include "tests/unit/connectors/formats/format_testing.h"

namespace streamsql {
namespace {

using testing::decode;
using testing::encode;
using testing::format_context;

const auto kRaw = make_raw_format();

FormatContext one(DataType type, std::map<std::string, std::string> options = {}) {
  return format_context({{"x", std::move(type)}}, std::move(options));
}

std::string written(const FormatContext& context, const std::string& rows) {
  return encode(*kRaw, context, Batch::parse(*context.schema, rows));
}

TEST_CASE("text and bytes are the message itself") {
  CHECK(decode(*kRaw, one(DataType::string()), {"a long piece of text, äöü", ""}).rows ==
        "+I[a long piece of text, äöü]\n+I[]\n");
  CHECK(decode(*kRaw, one(DataType::bytes()), {"ab"}).rows == "+I[[97, 98]]\n");
  CHECK(written(one(DataType::string()), "+I[äöü]") == "äöü\n");
}

TEST_CASE("a NULL is a NULL message") {
  const auto context = one(DataType::string());
  EncodedRun run;
  kRaw->make_encoder(context)->encode(Batch::parse(*context.schema, "+I[a]\n+I[null]"), run);
  CHECK(run.message(0) == "a");
  CHECK(run.null == std::vector<bool>{false, true});
  BatchBuilder builder(*context.schema);
  DecodeReport report;
  const std::string_view null;
  kRaw->make_decoder(context)->decode(MessageRun{{&null, 1}, nullptr}, builder, report);
  CHECK(builder.finish().to_string() == "+I[null]\n");
}

TEST_CASE("endianness orders the bytes of numbers") {
  const std::map<std::string, std::string> little = {{"endianness", "little-endian"}};
  CHECK(written(one(DataType::integer()), "+I[16909060]") == "\x01\x02\x03\x04\n");
  CHECK(written(one(DataType::integer(), little), "+I[16909060]") == "\x04\x03\x02\x01\n");
  CHECK(decode(*kRaw, one(DataType::integer(), little), {"\x04\x03\x02\x01"}).rows ==
        "+I[16909060]\n");
  CHECK(decode(*kRaw, one(DataType::integer()), {"abcdef"}).problem() != "");
}

TEST_CASE("charset translates text") {
  const std::map<std::string, std::string> latin = {{"charset", "ISO-8859-1"}};
  CHECK(written(one(DataType::string(), latin), "+I[äöü日]") == "\xE4\xF6\xFC?\n");
  CHECK(decode(*kRaw, one(DataType::string(), latin), {"\xE4"}).rows == "+I[ä]\n");
  CHECK_THROWS_AS(kRaw->check(one(DataType::string(), {{"charset", "EBCDIC"}})), Error);
}

TEST_CASE("exactly one column of a plain type is taken") {
  CHECK_THROWS_WITH_AS(kRaw->check(one(DataType::timestamp(3))),
                       "The 'raw' format doesn't supports 'TIMESTAMP(3)' as column type.", Error);
  CHECK_THROWS_AS(
      kRaw->check(format_context({{"a", DataType::string()}, {"b", DataType::string()}})), Error);
}

}  // namespace
}  // namespace streamsql
