#include "connectors/jdbc/jdbc_settings.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "connectors/jdbc/options.h"
#include "connectors/mysql/jdbc_url.h"
#include "engine/base/ascii.h"
#include "engine/base/error.h"
#include "engine/base/suggestion.h"

namespace streamsql::jdbc {
namespace {

using std::chrono::milliseconds;

class Reader {
 public:
  explicit Reader(const TableDescriptor& table) : table_(table), options_(table.options) {}

  JdbcSettings read() {
    validate_options(options_, kJdbcOptions, fmt::format("table '{}'", table_.name));
    check_together();
    check_types();
    JdbcSettings settings;
    settings.connection = connection();
    settings.table = options_.text("table-name").value();
    settings.push_filters = word("filter.handling.policy") == "always";
    settings.fetch_size = not_negative("scan.fetch-size");
    settings.partition = partition();
    settings.incrementing = incrementing();
    settings.lookup = lookup();
    settings.lookup_connections = settings.lookup.async ? positive("lookup.connections") : 1;
    settings.keys_per_query =
        static_cast<std::size_t>(settings.lookup.async ? positive("lookup.keys-per-query") : 1);
    settings.sink = sink();
    return settings;
  }

 private:
  static std::string_view default_of(std::string_view key) {
    return find_spec(kJdbcOptions, key)->default_value;
  }

  // Lower case, for enumerations.
  std::string word(std::string_view key) const {
    return to_lower(options_.text(key).value_or(std::string(default_of(key))));
  }
  std::int64_t integer(std::string_view key) const {
    if (const auto given = options_.integer(key)) return *given;
    const auto text = default_of(key);
    return text.empty() ? 0 : std::stoll(std::string(text));
  }
  milliseconds duration(std::string_view key) const {
    return options_.duration(key).value_or(*parse_duration(default_of(key)));
  }
  bool boolean(std::string_view key) const {
    return options_.boolean(key).value_or(default_of(key) == "true");
  }

  std::int64_t not_negative(std::string_view key) const {
    const auto value = integer(key);
    if (value < 0) {
      throw options_.invalid(
          key,
          fmt::format("The value of '{}' option shouldn't be negative, but is {}.", key, value));
    }
    return value;
  }
  int positive(std::string_view key) const {
    const auto value = integer(key);
    if (value < 1 || value > 1000) {
      throw options_.invalid(
          key,
          fmt::format("The value of '{}' option must be from 1 to 1000, but is {}.", key, value));
    }
    return static_cast<int>(value);
  }

  void all_or_none(std::initializer_list<std::string_view> keys) const {
    std::string_view given;
    std::size_t count = 0;
    for (const auto key : keys) {
      if (!options_.contains(key)) continue;
      given = key;
      ++count;
    }
    if (count == 0 || count == keys.size()) return;
    throw options_.invalid(
        given, fmt::format("Either all or none of the following options should be provided:\n{}",
                           fmt::join(keys, "\n")));
  }

  void check_together() const {
    all_or_none({"username", "password"});
    all_or_none({"scan.partition.column", "scan.partition.num", "scan.partition.lower-bound",
                 "scan.partition.upper-bound"});
    all_or_none({"lookup.cache.max-rows", "lookup.cache.ttl"});
    const auto timeout = duration("connection.max-retry-timeout");
    if (timeout < milliseconds(1000)) {
      throw options_.invalid(
          "connection.max-retry-timeout",
          fmt::format("The value of 'connection.max-retry-timeout' option must be in second "
                      "granularity and shouldn't be smaller than 1 second, but is {}.",
                      options_.text("connection.max-retry-timeout").value()));
    }
  }

  // The types that Flink's MySQL dialect takes.
  void check_types() const {
    for (const auto& field : table_.physical->fields) {
      const auto& type = field.type;
      if (type.is_nested() || type.is(TypeKind::TimestampLtz) || type.is_interval() ||
          type.is(TypeKind::Null)) {
        throw Error(ErrorCode::InvalidTable,
                    fmt::format("The MySQL dialect doesn't support type: {}.",
                                type.with_nullable(true).to_sql()))
            .at(table_.span)
            .hint(fmt::format("column '{}' of table '{}'", field.name, table_.short_name));
      }
      if (type.is(TypeKind::Timestamp) && type.precision() > 6) {
        throw Error(ErrorCode::InvalidTable,
                    fmt::format("The precision of field '{}' is out of the TIMESTAMP precision "
                                "range [0, 6] supported by dialect MySQL",
                                field.name))
            .at(table_.span);
      }
    }
  }

  mysql::ConnectionSettings connection() const {
    mysql::ConnectionSettings settings;
    try {
      settings = mysql::parse_jdbc_url(options_.text("url").value());
    } catch (Error& error) {
      error.mark(options_.find("url")->value_span);
      throw;
    }
    settings.user = options_.text("username").value_or(settings.user);
    settings.password = options_.text("password").value_or(settings.password);
    if (const auto given = options_.duration("connection.max-retry-timeout")) {
      settings.connect_timeout = *given;
    }
    return settings;
  }

  int column(std::string_view key) const {
    const auto name = options_.text(key).value();
    if (const auto found = table_.physical->find(name)) return *found;
    const auto names = table_.physical->names();
    throw options_
        .invalid(key, fmt::format("Option '{}' names the column '{}', which table '{}' does not "
                                  "have",
                                  key, name, table_.name))
        .hint(did_you_mean(name, names));
  }

  std::optional<PartitionSettings> partition() const {
    if (!options_.contains("scan.partition.column")) return std::nullopt;
    PartitionSettings settings{column("scan.partition.column"), integer("scan.partition.num"),
                               integer("scan.partition.lower-bound"),
                               integer("scan.partition.upper-bound")};
    const auto& type = table_.physical->fields[static_cast<std::size_t>(settings.column)].type;
    if (!type.is_numeric() && !type.is(TypeKind::Date) && !type.is(TypeKind::Timestamp)) {
      throw options_.invalid(
          "scan.partition.column",
          fmt::format("The column of 'scan.partition.column' must be numeric, a date or a "
                      "timestamp, but is {}",
                      type.to_sql()));
    }
    if (settings.lower > settings.upper) {
      throw options_.invalid(
          "scan.partition.lower-bound",
          fmt::format("'scan.partition.lower-bound'='{}' must not be larger than "
                      "'scan.partition.upper-bound'='{}'.",
                      settings.lower, settings.upper));
    }
    if (settings.count < 1) {
      throw options_.invalid("scan.partition.num",
                             fmt::format("The value of 'scan.partition.num' option must be at "
                                         "least 1, but is {}.",
                                         settings.count));
    }
    return settings;
  }

  std::optional<IncrementingSettings> incrementing() const {
    if (word("scan.mode") != "incrementing") {
      for (const auto key : {"scan.incrementing.column", "scan.incrementing.start"}) {
        if (!options_.contains(key)) continue;
        throw options_.invalid(key,
                               fmt::format("Option '{}' needs 'scan.mode' = 'incrementing'", key));
      }
      return std::nullopt;
    }
    if (!options_.contains("scan.incrementing.column")) {
      throw Error(ErrorCode::MissingOption,
                  "'scan.mode' = 'incrementing' needs the option 'scan.incrementing.column'")
          .at(options_.find("scan.mode")->value_span);
    }
    if (options_.contains("scan.partition.column")) {
      throw options_.invalid("scan.partition.column",
                             "'scan.mode' = 'incrementing' reads in order and takes no partitions");
    }
    return IncrementingSettings{incrementing_column(),
                                options_.text("scan.incrementing.start").value_or("earliest"),
                                std::max(duration("scan.poll-interval"), milliseconds(1))};
  }

  int incrementing_column() const {
    const int index = column("scan.incrementing.column");
    const auto& type = table_.physical->fields[static_cast<std::size_t>(index)].type;
    if (type.is_integer() || type.is(TypeKind::Decimal) || type.is(TypeKind::Date) ||
        type.is(TypeKind::Timestamp)) {
      return index;
    }
    throw options_.invalid("scan.incrementing.column",
                           fmt::format("The column of 'scan.incrementing.column' must be a whole "
                                       "number, a DECIMAL, a date or a timestamp, but is {}",
                                       type.to_sql()));
  }

  LookupOptions lookup() const {
    LookupOptions lookup;
    lookup.async = boolean("lookup.async");
    lookup.max_retries = static_cast<int>(std::min<std::int64_t>(not_negative("lookup.max-retries"),
                                                                 std::numeric_limits<int>::max()));
    lookup.timeout = std::max(duration("lookup.timeout"), milliseconds(1000));
    lookup.max_staleness = options_.duration("lookup.max-staleness");
    if (options_.contains("lookup.on-failure")) lookup.on_failure = on_failure();
    if (word("lookup.cache") == "partial") {
      read_partial_cache(lookup);
    } else {
      read_legacy_cache(lookup);
    }
    return lookup;
  }

  OnLookupFailure on_failure() const {
    const auto name = word("lookup.on-failure");
    if (name == "stall") return OnLookupFailure::Stall;
    if (name == "null") return OnLookupFailure::Null;
    return name == "stale" ? OnLookupFailure::Stale : OnLookupFailure::Fail;
  }

  void read_partial_cache(LookupOptions& lookup) const {
    lookup.cache = LookupCachePolicy::Partial;
    lookup.max_rows = options_.integer("lookup.partial-cache.max-rows");
    lookup.max_bytes = options_.memory_size("lookup.partial-cache.max-bytes");
    lookup.expire_after_write = options_.duration("lookup.partial-cache.expire-after-write");
    lookup.expire_after_access = options_.duration("lookup.partial-cache.expire-after-access");
    lookup.cache_missing_key = boolean("lookup.partial-cache.cache-missing-key");
  }

  // The options of Flink before 1.16.
  void read_legacy_cache(LookupOptions& lookup) const {
    const auto max_rows = options_.integer("lookup.cache.max-rows");
    const auto ttl = options_.duration("lookup.cache.ttl");
    if (!max_rows || *max_rows < 0 || ttl->count() <= 0) return;
    lookup.cache = LookupCachePolicy::Partial;
    lookup.max_rows = max_rows;
    lookup.expire_after_write = ttl;
    lookup.max_bytes = options_.memory_size("lookup.partial-cache.max-bytes");
    lookup.cache_missing_key = boolean("lookup.cache.caching-missing-key");
  }

  SinkSettings sink() const {
    SinkSettings sink{not_negative("sink.buffer-flush.max-rows"),
                      duration("sink.buffer-flush.interval"), not_negative("sink.max-retries"),
                      duration("connection.max-retry-timeout"), std::nullopt};
    // Without a limit rows would pile up in memory until their time comes.
    if (sink.max_rows == 0) sink.max_rows = static_cast<std::int64_t>(kMaxBatchRows);
    if (options_.contains("sink.parallelism")) sink.parallelism = positive("sink.parallelism");
    sink.exactly_once = word("sink.delivery-guarantee") == "exactly-once";
    return sink;
  }

  const TableDescriptor& table_;
  const Options& options_;
};

}  // namespace

JdbcSettings read_settings(const TableDescriptor& table) { return Reader(table).read(); }

}  // namespace streamsql::jdbc
