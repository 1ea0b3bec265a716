#include <doctest/doctest.h>
#include <fmt/format.h>

#include "connectors/jdbc/lookup_query.h"
#include "connectors/jdbc/scan_query.h"
#include "connectors/jdbc/write_buffer.h"
#include "connectors/jdbc/write_query.h"

namespace streamsql::jdbc {
namespace {

SchemaPtr schema_with_key(std::vector<int> key) {
  return make_schema({{"id", DataType::bigint()}, {"na`me", DataType::string()}}, std::move(key));
}

PushedPredicate name_is(const char* text) {
  ColumnBuilder name(DataType::string());
  name.append_string(text);
  return {PushedPredicate::Op::Equal, 1, name.finish_constant(1)};
}

TEST_CASE("a question of several keys sends each with its number") {
  const LookupQuery query{"dim", schema_with_key({}), {{0}, {0, 1}, {name_is("x")}}};
  CHECK(query.sql(QuestionForm::DerivedTable, 3) ==
        "SELECT k.o, t.`id`, t.`na``me` FROM (SELECT 0 AS o, ? AS k0 UNION ALL SELECT 1, ? UNION "
        "ALL SELECT 2, ?) k STRAIGHT_JOIN `dim` t ON t.`id` = k.k0 AND t.`na``me` = ?");
  CHECK(query.sql(QuestionForm::DerivedTable, 1) ==
        "SELECT 0, t.`id`, t.`na``me` FROM `dim` t WHERE t.`id` = ? AND t.`na``me` = ?");
  CHECK(query.sql(QuestionForm::UnionAll, 2) ==
        "SELECT 0, t.`id`, t.`na``me` FROM `dim` t WHERE t.`id` = ? AND t.`na``me` = ? UNION ALL "
        "SELECT 1, t.`id`, t.`na``me` FROM `dim` t WHERE t.`id` = ? AND t.`na``me` = ?");
  CHECK(query.key_parameter(QuestionForm::DerivedTable, 2) == 2);
  CHECK(query.key_parameter(QuestionForm::UnionAll, 2) == 4);
}

TEST_CASE("a scan selects the columns wanted under its conditions") {
  ScanPlan plan;
  plan.settings.table = "t";
  plan.schema = schema_with_key({});
  plan.columns = {1};
  CHECK(plan.scan_sql(false) == "SELECT `na``me` FROM `t` t");
  plan.predicates = {name_is("x"), {PushedPredicate::Op::IsNotNull, 0, nullptr}};
  plan.limit = 5;
  CHECK(plan.scan_sql(false) ==
        "SELECT `na``me` FROM `t` t WHERE t.`na``me` = ? AND t.`id` IS NOT NULL LIMIT 5");
  plan.settings.partition = PartitionSettings{0, 2, 1, 10};
  plan.limit.reset();
  CHECK(plan.scan_sql(true) ==
        "SELECT `na``me` FROM `t` t WHERE t.`na``me` = ? AND t.`id` IS NOT NULL AND `id` BETWEEN ? "
        "AND ?");
  plan.columns.clear();
  plan.predicates.clear();
  CHECK(plan.scan_sql(false) == "SELECT 1 FROM `t` t");
}

TEST_CASE("an incrementing scan orders by its column and brings it along") {
  ScanPlan plan;
  plan.settings.table = "t";
  plan.settings.incrementing = IncrementingSettings{0, "earliest", {}};
  plan.schema = schema_with_key({});
  plan.columns = {1};
  CHECK(plan.scan_behind_sql(true) ==
        "SELECT `na``me`, t.`id` FROM `t` t WHERE t.`id` > ? ORDER BY t.`id`");
  CHECK(plan.scan_behind_sql(false) ==
        "SELECT `na``me`, t.`id` FROM `t` t WHERE t.`id` IS NOT NULL ORDER BY t.`id`");
}

std::string ranges_text(const PartitionSettings& settings) {
  std::string out;
  for (const auto& range : partition_ranges(settings)) {
    out += fmt::format("[{} {}]", range.first, range.last);
  }
  return out;
}

TEST_CASE("ranges differ by one value at most and are no more than the values") {
  CHECK(ranges_text({0, 3, 1, 10}) == "[1 4][5 7][8 10]");
  CHECK(ranges_text({0, 5, 1, 3}) == "[1 1][2 2][3 3]");
  CHECK(ranges_text({0, 1, 7, 7}) == "[7 7]");
  CHECK(ranges_text({0, 2, INT64_MIN, INT64_MAX}) ==
        "[-9223372036854775808 -1][0 9223372036854775807]");
}

TEST_CASE("rows are inserted by one statement, and with a key updated") {
  CHECK(WriteQuery{"t", schema_with_key({})}.insert_sql(2) ==
        "INSERT INTO `t`(`id`, `na``me`) VALUES (?, ?), (?, ?)");
  CHECK(WriteQuery{"t", schema_with_key({0})}.insert_sql(1) ==
        "INSERT INTO `t`(`id`, `na``me`) VALUES (?, ?) ON DUPLICATE KEY UPDATE `id`=VALUES(`id`), "
        "`na``me`=VALUES(`na``me`)");
}

TEST_CASE("keys are deleted by one statement") {
  CHECK(WriteQuery{"t", schema_with_key({0})}.delete_sql(2) ==
        "DELETE FROM `t` WHERE `id` IN (?, ?)");
  CHECK(WriteQuery{"t", schema_with_key({0, 1})}.delete_sql(2) ==
        "DELETE FROM `t` WHERE (`id` = ? AND `na``me` = ?) OR (`id` = ? AND `na``me` = ?)");
}

std::string text_of(const std::vector<WriteRow>& rows) {
  std::string out;
  for (const auto& row : rows) out += fmt::format("{} ", row.batch.column(1).string(row.row));
  return out;
}

TEST_CASE("a buffer keeps the last change of each key, and counts keys") {
  WriteBuffer buffer({0});
  const auto batch = Batch::parse(
      *schema_with_key({}), "+I[1, a]\n-U[1, a]\n+U[1, b]\n+I[2, c]\n-D[2, c]\n+I[3, d]\n+I[4, e]");
  std::uint32_t next = 0;
  while (next < batch.row_count() && !buffer.is_full(3)) next = buffer.add(batch, next, 3);
  CHECK(next == 6);
  CHECK(text_of(buffer.upserts()) == "b d ");
  CHECK(text_of(buffer.deletes()) == "c ");
  buffer.clear();
  CHECK(buffer.empty());
  CHECK(buffer.add(batch, next, 3) == 7);
  CHECK(text_of(buffer.upserts()) == "e ");
}

TEST_CASE("a buffer without a key keeps every row") {
  WriteBuffer buffer({});
  const auto batch = Batch::parse(*schema_with_key({}), "+I[1, a]\n+I[1, a]");
  CHECK(buffer.add(batch, 0, 100) == 2);
  CHECK(text_of(buffer.upserts()) == "a a ");
}

}  // namespace
}  // namespace streamsql::jdbc
