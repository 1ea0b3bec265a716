// ServerError: an error of the server or of the client library, as the project's Error.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/error.h"

namespace streamsql::mysql {

// Keeps the number that MySQL documents (1062: duplicate key), for callers that act on it.
// https://mariadb.com/kb/en/mariadb-error-code-reference/
class ServerError : public Error {
 public:
  // `subject` says what was done and where: "Cannot connect to 127.0.0.1:3306/db".
  ServerError(unsigned number, std::string_view subject, std::string_view message);

  unsigned number() const { return number_; }
  // The connection is gone: it has to be made again.
  bool lost_connection() const;
  // A deadlock or a lock wait: the same statement may succeed when repeated.
  bool is_transient_conflict() const { return number_ == 1205 || number_ == 1213; }
  // The values of a row do not fit the table: repeating cannot help.
  bool is_data_error() const;

 private:
  unsigned number_;
};

ErrorCode code_of(unsigned number);

}  // namespace streamsql::mysql
