#include "engine/connector/checkpoint_storage.h"

#include <fmt/format.h>

#include "connectors/jdbc/jdbc.h"
#include "connectors/mysql/connection.h"
#include "connectors/mysql/jdbc_url.h"
#include "connectors/mysql/quoting.h"

// <table>          a row per checkpoint
// <table>_offsets  a row per split of it; a Kafka split also by topic and partition
namespace streamsql {
namespace {

using mysql::quote_identifier;
using mysql::quote_text;

constexpr std::string_view kPrefix = "execution.checkpointing.storage.jdbc.";
constexpr CheckpointId kKept = 100;  // checkpoints per job that stay readable

std::string required(const Settings& settings, std::string_view name) {
  const auto key = std::string(kPrefix) + std::string(name);
  if (auto value = settings.find(key)) return *value;
  throw Error(ErrorCode::MissingOption,
              fmt::format("execution.checkpointing.storage = jdbc needs '{}'", key))
      .hint(fmt::format("SET '{}' = '…';", key));
}

class JdbcCheckpointStorage final : public CheckpointStorage {
 public:
  explicit JdbcCheckpointStorage(const Settings& settings)
      : settings_(mysql::parse_jdbc_url(required(settings, "url"))),
        table_(settings.text(std::string(kPrefix) + "table")) {
    if (const auto user = settings.find(std::string(kPrefix) + "username")) settings_.user = *user;
    if (const auto password = settings.find(std::string(kPrefix) + "password")) {
      settings_.password = *password;
    }
  }

  void initialise() override {
    connection_ = std::make_unique<mysql::Connection>(settings_);
    connection_->execute(fmt::format(
        "CREATE TABLE IF NOT EXISTS {} (job VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin "
        "NOT NULL, job_uuid VARCHAR(64) NOT NULL, checkpoint_id BIGINT UNSIGNED NOT NULL, "
        "checkpoint_uuid VARCHAR(64) NOT NULL, taken_at TIMESTAMP(3) NOT NULL, "
        "taken_millis BIGINT NOT NULL, manifest_digest VARCHAR(64) NOT NULL, "
        "PRIMARY KEY (job_uuid, checkpoint_id), KEY (job, taken_millis)) ENGINE=InnoDB",
        checkpoints()));
    connection_->execute(fmt::format(
        "CREATE TABLE IF NOT EXISTS {} (job_uuid VARCHAR(64) NOT NULL, "
        "checkpoint_id BIGINT UNSIGNED NOT NULL, number INT NOT NULL, source TEXT NOT NULL, "
        "split TEXT NOT NULL, position TEXT NOT NULL, topic VARCHAR(255), partition_number INT, "
        "next_offset BIGINT, PRIMARY KEY (job_uuid, checkpoint_id, number)) ENGINE=InnoDB",
        offsets()));
  }

  void store(const StoredCheckpoint& checkpoint) override {
    in_session([&] {
      connection_->execute("START TRANSACTION");
      connection_->execute(fmt::format(
          "REPLACE INTO {} VALUES ({}, {}, {}, {}, FROM_UNIXTIME({}.{:03}), {}, {})", checkpoints(),
          quote_text(checkpoint.job_name), quote_text(checkpoint.job_uuid), checkpoint.id,
          quote_text(checkpoint.uuid), checkpoint.wall_millis / 1000, checkpoint.wall_millis % 1000,
          checkpoint.wall_millis, quote_text(checkpoint.digest)));
      const auto of_job =
          fmt::format("WHERE job_uuid = {} AND checkpoint_id", quote_text(checkpoint.job_uuid));
      connection_->execute(fmt::format("DELETE FROM {} {} = {}", offsets(), of_job, checkpoint.id));
      store_positions(checkpoint);
      if (checkpoint.id > kKept) {
        const auto old = checkpoint.id - kKept;
        connection_->execute(fmt::format("DELETE FROM {} {} <= {}", offsets(), of_job, old));
        connection_->execute(fmt::format("DELETE FROM {} {} <= {}", checkpoints(), of_job, old));
      }
      connection_->execute("COMMIT");
    });
  }

  std::optional<StoredCheckpoint> recover(std::string_view job_name) override {
    std::optional<StoredCheckpoint> found;
    in_session([&] {
      found = read_newest(job_name);
      if (found) read_positions(*found);
    });
    return found;
  }

  void close() override { connection_.reset(); }

 private:
  std::string checkpoints() const { return quote_identifier(table_); }
  std::string offsets() const { return quote_identifier(table_ + "_offsets"); }

  // A lost connection is made again, once; whatever the transaction had done is gone with it.
  template <typename Work>
  void in_session(const Work& work) {
    if (!connection_) initialise();
    try {
      return work();
    } catch (const mysql::ServerError& error) {
      connection_.reset();
      if (!error.lost_connection()) throw;
    }
    initialise();
    work();
  }

  void store_positions(const StoredCheckpoint& checkpoint) {
    std::string rows;
    for (std::size_t i = 0; i < checkpoint.positions.size(); ++i) {
      const auto& p = checkpoint.positions[i];
      rows += fmt::format("{}({}, {}, {}, {}, {}, {}, {})", i == 0 ? "" : ", ",
                          quote_text(checkpoint.job_uuid), checkpoint.id, i, quote_text(p.source),
                          quote_text(p.split), quote_text(p.position), kafka_columns(p));
    }
    if (rows.empty()) return;
    connection_->execute(fmt::format("INSERT INTO {} VALUES {}", offsets(), rows));
  }

  // "topic-3" at "42" or "42..100": topic, partition, next offset; else NULLs.
  static std::string kafka_columns(const StoredCheckpoint::Position& p) {
    const auto is_number = [](std::string_view text) {
      return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    };
    const auto dash = p.split.rfind('-');
    const auto next = p.position.substr(0, p.position.find(".."));
    if (dash == std::string::npos || !is_number(std::string_view(p.split).substr(dash + 1)) ||
        !is_number(next)) {
      return "NULL, NULL, NULL";
    }
    return fmt::format("{}, {}, {}", quote_text(p.split.substr(0, dash)), p.split.substr(dash + 1),
                       next);
  }

  std::optional<StoredCheckpoint> read_newest(std::string_view job_name) {
    auto rows = query(fmt::format("SELECT job_uuid, checkpoint_id, checkpoint_uuid, taken_millis, "
                                  "manifest_digest FROM {} WHERE job = {} "
                                  "ORDER BY taken_millis DESC, checkpoint_id DESC LIMIT 1",
                                  checkpoints(), quote_text(job_name)),
                      5);
    if (rows.empty()) return std::nullopt;
    auto& row = rows.front();
    return StoredCheckpoint{
        std::string(job_name), row[0], std::stoull(row[1]), row[2], std::stoll(row[3]),
        std::move(row[4]),     {}};
  }

  void read_positions(StoredCheckpoint& checkpoint) {
    for (auto& row : query(fmt::format("SELECT source, split, position FROM {} WHERE job_uuid = {} "
                                       "AND checkpoint_id = {} ORDER BY number",
                                       offsets(), quote_text(checkpoint.job_uuid), checkpoint.id),
                           3)) {
      checkpoint.positions.push_back({std::move(row[0]), std::move(row[1]), std::move(row[2])});
    }
  }

  std::vector<std::vector<std::string>> query(const std::string& sql, std::size_t fields) {
    const auto statement = connection_->prepare(sql);
    const std::vector<DataType> types(fields, DataType::string());
    statement->read_as(types);
    statement->execute();
    std::vector<std::vector<std::string>> rows;
    while (statement->fetch()) {
      auto& row = rows.emplace_back();
      for (std::size_t i = 0; i < fields; ++i) row.emplace_back(statement->text(i));
    }
    return rows;
  }

  mysql::ConnectionSettings settings_;
  const std::string table_;
  std::unique_ptr<mysql::Connection> connection_;
};

}  // namespace

std::unique_ptr<CheckpointStorage> make_jdbc_checkpoint_storage(const Settings& settings) {
  return std::make_unique<JdbcCheckpointStorage>(settings);
}

}  // namespace streamsql
