// bench_jdbc URL [CONNECTIONS [KEYS_PER_QUERY [SECONDS]]]: how many keys a second a jdbc lookup
// table answers. Makes the table streamsql_bench with 100,000 keys of text in the database, if it
// is not there. 0 keys per query: one at a time, as 'lookup.async' = 'false' does.
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <mutex>
#include <random>

#include "connectors/jdbc/jdbc.h"
#include "connectors/mysql/connection.h"
#include "connectors/mysql/jdbc_url.h"

namespace streamsql {
namespace {

constexpr int kRows = 100'000;

void make_table(const std::string& url) {
  mysql::Connection connection(mysql::parse_jdbc_url(url));
  connection.execute(
      "CREATE TABLE IF NOT EXISTS streamsql_bench (pboxid VARCHAR(64) PRIMARY KEY, device_id "
      "VARCHAR(64), bind_time DATETIME(3), status INT)");
  if (connection.query_text("SELECT COUNT(*) FROM streamsql_bench") != "0") return;
  connection.execute(fmt::format(
      "INSERT INTO streamsql_bench SELECT CONCAT('box-', LPAD(seq, 7, '0')), CONCAT('dev-', seq), "
      "'2024-01-01', seq % 2 FROM seq_1_to_{}",
      kRows));
}

TableDescriptor describe_table(const std::string& url, int connections, int keys) {
  TableDescriptor table;
  table.name = table.short_name = "bench";
  table.physical = make_schema({{"pboxid", DataType::string()},
                                {"device_id", DataType::string()},
                                {"bind_time", DataType::timestamp(3)},
                                {"status", DataType::integer()}});
  table.options.set("connector", "jdbc");
  table.options.set("url", url);
  table.options.set("table-name", "streamsql_bench");
  table.options.set("lookup.async", keys > 0 ? "true" : "false");
  table.options.set("lookup.connections", std::to_string(connections));
  table.options.set("lookup.keys-per-query", std::to_string(std::max(keys, 1)));
  return table;
}

class Bench {
 public:
  explicit Bench(const TableDescriptor& descriptor)
      : table_(make_jdbc_connector()->make_lookup(descriptor)) {
    table_->push_down({{0}, {0, 1, 2, 3}, {}});
    reader_ = table_->make_reader(context_);
  }

  void run(int seconds) {
    const auto& clock = system_clock();
    const auto started = clock.monotonic_millis();
    const auto end = started + seconds * 1000;
    while (clock.monotonic_millis() < end) ask();
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return in_flight_ == 0; });
    const auto millis = clock.monotonic_millis() - started;
    fmt::print("{} keys/s, {} rows found for {} keys, {} failures\n", keys_ * 1000 / millis, rows_,
               keys_, failures_);
  }

 private:
  void ask() {
    {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [this] { return in_flight_ < reader_->capacity(); });
      ++in_flight_;
    }
    reader_->lookup(
        random_keys(), [this](const LookupRows& rows) { answered(rows.key_row.size(), 0); },
        [this](const Error&) { answered(0, 1); });
    keys_ += static_cast<std::int64_t>(reader_->keys_per_question());
  }

  void answered(std::size_t rows, int failures) {
    const std::lock_guard lock(mutex_);
    --in_flight_;
    rows_ += rows;
    failures_ += failures;
    room_.notify_all();
  }

  Batch random_keys() {
    ColumnBuilder keys(DataType::string());
    const auto count = reader_->keys_per_question();
    for (std::size_t i = 0; i < count; ++i) {
      keys.append_string(fmt::format("box-{:07}", random_() % kRows + 1));
    }
    return Batch({keys.finish()}, count);
  }

  MetricRegistry registry_;
  MemoryPool memory_{"bench", 256u << 20};
  ConnectorContext context_{system_clock(), MetricGroup(registry_, {}), memory_};
  std::unique_ptr<LookupTable> table_;
  std::mutex mutex_;
  std::condition_variable room_;
  int in_flight_ = 0, failures_ = 0;
  std::size_t rows_ = 0;
  std::int64_t keys_ = 0;
  std::minstd_rand random_{1};
  std::unique_ptr<LookupReader> reader_;
};

}  // namespace
}  // namespace streamsql

int main(int count, char** arguments) {
  if (count < 2) {
    std::fputs("usage: bench_jdbc URL [CONNECTIONS [KEYS_PER_QUERY [SECONDS]]]\n", stderr);
    return 2;
  }
  const auto number = [&](int index, int otherwise) {
    return count > index ? std::atoi(arguments[index]) : otherwise;
  };
  try {
    streamsql::make_table(arguments[1]);
    streamsql::Bench(streamsql::describe_table(arguments[1], number(2, 4), number(3, 100)))
        .run(number(4, 3));
    return 0;
  } catch (const streamsql::Error& error) {
    std::fputs((streamsql::render(error) + "\n").c_str(), stderr);
    return 1;
  }
}
