#include "connectors/jdbc/epoch_guard.h"

#include <array>
#include <fmt/format.h>
#include <unistd.h>

#include "connectors/mysql/quoting.h"
#include "engine/base/uuid.h"

namespace streamsql::jdbc {
namespace {

using mysql::quote_text;

constexpr std::string_view kCreate =
    "CREATE TABLE IF NOT EXISTS streamsql_epochs ("
    "job VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "
    "sink VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, "
    "epoch BIGINT UNSIGNED NOT NULL, uuid VARCHAR(64) NOT NULL, "
    "incarnation VARCHAR(64) NOT NULL, owner VARCHAR(255) NOT NULL, "
    "PRIMARY KEY (job, sink)) ENGINE=InnoDB";

std::string this_process() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return fmt::format("{} process {}", host.data(), getpid());
}

constexpr unsigned kNoSuchThread = 1094;  // ER_NO_SUCH_THREAD

std::string name_of_session(const std::string& incarnation) {
  return quote_text("streamsql " + incarnation);
}

std::uint64_t change(mysql::Connection& connection, const std::string& sql) {
  return connection.prepare(sql)->execute();
}

}  // namespace

EpochGuard::EpochGuard(std::string job_uuid, std::string sink)
    : job_(std::move(job_uuid)),
      sink_(std::move(sink)),
      owner_(this_process()),
      incarnation_(make_uuid()) {}

std::string EpochGuard::where() const {
  return fmt::format(" WHERE job={} AND sink={}", quote_text(job_), quote_text(sink_));
}

void EpochGuard::create_table(mysql::Connection& connection) const { connection.execute(kCreate); }

// A user-level lock under the incarnation's name says which session it is. It is held from before
// the row is ours until the session ends.
void EpochGuard::take_name(mysql::Connection& connection, const std::string& incarnation) const {
  connection.query_text(fmt::format("SELECT GET_LOCK({}, 0)", name_of_session(incarnation)));
}

// A session of the same user may be ended without any right.
void EpochGuard::end_session(mysql::Connection& connection, const std::string& incarnation) const {
  const auto session =
      connection.query_text(fmt::format("SELECT IS_USED_LOCK({})", name_of_session(incarnation)));
  if (session.empty()) return;
  try {
    connection.execute("KILL CONNECTION " + session);
  } catch (const mysql::ServerError& error) {
    if (error.number() != kNoSuchThread) throw;  // it has ended by itself
  }
}

bool EpochGuard::take_over(mysql::Connection& connection) {
  incarnation_ = make_uuid();
  take_name(connection, incarnation_);
  const auto before = connection.query_text("SELECT incarnation FROM streamsql_epochs" + where());
  if (!before.empty()) end_session(connection, before);
  return change(connection, fmt::format("UPDATE streamsql_epochs SET incarnation={}, owner={}{}",
                                        quote_text(incarnation_), quote_text(owner_), where())) ==
         1;
}

void EpochGuard::confirm(mysql::Connection& connection) {
  const auto next = make_uuid();
  take_name(connection, next);
  end_session(connection, incarnation_);
  const auto changed =
      change(connection, fmt::format("UPDATE streamsql_epochs SET incarnation={}{} AND "
                                     "incarnation={}",
                                     quote_text(next), where(), quote_text(incarnation_)));
  if (changed != 1) fenced(connection);
  incarnation_ = next;
}

void EpochGuard::initialise(mysql::Connection& connection, std::uint64_t epoch) {
  connection.execute(fmt::format(
      "INSERT INTO streamsql_epochs (job, sink, epoch, uuid, incarnation, owner) "
      "VALUES ({}, {}, {}, '', {}, {}) ON DUPLICATE KEY UPDATE epoch={}, incarnation={}, owner={}",
      quote_text(job_), quote_text(sink_), epoch, quote_text(incarnation_), quote_text(owner_),
      epoch, quote_text(incarnation_), quote_text(owner_)));
}

std::optional<std::uint64_t> EpochGuard::epoch(mysql::Connection& connection) const {
  const auto text = connection.query_text("SELECT epoch FROM streamsql_epochs" + where());
  if (text.empty()) return std::nullopt;
  return std::stoull(text);
}

bool EpochGuard::advance(mysql::Connection& connection, std::uint64_t epoch,
                         const std::string& uuid) const {
  return change(connection, fmt::format("UPDATE streamsql_epochs SET epoch={}, uuid={}{} AND "
                                        "epoch={} AND incarnation={}",
                                        epoch, quote_text(uuid), where(), epoch - 1,
                                        quote_text(incarnation_))) == 1;
}

bool EpochGuard::was_applied(mysql::Connection& connection, std::uint64_t wanted) const {
  const auto incarnation =
      connection.query_text("SELECT incarnation FROM streamsql_epochs" + where());
  if (incarnation != incarnation_) fenced(connection);
  const auto there = epoch(connection).value_or(0);
  if (there == wanted) return true;
  if (there > wanted) {
    throw Error(ErrorCode::SinkAhead,
                fmt::format("The sink table of '{}' has epoch {}, ahead of checkpoint {} of this "
                            "job directory",
                            sink_, there, wanted))
        .hint("this job directory is an old copy: use the latest one");
  }
  throw Error(ErrorCode::RedoMissing,
              fmt::format("The sink table of '{}' has epoch {}; the redo of epoch {} is missing",
                          sink_, there, there + 1))
      .hint("this job directory is not the one that wrote the table: use the right copy");
}

void EpochGuard::fenced(mysql::Connection& connection) const {
  const auto owner = connection.query_text("SELECT owner FROM streamsql_epochs" + where());
  throw Error(ErrorCode::FencedByJob,
              fmt::format("The sink table of '{}' has been taken over by {}", sink_,
                          owner.empty() ? "nobody: its row in streamsql_epochs is gone" : owner))
      .hint("the same job runs twice: stop one of them");
}

}  // namespace streamsql::jdbc
