// JdbcCheckpointStorage: what checkpoints hold, in two tables of MySQL or MariaDB.
#pragma once

#include <memory>
#include <string>

#include "connectors/mysql/connection.h"
#include "engine/connector/checkpoint_storage.h"

namespace streamsql::jdbc {

// <table>          a row per decided checkpoint; the newest hundred of a job are kept
// <table>_offsets  a row per split of it; a Kafka split also by topic and partition. A row with an
//                  empty split holds what the source's discovery has found. Rows are there a moment
//                  before their checkpoint is decided.
class JdbcCheckpointStorage final : public CheckpointStorage {
 public:
  // Throws MissingOption, InvalidOption.
  explicit JdbcCheckpointStorage(const Settings& settings);

  void initialise() override;
  void stage(const StoredCheckpoint& checkpoint) override;
  void store(const StoredCheckpoint& checkpoint) override;
  std::vector<StoredCheckpoint> recover(std::string_view job_name) override;
  void close() override { connection_.reset(); }
  std::string describe() const override;

  // Whether a session with these settings has the tables in its database, and the same rights.
  bool is_reached_with(const mysql::ConnectionSettings& settings) const;
  // As store(), in the transaction that is open there.
  void store_in(mysql::Connection& connection, const StoredCheckpoint& checkpoint);

 private:
  std::string checkpoints() const;
  std::string offsets() const;
  template <typename Work>
  void in_session(const Work& work);
  template <typename Work>
  void in_transaction(const Work& work);
  void put_positions(mysql::Connection& connection, const StoredCheckpoint& checkpoint) const;
  void put_checkpoint(mysql::Connection& connection, const StoredCheckpoint& checkpoint) const;
  void remove_old(mysql::Connection& connection, const StoredCheckpoint& checkpoint) const;
  std::vector<StoredCheckpoint> read_stored(std::string_view job_name);
  void read_staged(std::vector<StoredCheckpoint>& found);
  void read_positions(std::vector<StoredCheckpoint>& found);
  std::vector<std::vector<std::string>> query(const std::string& sql, std::size_t fields);

  mysql::ConnectionSettings settings_;
  const std::string table_;
  std::unique_ptr<mysql::Connection> connection_;
  std::string staged_, stored_;  // the last ones, by this process
};

}  // namespace streamsql::jdbc
