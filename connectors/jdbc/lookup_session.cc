#include "connectors/jdbc/lookup_session.h"

#include <algorithm>
#include <numeric>

namespace streamsql::jdbc {
namespace {

// A key that the column's character set cannot express.
constexpr unsigned kIllegalMixOfCollations = 1267;
constexpr unsigned kCannotConvertString = 3854;

Error closing() {
  return Error(ErrorCode::ExternalSystemUnavailable, "The lookup was closed while it was asked");
}

// Without an index the server answers in the table's order.
LookupRows in_key_order(LookupRows found) {
  auto& ordinals = found.key_row;
  if (std::is_sorted(ordinals.begin(), ordinals.end())) return found;
  std::vector<std::uint32_t> order(ordinals.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return ordinals[a] < ordinals[b]; });
  std::vector<ColumnPtr> columns;
  for (const auto& column : found.rows.columns()) {
    ColumnBuilder builder(column->type());
    for (const auto row : order) builder.append_from(*column, row);
    columns.push_back(builder.finish());
  }
  std::stable_sort(ordinals.begin(), ordinals.end());
  return {Batch(std::move(columns), order.size()), std::move(ordinals)};
}

void append(LookupRows& out, LookupRows more, std::uint32_t first_key) {
  std::vector<ColumnPtr> columns;
  for (std::size_t i = 0; i < more.rows.column_count(); ++i) {
    ColumnBuilder builder(more.rows.column(i).type());
    for (const auto* part : {&out.rows, &more.rows}) {
      for (std::size_t row = 0; row < part->row_count(); ++row) {
        builder.append_from(part->column(i), row);
      }
    }
    columns.push_back(builder.finish());
  }
  for (const auto key : more.key_row) out.key_row.push_back(first_key + key);
  out.rows = Batch(std::move(columns), out.key_row.size());
}

}  // namespace

void LookupSession::open() {
  connect();
  statement(1);
}

void LookupSession::connect() {
  if (connection_) return;
  auto settings = plan_.settings.connection;
  const auto limit = plan_.settings.lookup.timeout;
  const bool limited = settings.read_timeout.count() > 0 && settings.read_timeout < limit;
  if (!limited) settings.read_timeout = limit;
  settings.connect_timeout = std::min(settings.connect_timeout, limit);
  auto connection = std::make_shared<mysql::Connection>(settings);
  form_ = connection->is_mariadb() ? QuestionForm::DerivedTable : QuestionForm::UnionAll;
  const std::lock_guard lock(mutex_);
  if (interrupted_) throw closing();
  statements_.clear();
  connection_ = std::move(connection);
}

void LookupSession::interrupt() {
  std::shared_ptr<mysql::Connection> connection;
  {
    const std::lock_guard lock(mutex_);
    interrupted_ = true;
    connection = connection_;
  }
  if (connection) connection->interrupt();
}

LookupRows LookupSession::ask(const Batch& keys) {
  for (bool reused = connection_ != nullptr;; reused = false) {
    try {
      connect();
      return ask_connected(keys);
    } catch (const mysql::ServerError& error) {
      if (error.lost_connection()) {
        statements_.clear();
        const std::lock_guard lock(mutex_);
        connection_.reset();
        if (interrupted_) throw closing();
      }
      // A timeout is not repeated here: the caller decides how long to wait.
      if (!error.lost_connection() || !reused) throw;
    }
  }
}

LookupRows LookupSession::ask_connected(const Batch& keys) {
  const auto size = size_for(keys.row_count());
  auto& prepared = statement(size);
  bind_keys(prepared, keys, size);
  try {
    prepared.execute();
  } catch (const mysql::ServerError& error) {
    if (error.number() != kIllegalMixOfCollations && error.number() != kCannotConvertString) throw;
    return ask_in_halves(keys);
  }
  return in_key_order(fetch_rows(prepared));
}

// A key that the column cannot hold matches nothing, and must not spoil the other keys.
LookupRows LookupSession::ask_in_halves(const Batch& keys) {
  LookupRows out;
  const auto count = keys.row_count();
  if (count == 1) {
    out.rows = BatchBuilder(plan_.query.found()).finish();
    return out;
  }
  const auto middle = count / 2;
  const auto all = all_rows(count);
  out = ask_connected(keys.take(all.subspan(0, middle)));
  append(out, ask_connected(keys.take(all.subspan(middle))), static_cast<std::uint32_t>(middle));
  return out;
}

// 1, 4, 16 … and the greatest: a handful of statements, and at most four times the keys needed.
std::size_t LookupSession::size_for(std::size_t keys) const {
  const auto greatest = std::max(plan_.settings.keys_per_query, keys);
  for (std::size_t size = 1; size < greatest; size *= 4) {
    if (size >= keys) return size;
  }
  return greatest;
}

mysql::Statement& LookupSession::statement(std::size_t size) {
  auto& prepared = statements_[size];
  if (prepared) return *prepared;
  prepared = connection_->prepare(plan_.query.sql(form_, size));
  std::vector<DataType> types{DataType::bigint()};
  for (const auto& field : plan_.query.found().fields) types.push_back(field.type);
  prepared->read_as(types);
  return *prepared;
}

void LookupSession::bind_keys(mysql::Statement& statement, const Batch& keys,
                              std::size_t size) const {
  for (std::size_t ordinal = 0; ordinal < size; ++ordinal) {
    auto parameter = plan_.query.key_parameter(form_, ordinal);
    for (const auto& column : keys.columns()) {
      if (ordinal < keys.row_count()) {
        statement.set(parameter++, *column, ordinal);
      } else {
        statement.set_null(parameter++);
      }
    }
  }
  plan_.query.bind_predicates(statement, form_, size);
}

LookupRows LookupSession::fetch_rows(mysql::Statement& statement) const {
  BatchBuilder builder(plan_.query.found());
  LookupRows found;
  while (statement.fetch()) {
    for (std::size_t i = 0; i < builder.column_count(); ++i) {
      statement.append_to(i + 1, builder.column(i));
    }
    builder.end_row();
    found.key_row.push_back(static_cast<std::uint32_t>(statement.integer(0)));
  }
  found.rows = builder.finish();
  return found;
}

}  // namespace streamsql::jdbc
