#include <doctest/doctest.h>

#include "connectors/jdbc/jdbc_settings.h"
#include "connectors/jdbc/tables.h"
#include "engine/base/error.h"

namespace streamsql::jdbc {
namespace {

using std::chrono::milliseconds;

TableDescriptor table_with(std::initializer_list<std::pair<const char*, const char*>> options) {
  TableDescriptor table;
  table.name = "default_catalog.default_database.t";
  table.short_name = "t";
  table.physical = make_schema(
      {{"id", DataType::bigint()}, {"name", DataType::string()}, {"at", DataType::timestamp(3)}});
  table.options.set("connector", "jdbc");
  table.options.set("url", "jdbc:mysql://h/d");
  table.options.set("table-name", "t");
  for (const auto& [key, value] : options) table.options.set(key, value);
  return table;
}

std::string message_of(const TableDescriptor& table) {
  try {
    read_settings(table);
    return "";
  } catch (const Error& error) {
    return error.message();
  }
}

TEST_CASE("the defaults are Flink's") {
  const auto settings = read_settings(table_with({}));
  CHECK(settings.lookup.cache == LookupCachePolicy::None);
  CHECK(settings.lookup.max_retries == 3);
  CHECK(settings.sink.max_rows == 100);
  CHECK(settings.sink.interval == milliseconds(1000));
  CHECK(settings.sink.max_retries == 3);
  CHECK(settings.push_filters);
  CHECK_FALSE(settings.partition.has_value());
}

TEST_CASE("lookups are batched over a few connections unless they shall be in order") {
  const auto async = read_settings(table_with({}));
  CHECK(async.lookup.async);
  CHECK(async.keys_per_query == 100);
  CHECK(async.lookup_connections == 4);
  const auto in_order = read_settings(table_with({{"lookup.async", "false"}}));
  CHECK(in_order.keys_per_query == 1);
  CHECK(in_order.lookup_connections == 1);
}

TEST_CASE("the legacy cache options make a partial cache that expires after write") {
  const auto settings =
      read_settings(table_with({{"lookup.cache.max-rows", "1000"}, {"lookup.cache.ttl", "5min"}}));
  CHECK(settings.lookup.cache == LookupCachePolicy::Partial);
  CHECK(settings.lookup.max_rows == 1000);
  CHECK(settings.lookup.expire_after_write == milliseconds(300'000));
  CHECK(settings.lookup.cache_missing_key);
}

TEST_CASE("the partial cache has bounds in rows, bytes and time") {
  const auto lookup = read_settings(table_with({{"lookup.cache", "partial"},
                                                {"lookup.partial-cache.max-rows", "7"},
                                                {"lookup.partial-cache.max-bytes", "1mb"},
                                                {"lookup.partial-cache.expire-after-access", "1s"},
                                                {"lookup.partial-cache.cache-missing-key", "false"},
                                                {"lookup.on-failure", "stale"},
                                                {"lookup.max-staleness", "1h"},
                                                {"lookup.timeout", "5s"}}))
                          .lookup;
  CHECK(lookup.cache == LookupCachePolicy::Partial);
  CHECK(lookup.max_rows == 7);
  CHECK(lookup.max_bytes == 1u << 20);
  CHECK(lookup.expire_after_access == milliseconds(1000));
  CHECK_FALSE(lookup.cache_missing_key);
  CHECK(lookup.on_failure == OnLookupFailure::Stale);
  CHECK(lookup.max_staleness == milliseconds(3'600'000));
  CHECK(lookup.timeout == milliseconds(5000));
}

// Flink's jdbc accepts the word, caches nothing, and refuses the options of a full cache.
TEST_CASE("the full cache keeps nothing, unless the legacy options say so") {
  using Policy = LookupCachePolicy;
  CHECK(read_settings(table_with({{"lookup.cache", "FULL"}})).lookup.cache == Policy::None);
  CHECK(read_settings(table_with({{"lookup.cache", "FULL"},
                                  {"lookup.cache.max-rows", "10"},
                                  {"lookup.cache.ttl", "1 min"}}))
            .lookup.cache == Policy::Partial);
}

TEST_CASE("options that belong together are given together") {
  CHECK(message_of(table_with({{"username", "u"}})) ==
        "Either all or none of the following options should be provided:\nusername\npassword");
  CHECK(message_of(table_with({{"lookup.cache.ttl", "1s"}})) ==
        "Either all or none of the following options should be provided:\n"
        "lookup.cache.max-rows\nlookup.cache.ttl");
  CHECK(message_of(table_with({{"scan.partition.column", "id"}, {"scan.partition.num", "2"}})) ==
        "Either all or none of the following options should be provided:\n"
        "scan.partition.column\nscan.partition.num\nscan.partition.lower-bound\n"
        "scan.partition.upper-bound");
}

TEST_CASE("values out of range are refused in Flink's words") {
  CHECK(message_of(table_with({{"sink.max-retries", "-1"}})) ==
        "The value of 'sink.max-retries' option shouldn't be negative, but is -1.");
  CHECK(message_of(table_with({{"lookup.max-retries", "-1"}})) ==
        "The value of 'lookup.max-retries' option shouldn't be negative, but is -1.");
  CHECK(message_of(table_with({{"connection.max-retry-timeout", "100ms"}})) ==
        "The value of 'connection.max-retry-timeout' option must be in second granularity and "
        "shouldn't be smaller than 1 second, but is 100ms.");
  CHECK(message_of(table_with({{"scan.partition.column", "id"},
                               {"scan.partition.num", "2"},
                               {"scan.partition.lower-bound", "3"},
                               {"scan.partition.upper-bound", "2"}})) ==
        "'scan.partition.lower-bound'='3' must not be larger than "
        "'scan.partition.upper-bound'='2'.");
}

TEST_CASE("a partition column exists and has an order of numbers or times") {
  const auto with = [](const char* column) {
    return table_with({{"scan.partition.column", column},
                       {"scan.partition.num", "2"},
                       {"scan.partition.lower-bound", "1"},
                       {"scan.partition.upper-bound", "2"}});
  };
  CHECK(message_of(with("at")).empty());
  CHECK(message_of(with("name")).find("must be numeric, a date or a timestamp") !=
        std::string::npos);
  CHECK(message_of(with("idd")).find("names the column 'idd'") != std::string::npos);
}

TEST_CASE("an incrementing scan names its column") {
  CHECK(message_of(table_with({{"scan.mode", "incrementing"}})) ==
        "'scan.mode' = 'incrementing' needs the option 'scan.incrementing.column'");
  CHECK(message_of(table_with({{"scan.incrementing.column", "id"}})) ==
        "Option 'scan.incrementing.column' needs 'scan.mode' = 'incrementing'");
  CHECK(
      message_of(table_with({{"scan.mode", "incrementing"}, {"scan.incrementing.column", "name"}}))
          .find("whole number") != std::string::npos);
}

TEST_CASE("types that MySQL lacks are refused in Flink's words") {
  auto table = table_with({});
  table.physical = make_schema({{"a", DataType::array(DataType::integer())}});
  CHECK(message_of(table) == "The MySQL dialect doesn't support type: ARRAY<INT>.");
  table.physical = make_schema({{"a", DataType::timestamp_ltz(3)}});
  CHECK(message_of(table) == "The MySQL dialect doesn't support type: TIMESTAMP_LTZ(3).");
  table.physical = make_schema({{"a", DataType::timestamp(9)}});
  CHECK(message_of(table) ==
        "The precision of field 'a' is out of the TIMESTAMP precision range [0, 6] supported by "
        "dialect MySQL");
}

TEST_CASE("EXPLAIN shows what is pushed down, and no secrets") {
  const auto table = table_with({{"username", "u"}, {"password", "secret"}});
  ColumnBuilder name(DataType::string());
  name.append_string("x");
  const PushedPredicate predicate{PushedPredicate::Op::Equal, 1, name.finish_constant(1)};
  const auto scan = make_scan_table(table);
  scan->push_down({{0}, {predicate}, {}});
  CHECK(scan->describe() == "jdbc h:3306/d, table=t, filter=[`name` = 'x']");
  const auto lookup = make_lookup_table(table);
  lookup->push_down({{0}, {1}, {predicate}});
  CHECK(lookup->describe() ==
        "jdbc h:3306/d, table=t, filter=[`name` = 'x'], async, 100 keys a query, 4 connections");
  CHECK(make_sink_table(table)->describe() == "jdbc h:3306/d, table=t, inserts");
}

TEST_CASE("filters stay in the job when the database shall not evaluate them") {
  const auto scan = make_scan_table(table_with({{"filter.handling.policy", "never"}}));
  ColumnBuilder one(DataType::bigint());
  one.append<std::int64_t>(1);
  const auto answer =
      scan->push_down({{0}, {{PushedPredicate::Op::Equal, 0, one.finish_constant(1)}}, 5});
  CHECK(answer.accepted == std::vector<bool>{false});
  CHECK_FALSE(answer.limit_accepted);
}

}  // namespace
}  // namespace streamsql::jdbc
