#include "engine/function/cast.h"

#include <doctest/doctest.h>
#include <initializer_list>
#include <limits>
#include <numeric>

#include "engine/batch/row_text.h"

using namespace streamsql;

namespace {

const DataType type_of(TypeKind kind) { return DataType(kind); }

template <typename T>
ColumnPtr column(const DataType& type, std::initializer_list<std::optional<T>> values) {
  ColumnBuilder builder(type);
  for (const auto& value : values) {
    if (!value) {
      builder.append_null();
    } else if constexpr (std::is_same_v<T, std::string_view>) {
      builder.append_string(*value);
    } else {
      builder.append(*value);
    }
  }
  return builder.finish();
}

ColumnPtr texts(std::initializer_list<std::optional<std::string_view>> values) {
  return column<std::string_view>(DataType::string(), values);
}

std::vector<std::uint32_t> all(const Column& column) {
  std::vector<std::uint32_t> rows(column.size());
  std::iota(rows.begin(), rows.end(), 0u);
  return rows;
}

struct Caster {
  EvaluationContext context = {};
  bool try_cast = false;

  ColumnPtr operator()(const ColumnPtr& input, const DataType& type) const {
    return cast_column(input, {type, try_cast, context}, all(*input));
  }
  std::string text(const ColumnPtr& input, const DataType& type) const {
    const ColumnPtr result = (*this)(input, type);
    std::string out;
    for (std::size_t row = 0; row < result->size(); ++row) {
      if (row > 0) out += " | ";
      append_java_text(*result, row, out);
    }
    return out;
  }
};

const Caster kCast{};
const Caster kTryCast{{}, true};

std::string failure(const ColumnPtr& input, const DataType& type) {
  try {
    kCast(input, type);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::CastFailed);
    return error.message();
  }
  return "no error";
}

ColumnPtr doubles(std::initializer_list<std::optional<double>> values) {
  return column<double>(DataType::double_precision(), values);
}

ColumnPtr timestamps(std::initializer_list<const char*> values, int precision) {
  ColumnBuilder builder(DataType::timestamp(precision));
  for (const char* value : values) builder.append(parse_timestamp(value, precision).value());
  return builder.finish();
}

// [[1, NULL], NULL, []] of texts.
ColumnPtr text_lists(std::string_view first) {
  ColumnBuilder builder(DataType::array(DataType::string()));
  builder.child(0).append_string(first);
  builder.child(0).append_null();
  builder.append_list();
  builder.append_null();
  builder.append_list();
  return builder.finish();
}

}  // namespace

TEST_CASE("integers wrap when they become narrower") {
  const auto input = column<std::int32_t>(DataType::integer(), {300, -129, std::nullopt});
  CHECK(kCast.text(input, type_of(TypeKind::TinyInt)) == "44 | 127 | null");
  CHECK(kCast.text(input, DataType::bigint()) == "300 | -129 | null");
}

TEST_CASE("fractions are cut and saturate") {
  const auto input = doubles({9.2e9, -9.3e18, std::numeric_limits<double>::quiet_NaN(), 127.9});
  CHECK(kCast.text(input, DataType::integer()) == "2147483647 | -2147483648 | 0 | 127");
  CHECK(kCast.text(input, DataType::bigint()) == "9200000000 | -9223372036854775808 | 0 | 127");
  CHECK(kCast.text(input, type_of(TypeKind::TinyInt)) == "-1 | 0 | 0 | 127");
}

TEST_CASE("a DECIMAL that is too small for a number gives NULL") {
  const DataType small = DataType::decimal(4, 2);
  CHECK(kCast.text(doubles({1.005, 1e9}), small) == "1.01 | null");
  CHECK(kCast.text(column<std::int64_t>(DataType::bigint(), {12, 100}), small) == "12.00 | null");
  CHECK(kCast.text(column<Decimal>(DataType::decimal(10, 3), {12345, 999'999}), small) ==
        "12.35 | null");
}

TEST_CASE("NaN is no DECIMAL") {
  const auto input = doubles({std::numeric_limits<double>::quiet_NaN()});
  CHECK(failure(input, DataType::decimal(5, 2)) ==
        "Cannot cast 'NaN' of type DOUBLE to DECIMAL(5, 2)");
  CHECK(kTryCast.text(input, DataType::decimal(5, 2)) == "null");
}

TEST_CASE("numbers and BOOLEAN become each other") {
  CHECK(kCast.text(doubles({0, 0.5}), DataType::boolean()) == "false | true");
  const auto input = column<std::uint8_t>(DataType::boolean(), {1, 0});
  CHECK(kCast.text(input, DataType::decimal(3, 1)) == "1.0 | 0.0");
  CHECK(kCast.text(input, DataType::string()) == "TRUE | FALSE");
}

TEST_CASE("text becomes an integer when it is one, blanks and fraction aside") {
  const auto input = texts({" 12 ", "+1", "1.9", ".", "-2147483648", "1e3", "2147483648", "5\t"});
  CHECK(kTryCast.text(input, DataType::integer()) ==
        "12 | 1 | 1 | 0 | -2147483648 | null | null | null");
}

TEST_CASE("text that cannot be cast fails and names value and types") {
  CHECK(failure(texts({"1", "abc"}), DataType::integer()) ==
        "Cannot cast 'abc' of type STRING to INT");
  CHECK(failure(texts({std::string(200, 'x')}), DataType::integer()) ==
        "Cannot cast '" + std::string(100, 'x') + "...' of type STRING to INT");
}

TEST_CASE("rows that are not selected are not cast") {
  const auto input = texts({"1", "abc", "3"});
  const std::vector<std::uint32_t> rows{0, 2};
  const DataType type = DataType::integer();
  const EvaluationContext context;
  const auto result = cast_column(input, {type, false, context}, rows);
  CHECK(result->value<std::int32_t>(2) == 3);
  CHECK_NOTHROW(cast_column(input->repeat(1, 5), {type, false, context}, {}));
}

TEST_CASE("a constant stays constant") {
  const auto result = kCast(texts({"42"})->repeat(0, 1000), DataType::integer());
  CHECK(result->is_constant());
  CHECK(result->size() == 1000);
  CHECK(result->value<std::int32_t>(999) == 42);
}

TEST_CASE("text to BOOLEAN knows some words") {
  CHECK(kTryCast.text(texts({"TRUE", "f", "Yes", "0", " true", "on"}), DataType::boolean()) ==
        "true | false | true | false | null | null");
}

TEST_CASE("text to a short DECIMAL takes one character too many, to a long one digits of scripts") {
  const auto input = texts({"1.0f", "999.995", "1E2", "1e-46", "\xef\xbc\x91\xef\xbc\x92"});
  CHECK(kTryCast.text(input, DataType::decimal(5, 2)) == "1.00 | 1000.00 | 100.00 | null | null");
  CHECK(kTryCast.text(input, DataType::decimal(38, 1)) == "null | 1000.0 | 100.0 | 0.0 | 12.0");
}

TEST_CASE("CHAR is cut and padded by code points, VARCHAR only cut") {
  const auto input =
      texts({"", "abcdef", "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f", "this is longer text"});
  CHECK(kCast.text(input, DataType::character(3)) == "    | abc | \xc3\xa4\xc3\xb6\xc3\xbc | thi");
  CHECK(kCast.text(input, DataType::varchar(14)) ==
        " | abcdef | \xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f | this is longer");
}

TEST_CASE("text is not cut to the length that its type declares") {
  const auto input = column<std::string_view>(DataType::character(3), {"abcdef"});
  CHECK(kCast.text(input, DataType::character(3)) == "abcdef");
  CHECK(kCast.text(input, DataType::string()) == "abcdef");
  CHECK(kCast.text(input, DataType::character(5)) == "abcde");
}

TEST_CASE("bytes are padded with zeros, and decoded as Java decodes UTF-8") {
  CHECK(kCast.text(texts({"ab"}), DataType::binary(3)) == "[97, 98, 0]");
  CHECK(kCast.text(texts({"ab"}), DataType::varbinary(3)) == "[97, 98]");
  const auto input = column<std::string_view>(DataType::bytes(), {"a\xff\xe2\x82z", "ok"});
  CHECK(kCast.text(input, DataType::string()) == "a\xef\xbf\xbd\xef\xbf\xbdz | ok");
  CHECK(kCast.text(input, DataType::varbinary(3)) == "[97, -1, -30] | [111, 107, 0]");
}

TEST_CASE("timestamps become text with all their digits") {
  const auto input = timestamps({"2021-09-27 12:34:56.1"}, 3);
  CHECK(kCast.text(input, DataType::string()) == "2021-09-27 12:34:56.100");
  CHECK(kCast.text(input, DataType::character(10)) == "2021-09-27");
}

TEST_CASE("timestamps become dates and times, instants in the session's zone") {
  const auto input = timestamps({"2021-09-27 01:34:56.789", "1969-12-31 23:59:59.999"}, 3);
  CHECK(kCast.text(input, type_of(TypeKind::Date)) == "2021-09-27 | 1970-01-01");
  CHECK(kCast.text(input, DataType::time(0)) == "01:34:56.789 | 23:59:59.999");
  CHECK(kCast.text(input, DataType::timestamp(0)) == "2021-09-27T01:34:56 | 1970-01-01T00:00");
  const Caster new_york{{find_time_zone("America/New_York")}};
  const auto instants = input->with_type(DataType::timestamp_ltz(3));
  CHECK(new_york.text(instants, type_of(TypeKind::Date)) == "2021-09-26 | 1969-12-31");
  CHECK(new_york.text(instants, DataType::string()) ==
        "2021-09-26 21:34:56.789 | 1969-12-31 18:59:59.999");
  CHECK(new_york.text(input, DataType::timestamp_ltz(0)) ==
        "2021-09-27T05:34:56Z | 1970-01-01T04:59:59Z");
  CHECK(new_york.text(texts({"2021-03-14 02:30:00"}), DataType::timestamp_ltz(3)) ==
        "2021-03-14T07:30:00Z");
}

TEST_CASE("a time of day has less than 24 hours") {
  CHECK(kTryCast.text(texts({"23:00:00", "25:00:00", "123"}), DataType::time(0)) ==
        "23:00 | null | null");
}

TEST_CASE("dates and times become timestamps") {
  const auto days = column<std::int32_t>(type_of(TypeKind::Date), {1});
  CHECK(kCast.text(days, DataType::timestamp(3)) == "1970-01-02T00:00");
  const Caster berlin{{find_time_zone("Europe/Berlin")}};
  CHECK(berlin.text(days, DataType::timestamp_ltz(3)) == "1970-01-01T23:00:00Z");
  const auto time = column<std::int32_t>(DataType::time(0), {1500});
  CHECK(kCast.text(time, DataType::timestamp(3)) == "1970-01-01T00:00:01.500");
  CHECK(kCast.text(time, DataType::string()) == "00:00:01");
}

TEST_CASE("intervals become text and numbers") {
  const auto months = column<std::int32_t>(type_of(TypeKind::IntervalMonth), {84, -123});
  CHECK(kCast.text(months, DataType::string()) == "+7-00 | -10-03");
  const auto millis = column<std::int64_t>(type_of(TypeKind::IntervalMillis), {123456789, -10});
  CHECK(kCast.text(millis, DataType::string()) == "+1 10:17:36.789 | -0 00:00:00.010");
  CHECK(kCast.text(months, DataType::integer()) == "84 | -123");
}

TEST_CASE("collections are cast element by element") {
  const auto input = text_lists("7");
  CHECK(kCast.text(input, DataType::array(DataType::integer())) == "[7, null] | null | []");
  CHECK(kCast.text(input, DataType::string()) == "[7, NULL] | null | []");
  CHECK(kCast.text(input, DataType::character(5)) == "[7, N | null | []   ");
  const auto constant = kCast(input->repeat(0, 3), DataType::array(DataType::integer()));
  CHECK(constant->is_constant());
  CHECK(constant->children()[0]->value<std::int32_t>(0) == 7);
}

TEST_CASE("TRY_CAST gives NULL for a collection with one bad element") {
  CHECK(kTryCast.text(text_lists("x"), DataType::array(DataType::integer())) == "null | null | []");
  CHECK(failure(text_lists("x"), DataType::array(DataType::integer())) ==
        "Cannot cast 'x' of type STRING to INT");
}

TEST_CASE("rows are cast field by field, and NULL rows stay NULL") {
  ColumnBuilder builder(DataType::row({{"a", DataType::integer()}, {"b", DataType::string()}}));
  builder.child(0).append(std::int32_t{1});
  builder.child(1).append_string("2");
  builder.append_row();
  builder.append_null();
  const auto input = builder.finish();
  const DataType wanted = DataType::row({{"x", DataType::string()}, {"y", DataType::bigint()}});
  CHECK(kCast.text(input, wanted) == "+I[1, 2] | null");
  CHECK(kCast(input, wanted)->children()[1]->is_null(1));
  CHECK(kCast.text(input, DataType::string()) == "(1, 2) | null");
}

TEST_CASE("maps keep their entries") {
  ColumnBuilder builder(DataType::map(DataType::string(), DataType::integer()));
  builder.child(0).append_string("a");
  builder.child(1).append(std::int32_t{300});
  builder.append_list();
  const auto input = builder.finish();
  const auto tiny = DataType::map(DataType::string(), type_of(TypeKind::TinyInt));
  CHECK(kCast.text(input, tiny) == "{a=44}");
  CHECK(kCast.text(input, DataType::string()) == "{a=300}");
}

TEST_CASE("an untyped NULL becomes a NULL of any type") {
  ColumnBuilder builder(type_of(TypeKind::Null));
  builder.append_null();
  const auto input = builder.finish_constant(3);
  CHECK(kCast.text(input, DataType::integer()) == "null | null | null");
  CHECK(kCast.text(input, DataType::array(DataType::integer())) == "null | null | null");
}

TEST_CASE("casts that only retype share the values") {
  const auto input = texts({"a long text that is not stored inline"});
  const auto result = kCast(input, DataType::string().not_null());
  CHECK(result->values<StringView16>() == input->values<StringView16>());
  CHECK_FALSE(result->type().nullable());
}

TEST_CASE("planning refuses pairs of types that do not convert") {
  const DataType date = type_of(TypeKind::Date), integer = DataType::integer();
  CHECK(is_castable(integer, DataType::string()));
  CHECK(is_castable(DataType::string(), date));
  CHECK(is_castable(type_of(TypeKind::Float), DataType::boolean()));
  CHECK_FALSE(is_castable(integer, date));
  CHECK_FALSE(is_castable(integer, DataType::timestamp(3)));
  CHECK_FALSE(is_castable(date, DataType::time(0)));
  CHECK_FALSE(is_castable(DataType::bytes(), integer));
  CHECK_FALSE(is_castable(DataType::string(), DataType::array(integer)));
  CHECK_FALSE(is_castable(DataType::string(), type_of(TypeKind::IntervalMonth)));
  CHECK(is_castable(integer, type_of(TypeKind::IntervalMonth)));
  CHECK_FALSE(is_castable(type_of(TypeKind::Float), type_of(TypeKind::IntervalMonth)));
  CHECK(is_castable(DataType::array(integer), DataType::array(DataType::string())));
  CHECK_FALSE(is_castable(DataType::array(integer), DataType::array(date)));
  CHECK_FALSE(is_castable(DataType::row({{"a", integer}}), DataType::row({})));
}
