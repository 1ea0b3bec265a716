// Redo logs in memory, for tests of writers and targets.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/connector/transaction.h"

namespace streamsql {

class MemoryRedoLog final : public RedoLog {
 public:
  void append(std::string_view record) override { records.emplace_back(record); }
  std::uint64_t bytes() const override { return records.size(); }

  // What was appended since the last call, to be applied; may be read again from a copy.
  std::vector<std::string> take() { return std::exchange(records, {}); }

  std::vector<std::string> records;
};

class MemoryRedoReader final : public RedoReader {
 public:
  explicit MemoryRedoReader(std::vector<std::string> records) : records_(std::move(records)) {}
  std::optional<std::string_view> next() override {
    if (next_ == records_.size()) return std::nullopt;
    return records_[next_++];
  }

 private:
  const std::vector<std::string> records_;
  std::size_t next_ = 0;
};

inline std::vector<std::unique_ptr<RedoReader>> readers_of(std::vector<std::string> records) {
  std::vector<std::unique_ptr<RedoReader>> readers;
  readers.push_back(std::make_unique<MemoryRedoReader>(std::move(records)));
  return readers;
}

}  // namespace streamsql
