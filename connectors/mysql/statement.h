// Statement: a prepared statement, its parameters from columns and its rows into columns.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/mysql/connection_settings.h"
#include "connectors/mysql/server_error.h"
#include "engine/batch/column_builder.h"

struct st_mysql;

namespace streamsql::mysql {

// A column of a result as the server describes it.
struct ServerColumn {
  std::string name;
  DataType type;  // the type that Flink gives to a column of this kind (server_type.h)
};

struct StatementContext {
  std::string address;
  ZeroDate zero_date;
};

// The thread of its connection. Parameters: set all, then execute(). Rows are not buffered: they
// stay in the socket until fetched, so that any result fits in memory; execute() and the destructor
// read what was left unfetched.
class Statement {
 public:
  static std::unique_ptr<Statement> prepare(st_mysql* connection, std::string_view sql,
                                            StatementContext context);
  ~Statement();

  std::size_t parameter_count() const;
  // Binds by the column's type. Strings and numbers are not copied: the column must live until
  // execute() returns.
  void set(std::size_t parameter, const Column& column, std::size_t row);
  void set_null(std::size_t parameter);
  // A value of `type` written as text ("17", "2024-01-01 00:00:00"), copied.
  void set_text(std::size_t parameter, std::string_view text, const DataType& type);
  // Throws ServerError. Returns the number of rows that a change affected.
  std::uint64_t execute();

  std::vector<ServerColumn> columns() const;
  // What each column of the result is wanted as; once, before the first execute().
  void read_as(std::span<const DataType> types);
  // The next row; false behind the last.
  bool fetch();
  bool is_null(std::size_t field) const;
  std::int64_t integer(std::size_t field) const;  // a column read as BIGINT
  std::size_t text_bytes() const;                 // of all columns of the row
  // A column read as text; valid until the next fetch.
  std::string_view text(std::size_t field) const;
  // Appends the current row's value. Throws Error(MalformedRecord) when the value is none of the
  // type asked for: out of range, a zero date.
  void append_to(std::size_t field, ColumnBuilder& out) const;

 private:
  class Impl;
  explicit Statement(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace streamsql::mysql
