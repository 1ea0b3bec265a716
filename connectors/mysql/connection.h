// Connection: one session with a MySQL or MariaDB server.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "connectors/mysql/connection_settings.h"
#include "connectors/mysql/server_error.h"
#include "connectors/mysql/statement.h"

struct st_mysql;

namespace streamsql::mysql {

// One thread at a time, except interrupt(). Connects in its constructor, over TCP, with utf8mb4 and
// strict mode; never connects again by itself: after a ServerError whose lost_connection() holds,
// make a new one. LOCAL INFILE and several statements in one are off. Statements must not outlive
// it. Everything that talks to the server throws ServerError.
class Connection {
 public:
  explicit Connection(const ConnectionSettings& settings);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool is_mariadb() const;
  bool is_alive();  // asks the server
  // The greatest size of a statement that the server takes.
  std::uint64_t max_allowed_packet();
  // A statement without parameters and result.
  void execute(std::string_view sql);
  // The first column of the first row; empty when there is none.
  std::string query_text(std::string_view sql);
  std::unique_ptr<Statement> prepare(std::string_view sql);

  // Any thread: what waits for the server fails at once, and the connection is lost.
  void interrupt();

 private:
  struct Close {
    void operator()(st_mysql* handle) const;
  };
  void set_options(const ConnectionSettings& settings);
  void keep_alive();
  void set_tls(const ConnectionSettings& settings);
  [[noreturn]] void fail(std::string_view doing);

  const std::string address_;
  const ZeroDate zero_date_;
  std::unique_ptr<st_mysql, Close> handle_;
  std::mutex socket_mutex_;
  int socket_ = -1;
  std::uint64_t max_allowed_packet_ = 0;
};

}  // namespace streamsql::mysql
