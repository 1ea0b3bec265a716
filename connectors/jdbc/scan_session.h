// ScanSession: one connection that reads splits, and cuts their rows into batches.
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "connectors/jdbc/scan_query.h"
#include "engine/connector/source.h"

namespace streamsql::jdbc {

// Positions:
//   bounded        the number of rows read; "done" behind the last
//   incrementing   the greatest value read, as the server writes it; "" before the first
// A batch of an incrementing scan ends between two values, never among rows with the same one, so
// that "greater than the position" repeats and skips nothing. What a bounded scan resumes relies on
// the server answering in the same order, which it does as long as nobody changes the table.
inline constexpr std::string_view kDone = "done";

// One thread, except interrupt().
class ScanSession {
 public:
  explicit ScanSession(const ScanPlan& plan) : plan_(plan) {}

  // Takes a batch and the position behind it; false: stop.
  using Receiver = std::function<bool(Batch rows, std::string position)>;
  // Reads a split on from its position. An incrementing split: what there is now. The connection
  // stays open for the next. Throws Error.
  void read(const Split& split, const Receiver& receive);
  // Any thread: read() ends soon with an error, now and from now on.
  void interrupt();

 private:
  void connect();
  void close();
  bool read_bounded(const Split& split, const Receiver& receive);
  bool read_incrementing(const Split& split, const Receiver& receive);
  void append_row(BatchBuilder& rows);
  Batch finish(BatchBuilder& rows);
  bool is_full(const BatchBuilder& rows) const;

  const ScanPlan& plan_;
  std::mutex mutex_;
  bool interrupted_ = false;
  std::shared_ptr<mysql::Connection> connection_;
  std::unique_ptr<mysql::Statement> statement_;
  std::size_t batch_bytes_ = 0;
};

}  // namespace streamsql::jdbc
