// LookupSession: one connection that answers questions of many keys.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "connectors/jdbc/jdbc_settings.h"
#include "connectors/jdbc/lookup_query.h"
#include "connectors/mysql/connection.h"

namespace streamsql::jdbc {

struct LookupPlan {
  LookupQuery query;
  JdbcSettings settings;
};

// One thread, except interrupt(). Connects when first needed, and again after a connection was
// lost. Statements are prepared once per connection, for a few sizes; a question is filled up with
// NULL keys, which match nothing, to the next size.
class LookupSession {
 public:
  explicit LookupSession(const LookupPlan& plan) : plan_(plan) {}

  // Connects and prepares, so that a dead database, a missing table or column shows at once.
  void open();
  // Throws Error; an unavailable server after one try, or two when the first met a connection that
  // had died since it was last used.
  LookupRows ask(const Batch& keys);
  // Any thread: ask() fails soon, now and from now on.
  void interrupt();

 private:
  using Statements = std::map<std::size_t, std::unique_ptr<mysql::Statement>>;

  void connect();
  LookupRows ask_connected(const Batch& keys);
  LookupRows ask_in_halves(const Batch& keys);
  mysql::Statement& statement(std::size_t size);
  void bind_keys(mysql::Statement& statement, const Batch& keys, std::size_t size) const;
  LookupRows fetch_rows(mysql::Statement& statement) const;
  std::size_t size_for(std::size_t keys) const;

  const LookupPlan& plan_;
  QuestionForm form_ = QuestionForm::DerivedTable;
  std::mutex mutex_;  // of connection_'s identity and interrupted_
  bool interrupted_ = false;
  std::shared_ptr<mysql::Connection> connection_;
  Statements statements_;
};

}  // namespace streamsql::jdbc
