// WriteSession: one connection that writes a buffer's rows in one transaction.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "connectors/jdbc/jdbc_settings.h"
#include "connectors/jdbc/write_buffer.h"
#include "connectors/jdbc/write_query.h"
#include "connectors/mysql/connection.h"

namespace streamsql::jdbc {

struct WritePlan {
  WriteQuery query;
  JdbcSettings settings;
};

// One thread. Connects when first needed, and again after a connection was lost.
class WriteSession {
 public:
  explicit WriteSession(const WritePlan& plan) : plan_(plan) {}

  // Connects and prepares, so that a dead database, a missing table or column shows at once.
  void open();
  // All of the buffer or nothing. Deletes come first: the buffer holds one change per key. Throws
  // ServerError; Error(MalformedRecord) naming the row when the table refuses its values.
  void write(const WriteBuffer& buffer);

  // For who has more to say in one transaction than rows. True when it had to connect anew.
  bool reconnect();
  void disconnect();  // after a lost connection, wherever it was noticed
  mysql::Connection& connection() { return *connection_; }
  // Begins, does `work`, and commits what it says yes to; returns that. After any exception nothing
  // of it stays, except that the outcome of a connection lost at the commit is unknown.
  bool transaction(const std::function<bool()>& work);
  void put(const WriteBuffer& buffer);  // inside `work`

 private:
  enum class Change : std::uint8_t { Delete, Insert };
  using Rows = std::span<const WriteRow>;

  void roll_back();
  bool write_at_once(const WriteBuffer& buffer);
  void write_rows(Change change, Rows rows);
  void write_statement(Change change, Rows rows);
  void find_refused_row(const WriteBuffer& buffer);
  mysql::Statement& statement(Change change, std::size_t rows);
  std::size_t rows_per_statement(Rows rows);
  std::span<const int> columns(Change change) const;

  const WritePlan& plan_;
  std::unique_ptr<mysql::Connection> connection_;
  std::map<std::pair<Change, std::size_t>, std::unique_ptr<mysql::Statement>> statements_;
  std::vector<int> all_columns_;
};

}  // namespace streamsql::jdbc
