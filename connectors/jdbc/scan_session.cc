#include "connectors/jdbc/scan_session.h"

#include <algorithm>
#include <charconv>

namespace streamsql::jdbc {
namespace {

constexpr std::size_t kBatchRows = 4096;
constexpr std::size_t kBatchBytes = 4u << 20;  // of text

std::uint64_t row_count_of(const Split& split) {
  std::uint64_t rows = 0;
  const auto& text = split.position;
  std::from_chars(text.data(), text.data() + text.size(), rows);
  return rows;
}

// The id of a bounded split is its range's number.
std::optional<KeyRange> range_of(const ScanPlan& plan, const Split& split) {
  if (!plan.settings.partition) return std::nullopt;
  const auto ranges = partition_ranges(*plan.settings.partition);
  std::size_t index = 0;
  std::from_chars(split.id.data(), split.id.data() + split.id.size(), index);
  return index < ranges.size() ? ranges[index] : KeyRange{1, 0};
}

}  // namespace

void ScanSession::connect() {
  if (connection_ && !connection_->is_alive()) close();
  if (connection_) return;
  auto connection = std::make_shared<mysql::Connection>(plan_.settings.connection);
  const std::lock_guard lock(mutex_);
  if (interrupted_) connection->interrupt();
  connection_ = std::move(connection);
}

// Rows left unread are not waited for.
void ScanSession::close() {
  if (connection_) connection_->interrupt();
  statement_.reset();
  const std::lock_guard lock(mutex_);
  connection_.reset();
}

void ScanSession::interrupt() {
  std::shared_ptr<mysql::Connection> connection;
  {
    const std::lock_guard lock(mutex_);
    interrupted_ = true;
    connection = connection_;
  }
  if (connection) connection->interrupt();
}

void ScanSession::read(const Split& split, const Receiver& receive) {
  try {
    connect();
    const bool all = plan_.settings.incrementing ? read_incrementing(split, receive)
                                                 : read_bounded(split, receive);
    if (!all) return close();
    statement_.reset();
  } catch (...) {
    close();
    throw;
  }
}

bool ScanSession::is_full(const BatchBuilder& rows) const {
  const auto wanted = static_cast<std::size_t>(plan_.settings.fetch_size);
  const auto limit = wanted == 0 ? kBatchRows : std::min(wanted, kMaxBatchRows);
  return rows.row_count() >= limit || batch_bytes_ >= kBatchBytes;
}

void ScanSession::append_row(BatchBuilder& rows) {
  for (std::size_t i = 0; i < rows.column_count(); ++i) statement_->append_to(i, rows.column(i));
  rows.end_row();
  batch_bytes_ += statement_->text_bytes();
}

Batch ScanSession::finish(BatchBuilder& rows) {
  batch_bytes_ = 0;
  return rows.finish();
}

bool ScanSession::read_bounded(const Split& split, const Receiver& receive) {
  if (split.position == kDone) return true;
  batch_bytes_ = 0;
  statement_ = plan_.scan(*connection_, range_of(plan_, split));
  statement_->execute();
  std::uint64_t count = 0;
  for (const auto skipped = row_count_of(split); count < skipped; ++count) {
    if (!statement_->fetch()) break;
  }
  BatchBuilder rows(plan_.found());
  while (statement_->fetch()) {
    append_row(rows);
    ++count;
    if (!is_full(rows)) continue;
    if (!receive(finish(rows), std::to_string(count))) return false;
  }
  return receive(finish(rows), std::string(kDone));
}

bool ScanSession::read_incrementing(const Split& split, const Receiver& receive) {
  batch_bytes_ = 0;
  statement_ = plan_.scan_behind(*connection_, split.position);
  statement_->execute();
  const auto value_field = plan_.columns.size();
  std::string value = split.position;
  BatchBuilder rows(plan_.found());
  while (statement_->fetch()) {
    const auto next = statement_->text(value_field);
    if (next != value && is_full(rows) && !receive(finish(rows), value)) {
      return false;
    }
    value = next;
    append_row(rows);
  }
  return rows.row_count() == 0 || receive(finish(rows), value);
}

}  // namespace streamsql::jdbc
