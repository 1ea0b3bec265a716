// WriteBuffer: rows that wait to be written, reduced to the last change of each key.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "engine/batch/batch.h"
#include "engine/batch/key_codec.h"

namespace streamsql::jdbc {

// A row of a batch; shares its columns.
struct WriteRow {
  Batch batch;
  std::uint32_t row;
};

// One thread.
class WriteBuffer {
 public:
  explicit WriteBuffer(std::vector<int> key) : key_(std::move(key)) {}

  // Adds rows of `batch` from `row` on, some or all of them, and no more once the buffer holds
  // `limit`; returns the first row that was not added.
  std::uint32_t add(const Batch& batch, std::uint32_t row, std::size_t limit);

  bool is_full(std::size_t limit) const { return live_ >= limit; }
  bool empty() const { return rows_.empty(); }
  // In the order of the last change of each key.
  std::vector<WriteRow> deletes() const;
  std::vector<WriteRow> upserts() const;
  void clear();

 private:
  struct Entry {
    WriteRow row;
    bool is_delete;
    bool superseded = false;
  };
  std::vector<WriteRow> rows_of(bool deletes) const;
  void encode(const Batch& batch, Selection rows);

  const std::vector<int> key_;  // column indices; empty: nothing is reduced
  std::vector<Entry> rows_;
  std::unordered_map<std::string, std::size_t> last_;  // of a key, in rows_
  std::size_t live_ = 0;
  EncodedKeys keys_;
};

}  // namespace streamsql::jdbc
