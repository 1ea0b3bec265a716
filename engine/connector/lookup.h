// Lookup: a table that answers keys, and the options that every lookup table shares.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/connector/source.h"

namespace streamsql {

// Rows found: row i answers key row key_row[i] of the question; ascending.
struct LookupRows {
  Batch rows;
  std::vector<std::uint32_t> key_row;
};

// Asks the outside system. One per subtask. Keys arrive distinct and without NULLs, and as columns
// of the key columns' declared types.
class LookupReader {
 public:
  virtual ~LookupReader() = default;
  // Exactly one of the two is called, on any thread, soon or later. Several questions may be in
  // flight, up to capacity(). One attempt: retries are the caller's.
  virtual void lookup(Batch keys, std::function<void(LookupRows)> done,
                      std::function<void(Error)> failed) = 0;
  virtual int capacity() const = 0;                   // questions in flight
  virtual std::size_t keys_per_question() const = 0;  // 1: one query per key
};

enum class LookupCachePolicy : std::uint8_t { None, Partial, Full };
enum class OnLookupFailure : std::uint8_t { Fail, Stall, Null, Stale };

// The 'lookup.*' options, read by the connector and obeyed by the LookupJoin operator.
struct LookupOptions {
  bool async = true;
  LookupCachePolicy cache = LookupCachePolicy::None;
  std::optional<std::int64_t> max_rows;
  std::optional<std::uint64_t> max_bytes;
  std::optional<std::chrono::milliseconds> expire_after_write, expire_after_access;
  bool cache_missing_key = true;
  int max_retries = 3;
  std::chrono::milliseconds timeout{180'000};
  std::optional<OnLookupFailure> on_failure;  // nothing: the job's table.exec.lookup.on-failure
  std::optional<std::chrono::milliseconds> max_staleness;
};

// What the join needs: key columns and the columns it uses (indices into the physical schema);
// rows found have exactly `columns`. Constant predicates go into the query.
struct LookupRequest {
  std::vector<int> keys;
  std::vector<int> columns;
  std::vector<PushedPredicate> predicates;
};

// A table as a lookup source, made at planning. Immutable; connects to nothing.
class LookupTable {
 public:
  virtual ~LookupTable() = default;
  virtual const LookupOptions& options() const = 0;
  virtual ScanAnswer push_down(const LookupRequest& request) = 0;  // once, before make_reader
  virtual std::unique_ptr<LookupReader> make_reader(const ConnectorContext& context) const = 0;
  virtual std::string describe() const = 0;  // for EXPLAIN
};

}  // namespace streamsql
