#include "connectors/mysql/server_error.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace streamsql::mysql {
namespace {

// Cannot be reached, goes away, is overloaded, shuts down, cannot write for now, gave up waiting.
constexpr unsigned kUnavailable[] = {1040, 1053, 1077, 1079, 1129, 1158, 1159, 1160, 1161, 1184,
                                     1203, 1205, 1213, 1226, 1290, 1317, 1792, 1836, 1927, 2002,
                                     2003, 2005, 2006, 2012, 2013, 2055, 3024, 3032, 4031};
constexpr unsigned kLogin[] = {1044, 1045, 1130, 1251, 1275, 1524, 1698, 1820,
                               1862, 2049, 2058, 2059, 2061, 3118, 4151};
constexpr unsigned kLost[] = {1053, 1077, 1079, 1158, 1159, 1160, 1161, 1184,
                              1927, 2002, 2003, 2006, 2012, 2013, 2055, 4031};
constexpr unsigned kData[] = {1048, 1062, 1216, 1217, 1263, 1264, 1265, 1292, 1364,
                              1366, 1367, 1406, 1411, 1416, 1441, 1451, 1452, 1526,
                              1569, 1586, 1690, 1748, 3140, 3819, 4025};

template <std::size_t n>
bool contains(const unsigned (&numbers)[n], unsigned number) {
  return std::find(std::begin(numbers), std::end(numbers), number) != std::end(numbers);
}

std::string_view hint_of(unsigned number) {
  switch (number) {
    case 1045:
    case 1698:
      return "check 'username' and 'password', and that the user may connect from this host";
    case 1049: return "check the database in 'url'";
    case 1054: return "columns are found by name: those of CREATE TABLE must exist in the database";
    case 1142:
    case 1143: return "GRANT the user the right that is missing";
    case 1146: return "check 'table-name'; the table must exist";
    case 2002:
    case 2003: return "check that the server runs and that the host and port in 'url' are right";
    case 2005: return "check the host in 'url'";
    case 2026: return "check sslMode and the trusted certificates in 'url'";
    case 3159: return "the server wants TLS: add sslMode=REQUIRED to 'url'";
    default: return {};
  }
}

}  // namespace

ErrorCode code_of(unsigned number) {
  if (contains(kUnavailable, number)) return ErrorCode::ExternalSystemUnavailable;
  if (contains(kLogin, number)) return ErrorCode::AuthenticationFailed;
  return ErrorCode::ExternalSystemRefused;
}

ServerError::ServerError(unsigned number, std::string_view subject, std::string_view message)
    : Error(Error(code_of(number), fmt::format("{}: {} ({})", subject, message, number))
                .hint(std::string(hint_of(number)))),
      number_(number) {}

bool ServerError::lost_connection() const { return contains(kLost, number_); }
bool ServerError::is_data_error() const { return contains(kData, number_); }

}  // namespace streamsql::mysql
