#include "engine/type/type_rules.h"

#include <doctest/doctest.h>
#include <string>

using namespace streamsql;

namespace {

const DataType kTinyInt(TypeKind::TinyInt), kSmallInt(TypeKind::SmallInt), kInt(TypeKind::Int),
    kBigInt(TypeKind::BigInt), kFloat(TypeKind::Float), kDouble(TypeKind::Double),
    kDate(TypeKind::Date), kBoolean(TypeKind::Boolean), kNull(TypeKind::Null);

std::string common(const DataType& a, const DataType& b) {
  const auto type = common_type(a, b);
  return type ? type->to_sql() : "none";
}

std::string arguments(const DataType& a, const DataType& b) {
  const auto type = common_argument_type(a, b);
  return type ? type->to_sql() : "none";
}

DataType decimal(int precision, int scale) { return DataType::decimal(precision, scale); }

}  // namespace

TEST_CASE("numbers mix to the wider one") {
  CHECK(common(kTinyInt, kBigInt) == "BIGINT");
  CHECK(common(kInt, kFloat) == "FLOAT");
  CHECK(common(decimal(10, 2), kInt) == "DECIMAL(12, 2)");
  CHECK(common(kBigInt, decimal(10, 2)) == "DECIMAL(21, 2)");
  CHECK(common(decimal(10, 2), decimal(3, 3)) == "DECIMAL(11, 3)");
  CHECK(common(decimal(10, 2), kDouble) == "DOUBLE");
  CHECK(common(decimal(10, 2), kFloat) == "DOUBLE");
}

TEST_CASE("a common DECIMAL loses fraction digits rather than integer digits") {
  CHECK(common(decimal(38, 10), decimal(30, 20)) == "DECIMAL(38, 10)");
  CHECK(common(decimal(38, 38), kInt) == "DECIMAL(38, 28)");
  CHECK(common(decimal(38, 0), decimal(38, 38)) == "DECIMAL(38, 0)");
}

TEST_CASE("of FLOAT and DOUBLE the first wins, but arguments of functions become DOUBLE") {
  CHECK(common(kFloat, kDouble) == "FLOAT");
  CHECK(common(kDouble, kFloat) == "DOUBLE");
  CHECK(arguments(kFloat, kDouble) == "DOUBLE");
  CHECK(arguments(decimal(10, 2), kFloat) == "FLOAT");
  CHECK(arguments(kFloat, decimal(10, 2)) == "DOUBLE");
}

TEST_CASE("texts of different lengths become VARCHAR") {
  CHECK(common(DataType::character(3), DataType::character(3)) == "CHAR(3)");
  CHECK(common(DataType::character(3), DataType::character(5)) == "VARCHAR(5)");
  CHECK(common(DataType::character(5), DataType::varchar(3)) == "VARCHAR(5)");
  CHECK(common(DataType::character(5), DataType::string()) == "STRING");
  CHECK(common(DataType::binary(3), DataType::binary(5)) == "VARBINARY(5)");
}

TEST_CASE("timestamps take the higher precision, and with it the instant") {
  CHECK(common(DataType::timestamp(3), DataType::timestamp(6)) == "TIMESTAMP(6)");
  CHECK(common(DataType::timestamp(3), DataType::timestamp_ltz(3)) == "TIMESTAMP(3)");
  CHECK(common(DataType::timestamp_ltz(3), DataType::timestamp(3)) == "TIMESTAMP_LTZ(3)");
  CHECK(common(DataType::timestamp(6), DataType::timestamp_ltz(3)) == "TIMESTAMP_LTZ(6)");
  CHECK(arguments(DataType::timestamp(3), DataType::timestamp_ltz(3)) == "TIMESTAMP_LTZ(3)");
}

TEST_CASE("a date and a timestamp mix in functions only") {
  CHECK(common(kDate, DataType::timestamp(3)) == "none");
  CHECK(arguments(DataType::timestamp(3), kDate) == "DATE");
}

TEST_CASE("collections mix element by element and keep the first names") {
  CHECK(common(DataType::array(kInt), DataType::array(kBigInt)) == "ARRAY<BIGINT>");
  CHECK(common(DataType::array(kInt.not_null()), DataType::array(kInt)) == "ARRAY<INT>");
  CHECK(common(DataType::array(kInt), DataType::array(DataType::string())) == "none");
  CHECK(common(DataType::map(kInt, kInt), DataType::map(kInt, kDouble)) == "MAP<INT, DOUBLE>");
  const DataType a = DataType::row({{"a", kInt}, {"b", DataType::character(3)}});
  const DataType x = DataType::row({{"x", kBigInt}, {"y", DataType::character(5)}});
  CHECK(common(a, x) == "ROW<`a` BIGINT, `b` VARCHAR(5)>");
  CHECK(common(a, DataType::row({{"a", kInt}})) == "none");
}

TEST_CASE("types of different families do not mix") {
  CHECK(common(kBoolean, kInt) == "none");
  CHECK(common(DataType::string(), kInt) == "none");
  CHECK(common(kInt, kDate) == "none");
  CHECK(common(DataType::array(kInt), DataType::multiset(kInt)) == "none");
}

TEST_CASE("a common type is nullable when one of them is") {
  CHECK(common(kInt.not_null(), kBigInt.not_null()) == "BIGINT NOT NULL");
  CHECK(common(kInt.not_null(), kBigInt) == "BIGINT");
  CHECK(common(kNull, kInt.not_null()) == "INT");
  CHECK(common_type(kNull, kNull)->is(TypeKind::Null));
}

TEST_CASE("a time attribute stays when all have it") {
  const DataType rowtime = DataType::timestamp(3).with_time_attribute(TimeAttribute::Rowtime);
  CHECK(common_type(rowtime, rowtime)->time_attribute() == TimeAttribute::Rowtime);
  CHECK(common_type(rowtime, DataType::timestamp(3))->time_attribute() == TimeAttribute::None);
}

TEST_CASE("implicit casts only widen, except that fractions go to any DECIMAL") {
  CHECK(is_implicitly_castable(kTinyInt, kBigInt));
  CHECK_FALSE(is_implicitly_castable(kBigInt, kInt));
  CHECK(is_implicitly_castable(kDouble, decimal(10, 2)));
  CHECK(is_implicitly_castable(decimal(10, 2), kFloat));
  CHECK_FALSE(is_implicitly_castable(kDouble, kFloat));
  CHECK_FALSE(is_implicitly_castable(decimal(10, 2), kBigInt));
  CHECK(is_implicitly_castable(DataType::string(), DataType::varchar(3)));
  CHECK_FALSE(is_implicitly_castable(DataType::string(), DataType::character(3)));
  CHECK_FALSE(is_implicitly_castable(DataType::string(), kInt));
  CHECK_FALSE(is_implicitly_castable(kInt, DataType::string()));
  CHECK(is_implicitly_castable(DataType::timestamp(3), DataType::timestamp_ltz(3)));
  CHECK(is_implicitly_castable(DataType::timestamp(3), kDate));
  CHECK_FALSE(is_implicitly_castable(kDate, DataType::timestamp(3)));
  CHECK(is_implicitly_castable(DataType::binary(3), DataType::bytes()));
  CHECK_FALSE(is_implicitly_castable(kBoolean, kInt));
}

TEST_CASE("an untyped NULL goes to everything") {
  CHECK(is_implicitly_castable(kNull, kInt));
  CHECK(is_implicitly_castable(kNull, DataType::array(kInt)));
}

TEST_CASE("collections are cast implicitly when their elements are") {
  CHECK(is_implicitly_castable(DataType::array(kInt), DataType::array(kBigInt)));
  CHECK_FALSE(is_implicitly_castable(DataType::array(kInt), DataType::array(kInt.not_null())));
  CHECK_FALSE(is_implicitly_castable(DataType::array(kInt), DataType::multiset(kInt)));
  CHECK(is_implicitly_castable(DataType::row({{"a", kInt}}), DataType::row({{"b", kDouble}})));
}

TEST_CASE("DECIMAL arithmetic has SQL Server's result types") {
  CHECK(decimal_sum_type(decimal(10, 2), decimal(5, 4)).to_sql() == "DECIMAL(13, 4)");
  CHECK(decimal_sum_type(kInt, decimal(10, 2)).to_sql() == "DECIMAL(13, 2)");
  CHECK(decimal_sum_type(decimal(38, 10), decimal(38, 28)).to_sql() == "DECIMAL(38, 9)");
  CHECK(decimal_product_type(decimal(10, 2), decimal(10, 2)).to_sql() == "DECIMAL(21, 4)");
  CHECK(decimal_product_type(decimal(30, 6), decimal(30, 6)).to_sql() == "DECIMAL(38, 6)");
  CHECK(decimal_quotient_type(decimal(10, 2), decimal(10, 2)).to_sql() == "DECIMAL(23, 13)");
  CHECK(decimal_quotient_type(decimal(10, 2), kTinyInt).to_sql() == "DECIMAL(14, 6)");
  CHECK(decimal_remainder_type(decimal(10, 2), decimal(5, 4)).to_sql() == "DECIMAL(5, 4)");
  const DataType known = decimal(10, 2).not_null();
  CHECK(decimal_sum_type(known, known).to_sql() == "DECIMAL(11, 2) NOT NULL");
}
