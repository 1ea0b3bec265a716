// Error: the one exception of the project, with a stable code, a place in the SQL text and a hint.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/source_text.h"

namespace streamsql {

// Stable numbers, printed as E<number>. Thousands are the category: 1 syntax, 2 names and types,
// 3 tables and options, 4 data, 5 outside systems, 6 checkpoints, 9 our own mistakes.
// Every code has a test that pins the full rendering of one error.
enum class ErrorCode : std::uint16_t {
  SyntaxError = 1001,
  UnsupportedSyntax = 1002,  // valid Flink SQL that streamsql cannot run yet; names the construct
  TextTooLarge = 1003,       // nesting or size beyond the limits of the parser
  UnknownTable = 2001,
  UnknownColumn = 2002,
  UnknownFunction = 2003,
  TypeMismatch = 2004,
  UpdatesNotSupported = 2005,
  AmbiguousColumn = 2006,
  InvalidArgument = 2007,   // a call or clause whose arguments cannot be accepted
  DuplicateName = 2008,     // a table, column or alias that exists already
  InvalidStatement = 2009,  // a statement that makes no sense where it stands
  SinkMismatch = 2010,      // query columns do not fit the sink's columns
  UnknownConnector = 3001,
  UnknownOption = 3002,
  MissingOption = 3003,
  InvalidOption = 3004,
  UnknownFormat = 3005,
  InvalidTable = 3006,  // a CREATE TABLE that contradicts itself or its connector
  MalformedRecord = 4001,
  NotNullViolation = 4002,
  CastFailed = 4003,
  ArithmeticFault = 4004,  // division by zero and the like
  ExternalSystemUnavailable = 5001,
  AuthenticationFailed = 5002,
  ExternalSystemRefused = 5003,  // it answered, and said no: unknown topic, SQL error, rights
  FileSystemFault = 5004,
  CheckpointFailed = 6001,
  StateUnreadable = 6002,
  StateDropped = 6003,        // a restore would lose state that nobody asked to lose
  Fenced = 6004,              // another process took over; this one goes to recovery
  // exactly-once.md §10: E1 to E9
  CheckpointMissing = 6101,   // the marker names a checkpoint that is not here
  MarkerBehind = 6102,        // the marker is older than what was decided here
  CheckpointDamaged = 6103,
  OutcomeUnknown = 6104,      // marker lost, no witness left
  SinkAhead = 6105,
  RedoMissing = 6106,
  FencedByJob = 6107,
  JobDirectoryLocked = 6108,
  PrefixShared = 6109,        // fenced three times: two jobs share a transactional id
  Injected = 6999,            // a fail point of a test
  Internal = 9001
};

// Whether a restart of the job may cure the failure.
bool is_retryable(ErrorCode code);

// "E2002".
std::string to_string(ErrorCode code);

// Thrown when a statement or a task cannot go on. Copyable, so that it can cross from a task's
// thread to the job as a value. The innermost place and the innermost hint win.
class Error : public std::exception {
 public:
  Error(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

  Error&& at(SourceSpan span) && {
    mark(span);
    return std::move(*this);
  }
  Error&& in(SourceTextPtr text) && {
    mark_text(std::move(text));
    return std::move(*this);
  }
  Error&& hint(std::string text) && {
    if (hint_.empty()) hint_ = std::move(text);
    return std::move(*this);
  }

  // For handlers that add a place to an error in flight.
  void mark(SourceSpan span) {
    if (!span_) span_ = span;
  }
  void mark_text(SourceTextPtr text) {
    if (!text_) text_ = std::move(text);
  }

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }
  const std::string& hint_text() const { return hint_; }
  const std::optional<SourceSpan>& span() const { return span_; }
  const SourceTextPtr& text() const { return text_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  ErrorCode code_;
  std::string message_;
  std::string hint_;
  std::optional<SourceSpan> span_;
  SourceTextPtr text_;
};

// The error as a person reads it: code, message, the source line with carets, the hint.
//   error[E2002]: Column 'usr_id' not found in any table
//     --> job.sql:14:8
//      |
//   14 | SELECT usr_id, COUNT(*) FROM orders GROUP BY usr_id
//      |        ^^^^^^
//   hint: did you mean 'user_id'?
// `fallback` is used when the error carries no text of its own; may be null. No trailing newline.
std::string render(const Error& error, const SourceTextPtr& fallback = nullptr);

}  // namespace streamsql
