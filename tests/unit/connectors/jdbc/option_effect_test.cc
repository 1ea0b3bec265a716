// Each option of the jdbc connector, and what its value changes.
#include <doctest/doctest.h>

#include "connectors/jdbc/jdbc_settings.h"
#include "connectors/jdbc/options.h"
#include "connectors/jdbc/tables.h"

namespace streamsql::jdbc {
namespace {

using std::chrono::milliseconds;
using Pairs = std::initializer_list<std::pair<std::string, std::string>>;

TableDescriptor table_of(Pairs pairs) {
  TableDescriptor table;
  table.name = "default_catalog.default_database.t";
  table.short_name = "t";
  table.physical = make_schema({{"id", DataType::bigint()}, {"name", DataType::string()}});
  table.options.set("connector", "jdbc");
  table.options.set("url", "jdbc:mysql://h/d?user=url_user&password=url_word");
  table.options.set("table-name", "t");
  for (const auto& [key, value] : pairs) table.options.set(key, value);
  return table;
}

JdbcSettings settings_of(Pairs pairs) { return read_settings(table_of(pairs)); }
LookupOptions lookup_of(Pairs pairs) { return settings_of(pairs).lookup; }

TEST_CASE("user and password come from the options, and else from the URL") {
  CHECK(settings_of({}).connection.user == "url_user");
  const auto given = settings_of({{"username", "u"}, {"password", "p"}}).connection;
  CHECK(given.user == "u");
  CHECK(given.password == "p");
}

TEST_CASE("connection.max-retry-timeout bounds connecting and the sink's statements") {
  const auto settings = settings_of({{"connection.max-retry-timeout", "7 s"}});
  CHECK(settings.connection.connect_timeout == milliseconds(7000));
  CHECK(settings.sink.timeout == milliseconds(7000));
  CHECK(settings_of({}).connection.connect_timeout == milliseconds(5000));
  CHECK(settings_of({}).sink.timeout == milliseconds(60'000));
}

TEST_CASE("the columns and ranges of a partitioned scan are the options'") {
  const auto partition = settings_of({{"scan.partition.column", "id"},
                                      {"scan.partition.num", "4"},
                                      {"scan.partition.lower-bound", "-5"},
                                      {"scan.partition.upper-bound", "90"}})
                             .partition;
  REQUIRE(partition);
  CHECK(partition->column == 0);
  CHECK(partition->count == 4);
  CHECK(partition->lower == -5);
  CHECK(partition->upper == 90);
}

TEST_CASE("an incrementing scan begins and polls as its options say") {
  const auto from_start =
      settings_of({{"scan.mode", "incrementing"}, {"scan.incrementing.column", "id"}});
  CHECK(from_start.incrementing->start == "earliest");
  CHECK(from_start.incrementing->poll_interval == milliseconds(1000));
  const auto later = settings_of({{"scan.mode", "incrementing"},
                                  {"scan.incrementing.column", "id"},
                                  {"scan.incrementing.start", "17"},
                                  {"scan.poll-interval", "250 ms"}});
  CHECK(later.incrementing->start == "17");
  CHECK(later.incrementing->poll_interval == milliseconds(250));
}

TEST_CASE("how many keys a question has, and how many are in flight") {
  const auto lookup =
      make_lookup_table(table_of({{"lookup.keys-per-query", "7"}, {"lookup.connections", "2"}}));
  lookup->push_down({{0}, {1}, {}});
  CHECK(lookup->describe() == "jdbc h:3306/d, table=t, async, 7 keys a query, 2 connections");
  const auto in_order = make_lookup_table(table_of({{"lookup.async", "false"}}));
  in_order->push_down({{0}, {1}, {}});
  CHECK(in_order->describe() == "jdbc h:3306/d, table=t, one key a query, in order");
}

TEST_CASE("a sink waits for the checkpoint unless at-least-once is asked for") {
  const auto participation = [](Pairs pairs) {
    return make_sink_table(table_of(pairs))->participation();
  };
  CHECK(participation({}) == Participation::Redo);
  CHECK(participation({{"sink.delivery-guarantee", "exactly-once"}}) == Participation::Redo);
  CHECK(participation({{"sink.delivery-guarantee", "at-least-once"}}) ==
        Participation::AtLeastOnce);
}

TEST_CASE("each failure policy of lookups has a name") {
  CHECK(!lookup_of({}).on_failure);
  CHECK(lookup_of({{"lookup.on-failure", "fail"}}).on_failure == OnLookupFailure::Fail);
  CHECK(lookup_of({{"lookup.on-failure", "stall"}}).on_failure == OnLookupFailure::Stall);
  CHECK(lookup_of({{"lookup.on-failure", "null"}}).on_failure == OnLookupFailure::Null);
  CHECK(lookup_of({{"lookup.on-failure", "stale"}}).on_failure == OnLookupFailure::Stale);
}

TEST_CASE("retries and timeout of a lookup are the options'") {
  CHECK(lookup_of({{"lookup.max-retries", "7"}}).max_retries == 7);
  CHECK(lookup_of({}).timeout == milliseconds(30'000));
  CHECK(lookup_of({{"lookup.timeout", "2 s"}}).timeout == milliseconds(2000));
}

TEST_CASE("a partial cache expires as its options say, and only then") {
  const auto plain = lookup_of({{"lookup.cache", "PARTIAL"}});
  CHECK(!plain.expire_after_write);
  CHECK(!plain.expire_after_access);
  CHECK(plain.cache_missing_key);
  const auto written = lookup_of(
      {{"lookup.cache", "PARTIAL"}, {"lookup.partial-cache.expire-after-write", "2 min"}});
  CHECK(written.expire_after_write == milliseconds(120'000));
}

TEST_CASE("the legacy cache leaves missing keys out when it is told to") {
  const auto lookup = lookup_of({{"lookup.cache.max-rows", "10"},
                                 {"lookup.cache.ttl", "1 s"},
                                 {"lookup.cache.caching-missing-key", "false"}});
  CHECK(lookup.cache == LookupCachePolicy::Partial);
  CHECK(!lookup.cache_missing_key);
}

TEST_CASE("the sink's buffer, retries and subtasks are the options'") {
  const auto sink = settings_of({{"sink.buffer-flush.max-rows", "7"},
                                 {"sink.buffer-flush.interval", "0"},
                                 {"sink.max-retries", "0"}})
                        .sink;
  CHECK(sink.max_rows == 7);
  CHECK(sink.interval == milliseconds(0));
  CHECK(sink.max_retries == 0);
  CHECK(!make_sink_table(table_of({}))->parallelism());
  CHECK(make_sink_table(table_of({{"sink.parallelism", "3"}}))->parallelism() == 3);
}

TEST_CASE("options that cannot matter are accepted, and say why") {
  CHECK(settings_of({{"driver", "com.mysql.cj.jdbc.Driver"},
                     {"compatible-mode", "mysql"},
                     {"scan.auto-commit", "false"}})
            .table == "t");
  for (const auto& spec : kJdbcOptions) {
    INFO(spec.key);
    CHECK((spec.effect == OptionEffect::Acts || !spec.summary.empty()));
  }
}

}  // namespace
}  // namespace streamsql::jdbc
