// EpochGuard: the row of streamsql_epochs that says which epoch a sink table has, and for whom.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "connectors/mysql/connection.h"

namespace streamsql::jdbc {

// One sink of one job. Every call is a statement on the connection that it is given; the caller
// holds transactions and repeats what a lost connection left open.
//   streamsql_epochs(job, sink, epoch, uuid, incarnation, owner, PRIMARY KEY (job, sink)), InnoDB
class EpochGuard {
 public:
  EpochGuard(std::string job_uuid, std::string sink);

  void create_table(mysql::Connection& connection) const;
  // Takes the row over from whoever had it, and ends that session: nobody else can advance() any
  // more, and a process that is frozen in its transaction does not hold the row. False: there is
  // no row yet.
  bool take_over(mysql::Connection& connection);
  // After a lost connection: ends the old session, and keeps the row only if it is still ours.
  // Throws FencedByJob.
  void confirm(mysql::Connection& connection);
  void initialise(mysql::Connection& connection, std::uint64_t epoch);
  // Nothing: no row.
  std::optional<std::uint64_t> epoch(mysql::Connection& connection) const;
  // In a transaction: from `epoch` - 1 to `epoch`. False when this changed no row; explain() then.
  bool advance(mysql::Connection& connection, std::uint64_t epoch, const std::string& uuid) const;
  // Why advance() changed nothing: true when `epoch` has been applied already; throws FencedByJob,
  // SinkAhead, RedoMissing otherwise.
  bool was_applied(mysql::Connection& connection, std::uint64_t epoch) const;

 private:
  std::string where() const;
  void take_name(mysql::Connection& connection, const std::string& incarnation) const;
  void end_session(mysql::Connection& connection, const std::string& incarnation) const;
  [[noreturn]] void fenced(mysql::Connection& connection) const;

  const std::string job_, sink_, owner_;
  std::string incarnation_;
};

}  // namespace streamsql::jdbc
