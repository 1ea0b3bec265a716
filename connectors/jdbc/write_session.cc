#include "connectors/jdbc/write_session.h"

#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <numeric>

#include "engine/batch/row_text.h"

namespace streamsql::jdbc {
namespace {

constexpr std::size_t kMaxParameters = 65'535;  // of the protocol, per statement
constexpr std::size_t kMaxRows = 512;
constexpr std::size_t kFewRows = 16;

// What one row adds to the packet, roughly and not less.
std::size_t byte_size(const WriteRow& row) {
  constexpr std::size_t kFixed = 24;
  std::size_t size = 0;
  for (const auto& column : row.batch.columns()) {
    const auto& type = column->type();
    size += kFixed;
    if ((type.is_character() || type.is_binary()) && !column->is_null(row.row)) {
      size += column->string(row.row).size();
    }
  }
  return size;
}

}  // namespace

void WriteSession::open() {
  all_columns_.resize(plan_.query.schema->fields.size());
  std::iota(all_columns_.begin(), all_columns_.end(), 0);
  reconnect();
  statement(Change::Insert, 1);
}

bool WriteSession::reconnect() {
  if (connection_) return false;
  auto settings = plan_.settings.connection;
  // A server that stopped answering: no statement here has reason to last that long.
  if (settings.read_timeout.count() == 0) settings.read_timeout = plan_.settings.sink.timeout;
  auto connection = std::make_unique<mysql::Connection>(settings);
  connection->execute("SET SESSION autocommit = 1");
  connection_ = std::move(connection);
  return true;
}

void WriteSession::disconnect() {
  statements_.clear();
  connection_.reset();
}

void WriteSession::roll_back() {
  try {
    connection_->execute("ROLLBACK");
  } catch (const mysql::ServerError&) {
    disconnect();  // which rolls back as well
  }
}

void WriteSession::write(const WriteBuffer& buffer) {
  reconnect();
  try {
    if (write_at_once(buffer)) return;
  } catch (const mysql::ServerError& error) {
    if (error.lost_connection()) disconnect();
    if (error.is_data_error()) find_refused_row(buffer);
    throw;
  }
  transaction([&] {
    put(buffer);
    return true;
  });
}

bool WriteSession::transaction(const std::function<bool()>& work) {
  try {
    connection_->execute("START TRANSACTION");
    const bool keep = work();
    connection_->execute(keep ? "COMMIT" : "ROLLBACK");
    return keep;
  } catch (const mysql::ServerError& error) {
    if (error.lost_connection()) {
      disconnect();
    } else {
      roll_back();
    }
    throw;
  } catch (...) {
    disconnect();
    throw;
  }
}

void WriteSession::put(const WriteBuffer& buffer) {
  try {
    write_rows(Change::Delete, buffer.deletes());
    write_rows(Change::Insert, buffer.upserts());
  } catch (const mysql::ServerError& error) {
    if (!error.is_data_error()) throw;
    connection_->execute("ROLLBACK");
    find_refused_row(buffer);
    throw;
  }
}

// A single statement is a transaction by itself.
bool WriteSession::write_at_once(const WriteBuffer& buffer) {
  const auto deletes = buffer.deletes(), upserts = buffer.upserts();
  if (deletes.empty() == upserts.empty()) return false;
  const auto& rows = deletes.empty() ? upserts : deletes;
  if (rows_per_statement(rows) < rows.size()) return false;
  write_statement(deletes.empty() ? Change::Insert : Change::Delete, rows);
  return true;
}

// Statements of 512, 256 … rows, so that few of them are prepared.
void WriteSession::write_rows(Change change, Rows rows) {
  while (!rows.empty()) {
    const auto count = rows_per_statement(rows);
    write_statement(change, rows.subspan(0, count));
    rows = rows.subspan(count);
  }
}

std::size_t WriteSession::rows_per_statement(Rows rows) {
  const auto parameters = std::max<std::size_t>(plan_.query.schema->fields.size(), 1);
  const auto limit = std::min({rows.size(), kMaxRows, kMaxParameters / parameters});
  const auto bytes = connection_->max_allowed_packet() / 2;
  std::size_t count = 0, size = 0;
  while (count < limit && (size += byte_size(rows[count])) <= bytes) ++count;
  // A full buffer is one statement, and so are a few rows.
  if (static_cast<std::int64_t>(count) == plan_.settings.sink.max_rows) return count;
  if (count > 0 && count <= kFewRows) return count;
  return std::bit_floor(std::max<std::size_t>(count, 1));
}

std::span<const int> WriteSession::columns(Change change) const {
  return change == Change::Insert ? std::span(all_columns_) : plan_.query.schema->primary_key;
}

mysql::Statement& WriteSession::statement(Change change, std::size_t rows) {
  auto& prepared = statements_[{change, rows}];
  if (!prepared) {
    prepared = connection_->prepare(change == Change::Insert ? plan_.query.insert_sql(rows)
                                                             : plan_.query.delete_sql(rows));
  }
  return *prepared;
}

void WriteSession::write_statement(Change change, Rows rows) {
  auto& prepared = statement(change, rows.size());
  std::size_t parameter = 0;
  for (const auto& row : rows) {
    for (const int column : columns(change)) {
      prepared.set(parameter++, row.batch.column(static_cast<std::size_t>(column)), row.row);
    }
  }
  prepared.execute();
}

// Row by row, and nothing of it stays. The server's message names the column.
void WriteSession::find_refused_row(const WriteBuffer& buffer) {
  connection_->execute("START TRANSACTION");
  std::optional<Error> refused;
  for (const auto change : {Change::Delete, Change::Insert}) {
    const auto rows = change == Change::Delete ? buffer.deletes() : buffer.upserts();
    for (const auto& row : rows) {
      try {
        write_statement(change, {&row, 1});
      } catch (const mysql::ServerError& error) {
        if (!error.is_data_error()) throw;
        std::string text;
        append_row_text(row.batch, row.row, text);
        refused = Error(ErrorCode::MalformedRecord,
                        fmt::format("Row {} cannot be written to table '{}': {}", text,
                                    plan_.settings.table, error.message()))
                      .hint("filter or change such rows, or widen the table's column");
        break;
      }
    }
    if (refused) break;
  }
  connection_->execute("ROLLBACK");
  if (refused) throw std::move(*refused);
}

}  // namespace streamsql::jdbc
