// Sink: the border through which rows leave: writers, and committers that decide or redo.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "engine/connector/source.h"

namespace streamsql {

// One per subtask; every call on its task's thread. Rows have the descriptor's physical columns
// followed by its written metadata columns. Writers buffer as they like and retry by themselves;
// what cannot be written throws.
class SinkWriter {
 public:
  virtual ~SinkWriter() = default;
  virtual void write(const Batch& batch) = 0;
  // Everything written so far is with the outside system when this returns.
  virtual void flush() = 0;
  // The input idles, or the time of deadline() has come: send what waits, without waiting for it.
  virtual void on_idle() {}
  // When on_idle wants to be called although input flows (a flush interval), on the context's
  // monotonic clock in milliseconds; nothing: never.
  virtual std::optional<std::int64_t> deadline() const { return std::nullopt; }
  // Whether a write would not block now. False holds the source back; barriers still pass.
  virtual bool has_room() { return true; }
  // The input has ended; flush() has been called. Files are closed and named here.
  virtual void close() {}
};

// A table as a sink, made at planning. Immutable; connects to nothing.
class TableSink {
 public:
  virtual ~TableSink() = default;
  // What it can take from a query that produces `query`; the planner refuses what is left over.
  virtual ChangelogMode accepts(const ChangelogMode& query) const = 0;
  virtual std::unique_ptr<SinkWriter> make_writer(const ConnectorContext& context) const = 0;
  virtual std::string describe() const = 0;  // one line for EXPLAIN; no secrets
  // 'sink.parallelism'; nothing: the job's.
  virtual std::optional<int> parallelism() const { return std::nullopt; }
};

}  // namespace streamsql
