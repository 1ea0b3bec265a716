#include "connectors/jdbc/checkpoint_storage.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "connectors/jdbc/jdbc.h"
#include "connectors/mysql/jdbc_url.h"
#include "connectors/mysql/quoting.h"

namespace streamsql::jdbc {
namespace {

using mysql::quote_identifier;
using mysql::quote_text;

constexpr std::string_view kPrefix = "execution.checkpointing.storage.jdbc.";
constexpr CheckpointId kKept = 100;  // checkpoints per job that stay readable
constexpr std::size_t kRowsPerInsert = 500;
// It is written between two checkpoints, which must not wait for a server that stopped answering.
constexpr std::chrono::milliseconds kReadTimeout{10'000};

std::string required(const Settings& settings, std::string_view name) {
  const auto key = std::string(kPrefix) + std::string(name);
  if (auto value = settings.find(key)) return *value;
  throw Error(ErrorCode::MissingOption,
              fmt::format("execution.checkpointing.storage = jdbc needs '{}'", key))
      .hint(fmt::format("SET '{}' = '…';", key));
}

// "topic-3" at "42", "42+7" or "42..100": topic, partition, next offset; else NULLs.
std::string kafka_columns(const std::string& split, const std::string& position) {
  const auto is_number = [](std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  const auto dash = split.rfind('-');
  const auto next = position.substr(0, position.find_first_of(".+"));
  if (dash == std::string::npos || !is_number(std::string_view(split).substr(dash + 1)) ||
      !is_number(next)) {
    return "NULL, NULL, NULL";
  }
  return fmt::format("{}, {}, {}", quote_text(split.substr(0, dash)), split.substr(dash + 1), next);
}

std::string watermark_text(std::int64_t watermark) {
  return watermark == INT64_MIN ? "NULL" : std::to_string(watermark);
}

std::vector<std::string> position_rows(const StoredCheckpoint& checkpoint) {
  std::vector<std::string> rows;
  const auto add = [&](const StoredCheckpoint::Position& p, const std::string& kafka) {
    rows.push_back(fmt::format(
        "({}, {}, {}, {}, {}, {}, {}, {}, {})", quote_text(checkpoint.job_uuid), checkpoint.id,
        rows.size(), quote_text(checkpoint.uuid), quote_text(p.source), quote_text(p.split),
        quote_text(p.position), watermark_text(p.watermark), kafka));
  };
  for (const auto& p : checkpoint.positions) add(p, kafka_columns(p.split, p.position));
  for (const auto& [source, state] : checkpoint.enumerators) {
    add({source, "", state}, "NULL, NULL, NULL");
  }
  return rows;
}

}  // namespace

JdbcCheckpointStorage::JdbcCheckpointStorage(const Settings& settings)
    : settings_(mysql::parse_jdbc_url(required(settings, "url"))),
      table_(settings.text(std::string(kPrefix) + "table")) {
  if (const auto user = settings.find(std::string(kPrefix) + "username")) settings_.user = *user;
  if (const auto password = settings.find(std::string(kPrefix) + "password")) {
    settings_.password = *password;
  }
}

std::string JdbcCheckpointStorage::checkpoints() const { return quote_identifier(table_); }
std::string JdbcCheckpointStorage::offsets() const { return quote_identifier(table_ + "_offsets"); }

std::string JdbcCheckpointStorage::describe() const {
  return fmt::format("table '{}' of {}", table_, settings_.address());
}

bool JdbcCheckpointStorage::is_reached_with(const mysql::ConnectionSettings& settings) const {
  return settings.host == settings_.host && settings.port == settings_.port &&
         settings.database == settings_.database && settings.user == settings_.user;
}

void JdbcCheckpointStorage::initialise() {
  auto settings = settings_;
  if (settings.read_timeout.count() == 0) settings.read_timeout = kReadTimeout;
  connection_ = std::make_unique<mysql::Connection>(settings);
  connection_->execute(fmt::format(
      "CREATE TABLE IF NOT EXISTS {} (job VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin "
      "NOT NULL, job_uuid VARCHAR(64) NOT NULL, checkpoint_id BIGINT UNSIGNED NOT NULL, "
      "checkpoint_uuid VARCHAR(64) NOT NULL, taken_at TIMESTAMP(3) NOT NULL, "
      "taken_millis BIGINT NOT NULL, manifest_digest VARCHAR(64) NOT NULL, "
      "finished BOOLEAN NOT NULL, "
      "PRIMARY KEY (job_uuid, checkpoint_id), KEY (job, taken_millis)) ENGINE=InnoDB",
      checkpoints()));
  connection_->execute(fmt::format(
      "CREATE TABLE IF NOT EXISTS {} (job_uuid VARCHAR(64) NOT NULL, "
      "checkpoint_id BIGINT UNSIGNED NOT NULL, number INT NOT NULL, "
      "checkpoint_uuid VARCHAR(64) NOT NULL, source TEXT CHARACTER SET utf8mb4 NOT NULL, "
      "split TEXT CHARACTER SET utf8mb4 NOT NULL, position LONGTEXT CHARACTER SET utf8mb4 NOT "
      "NULL, "
      "watermark_millis BIGINT, topic VARCHAR(255), partition_number INT, "
      "next_offset BIGINT, PRIMARY KEY (job_uuid, checkpoint_id, number)) ENGINE=InnoDB",
      offsets()));
}

void JdbcCheckpointStorage::stage(const StoredCheckpoint& checkpoint) {
  in_transaction([&] { put_positions(*connection_, checkpoint); });
  staged_ = checkpoint.uuid;
}

void JdbcCheckpointStorage::store(const StoredCheckpoint& checkpoint) {
  if (stored_ == checkpoint.uuid && !checkpoint.finished) return;
  in_transaction([&] { store_in(*connection_, checkpoint); });
}

void JdbcCheckpointStorage::store_in(mysql::Connection& connection,
                                     const StoredCheckpoint& checkpoint) {
  if (staged_ != checkpoint.uuid) put_positions(connection, checkpoint);
  put_checkpoint(connection, checkpoint);
  remove_old(connection, checkpoint);
  stored_ = checkpoint.uuid;
}

std::vector<StoredCheckpoint> JdbcCheckpointStorage::recover(std::string_view job_name) {
  std::vector<StoredCheckpoint> found;
  in_session([&] {
    found = read_stored(job_name);
    if (found.empty()) return;
    read_staged(found);
    read_positions(found);
  });
  return found;
}

// A lost connection is made again, once; whatever the transaction had done is gone with it.
template <typename Work>
void JdbcCheckpointStorage::in_session(const Work& work) {
  if (connection_) {
    try {
      return work();
    } catch (const mysql::ServerError& error) {
      connection_.reset();
      if (!error.lost_connection()) throw;
    }
  }
  try {
    initialise();
    work();
  } catch (const mysql::ServerError&) {
    connection_.reset();
    throw;
  }
}

// Another job that writes to the same tables may be in the way for a moment.
template <typename Work>
void JdbcCheckpointStorage::in_transaction(const Work& work) {
  constexpr int kAttempts = 3;
  for (int attempt = 1;; ++attempt) {
    try {
      return in_session([&] {
        connection_->execute("START TRANSACTION");
        work();
        connection_->execute("COMMIT");
      });
    } catch (const mysql::ServerError& error) {
      if (!error.is_transient_conflict() || attempt == kAttempts) throw;
    }
  }
}

void JdbcCheckpointStorage::put_positions(mysql::Connection& connection,
                                          const StoredCheckpoint& checkpoint) const {
  const auto rows = position_rows(checkpoint);
  for (std::size_t begin = 0; begin < rows.size(); begin += kRowsPerInsert) {
    const auto end = std::min(begin + kRowsPerInsert, rows.size());
    std::string values;
    for (auto i = begin; i < end; ++i) values += (i == begin ? "" : ", ") + rows[i];
    connection.execute(fmt::format("REPLACE INTO {} VALUES {}", offsets(), values));
  }
}

void JdbcCheckpointStorage::put_checkpoint(mysql::Connection& connection,
                                           const StoredCheckpoint& checkpoint) const {
  connection.execute(fmt::format(
      "REPLACE INTO {} VALUES ({}, {}, {}, {}, FROM_UNIXTIME({}.{:03}), {}, {}, {})", checkpoints(),
      quote_text(checkpoint.job_name), quote_text(checkpoint.job_uuid), checkpoint.id,
      quote_text(checkpoint.uuid), checkpoint.wall_millis / 1000, checkpoint.wall_millis % 1000,
      checkpoint.wall_millis, quote_text(checkpoint.digest), checkpoint.finished ? 1 : 0));
}

void JdbcCheckpointStorage::remove_old(mysql::Connection& connection,
                                       const StoredCheckpoint& checkpoint) const {
  if (checkpoint.id <= kKept) return;
  for (const auto& table : {offsets(), checkpoints()}) {
    connection.execute(fmt::format("DELETE FROM {} WHERE job_uuid = {} AND checkpoint_id <= {}",
                                   table, quote_text(checkpoint.job_uuid), checkpoint.id - kKept));
  }
}

std::vector<StoredCheckpoint> JdbcCheckpointStorage::read_stored(std::string_view job_name) {
  std::vector<StoredCheckpoint> found;
  const auto newest_job =
      fmt::format("(SELECT job_uuid FROM {} WHERE job = {} ORDER BY taken_millis DESC LIMIT 1)",
                  checkpoints(), quote_text(job_name));
  for (auto& row : query(fmt::format("SELECT job_uuid, checkpoint_id, checkpoint_uuid, "
                                     "taken_millis, manifest_digest, finished FROM {} "
                                     "WHERE job_uuid = {} ORDER BY checkpoint_id",
                                     checkpoints(), newest_job),
                         6)) {
    found.push_back({std::string(job_name),
                     row[0],
                     std::stoull(row[1]),
                     row[2],
                     std::stoll(row[3]),
                     row[4],
                     {},
                     {},
                     true,
                     row[5] == "1"});
  }
  return found;
}

void JdbcCheckpointStorage::read_staged(std::vector<StoredCheckpoint>& found) {
  const auto last = found.back();
  for (const auto& row :
       query(fmt::format("SELECT checkpoint_id, checkpoint_uuid FROM {} "
                         "WHERE job_uuid = {} AND checkpoint_id > {} AND number = 0 "
                         "ORDER BY checkpoint_id",
                         offsets(), quote_text(last.job_uuid), last.id),
             2)) {
    found.push_back(
        {last.job_name, last.job_uuid, std::stoull(row[0]), row[1], 0, "", {}, {}, false, false});
  }
}

// Of an attempt that was given up rows may be left behind those of the next one.
void JdbcCheckpointStorage::read_positions(std::vector<StoredCheckpoint>& found) {
  std::map<std::string, StoredCheckpoint*> by_uuid;
  for (auto& checkpoint : found) by_uuid[checkpoint.uuid] = &checkpoint;
  for (auto& row : query(fmt::format("SELECT checkpoint_uuid, source, split, position, "
                                     "COALESCE(CAST(watermark_millis AS CHAR), '') FROM {} "
                                     "WHERE job_uuid = {} ORDER BY checkpoint_id, number",
                                     offsets(), quote_text(found[0].job_uuid)),
                         5)) {
    const auto checkpoint = by_uuid.find(row[0]);
    if (checkpoint == by_uuid.end()) continue;
    if (row[2].empty()) {
      checkpoint->second->enumerators[row[1]] = std::move(row[3]);
      continue;
    }
    const auto millis = row[4].empty() ? INT64_MIN : std::stoll(row[4]);
    checkpoint->second->positions.push_back(
        {std::move(row[1]), std::move(row[2]), std::move(row[3]), millis});
  }
}

std::vector<std::vector<std::string>> JdbcCheckpointStorage::query(const std::string& sql,
                                                                   std::size_t fields) {
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

}  // namespace streamsql::jdbc

namespace streamsql {

std::unique_ptr<CheckpointStorage> make_jdbc_checkpoint_storage(const Settings& settings) {
  return std::make_unique<jdbc::JdbcCheckpointStorage>(settings);
}

}  // namespace streamsql
