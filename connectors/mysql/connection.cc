#include "connectors/mysql/connection.h"

#include <charconv>
#include <fmt/format.h>
#include <mysql.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace streamsql::mysql {
namespace {

// The first mysql_init of a process is not safe beside others.
void initialise_library() {
  static std::once_flag once;
  std::call_once(once, [] { mysql_server_init(0, nullptr, nullptr); });
}

unsigned whole_seconds(std::chrono::milliseconds duration) {
  return static_cast<unsigned>((duration.count() + 999) / 1000);
}

}  // namespace

void Connection::Close::operator()(st_mysql* handle) const { mysql_close(handle); }

Connection::Connection(const ConnectionSettings& settings)
    : address_(settings.address()), zero_date_(settings.zero_date) {
  initialise_library();
  handle_.reset(mysql_init(nullptr));
  if (!handle_) throw std::bad_alloc();
  set_options(settings);
  const auto flags = settings.compress ? CLIENT_COMPRESS : 0ul;
  if (!mysql_real_connect(handle_.get(), settings.host.c_str(), settings.user.c_str(),
                          settings.password.c_str(),
                          settings.database.empty() ? nullptr : settings.database.c_str(),
                          settings.port, nullptr, flags)) {
    fail("Cannot connect to");
  }
  socket_ = static_cast<int>(mysql_get_socket(handle_.get()));
  keep_alive();
  // As the JDBC drivers do: a value that does not fit is an error, not a warning.
  execute("SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')");
  for (const auto& statement : settings.session_statements) execute(statement);
}

Connection::~Connection() {
  const std::lock_guard lock(socket_mutex_);
  socket_ = -1;
  handle_.reset();
}

void Connection::set_options(const ConnectionSettings& settings) {
  auto* handle = handle_.get();
  const unsigned off = 0, protocol = MYSQL_PROTOCOL_TCP;
  const my_bool no = 0;
  const unsigned connect_timeout = whole_seconds(settings.connect_timeout);
  mysql_optionsv(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  mysql_optionsv(handle, MYSQL_OPT_PROTOCOL, &protocol);  // 'localhost' is no socket file in JDBC
  mysql_optionsv(handle, MYSQL_OPT_LOCAL_INFILE, &off);
  mysql_optionsv(handle, MYSQL_OPT_RECONNECT, &no);
  if (connect_timeout > 0) mysql_optionsv(handle, MYSQL_OPT_CONNECT_TIMEOUT, &connect_timeout);
  if (settings.read_timeout.count() > 0) {
    const unsigned seconds = whole_seconds(settings.read_timeout);
    mysql_optionsv(handle, MYSQL_OPT_READ_TIMEOUT, &seconds);
    mysql_optionsv(handle, MYSQL_OPT_WRITE_TIMEOUT, &seconds);
  }
  if (settings.tls != Tls::Off) set_tls(settings);
}

// A host that vanished is found within two minutes, however long a query may take.
void Connection::keep_alive() {
  const int on = 1, idle_seconds = 60, interval_seconds = 10, probes = 6;
  const unsigned unanswered_millis = 120'000;
  ::setsockopt(socket_, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  ::setsockopt(socket_, IPPROTO_TCP, TCP_KEEPIDLE, &idle_seconds, sizeof idle_seconds);
  ::setsockopt(socket_, IPPROTO_TCP, TCP_KEEPINTVL, &interval_seconds, sizeof interval_seconds);
  ::setsockopt(socket_, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
  ::setsockopt(socket_, IPPROTO_TCP, TCP_USER_TIMEOUT, &unanswered_millis,
               sizeof unanswered_millis);
}

bool Connection::is_alive() { return mysql_ping(handle_.get()) == 0; }

void Connection::set_tls(const ConnectionSettings& settings) {
  auto* handle = handle_.get();
  const auto set = [handle](mysql_option option, const std::string& value) {
    if (!value.empty()) mysql_optionsv(handle, option, value.c_str());
  };
  const my_bool yes = 1, verify = settings.tls == Tls::VerifyIdentity ? 1 : 0;
  mysql_optionsv(handle, MYSQL_OPT_SSL_ENFORCE, &yes);
  mysql_optionsv(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
  // The library checks who signed a certificate only when it is told where authorities are.
  if (settings.tls != Tls::Encrypted) {
    set(settings.certificate_authority.empty() ? MYSQL_OPT_SSL_CAPATH : MYSQL_OPT_SSL_CA,
        settings.certificate_authority.empty() ? "/etc/ssl/certs" : settings.certificate_authority);
  }
  set(MYSQL_OPT_SSL_CERT, settings.client_certificate);
  set(MYSQL_OPT_SSL_KEY, settings.client_key);
  set(MARIADB_OPT_TLS_VERSION, settings.tls_versions);
}

void Connection::fail(std::string_view doing) {
  throw ServerError(mysql_errno(handle_.get()), fmt::format("{} MySQL at {}", doing, address_),
                    mysql_error(handle_.get()));
}

bool Connection::is_mariadb() const { return mariadb_connection(handle_.get()) != 0; }

void Connection::execute(std::string_view sql) {
  if (mysql_real_query(handle_.get(), sql.data(), sql.size()) != 0) fail("A statement failed on");
}

std::string Connection::query_text(std::string_view sql) {
  execute(sql);
  const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> result(
      mysql_store_result(handle_.get()), &mysql_free_result);
  if (!result) fail("A statement failed on");
  const auto row = mysql_fetch_row(result.get());
  return row && row[0] ? row[0] : "";
}

std::uint64_t Connection::max_allowed_packet() {
  if (max_allowed_packet_ == 0) {
    const auto text = query_text("SELECT @@max_allowed_packet");
    std::from_chars(text.data(), text.data() + text.size(), max_allowed_packet_);
  }
  return max_allowed_packet_;
}

std::unique_ptr<Statement> Connection::prepare(std::string_view sql) {
  return Statement::prepare(handle_.get(), sql, {address_, zero_date_});
}

void Connection::interrupt() {
  const std::lock_guard lock(socket_mutex_);
  if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
}

}  // namespace streamsql::mysql
