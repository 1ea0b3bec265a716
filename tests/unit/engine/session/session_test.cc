#include "engine/session/session.h"

#include <doctest/doctest.h>

#include "engine/sql/parser.h"

namespace streamsql {
namespace {

// 'hole' takes everything; nothing can be read from it. Jobs are planned here, never run.
class Hole : public TableSink {
 public:
  ChangelogMode accepts(const ChangelogMode& query) const override { return query; }
  std::unique_ptr<SinkWriter> make_writer(const WriterContext&) const override { return nullptr; }
  std::string describe() const override { return "hole"; }
};
class HoleConnector : public ConnectorFactory {
 public:
  std::string_view name() const override { return "hole"; }
  std::string_view summary() const override { return "For tests."; }
  std::span<const OptionSpec> options() const override { return {}; }
  std::vector<MetadataSpec> metadata(const TableDescriptor&) const override { return {}; }
  std::unique_ptr<TableSource> make_source(const TableDescriptor&) const override {
    return nullptr;
  }
  std::unique_ptr<TableSink> make_sink(const TableDescriptor& table) const override {
    options_seen = table.options;
    return std::make_unique<Hole>();
  }
  std::unique_ptr<LookupTable> make_lookup(const TableDescriptor&) const override {
    return nullptr;
  }

  mutable Options options_seen;  // of the sink made last
};

struct SessionTest {
  ConnectorRegistry connectors;
  const HoleConnector* hole = nullptr;
  std::optional<Session> session;

  SessionTest() {
    auto made = std::make_unique<HoleConnector>();
    hole = made.get();
    connectors.add(std::move(made));
    session.emplace(SessionEnvironment{connectors});
    run("CREATE TABLE o (a INT) WITH ('connector' = 'hole', 'k' = 'declared')");
  }

  // The result of the last statement.
  StatementResult run(const std::string& sql) {
    StatementResult out;
    for (const auto& statement : parse(make_source_text("job.sql", sql))) {
      out = session->execute(statement);
    }
    return out;
  }
  PlannedJob job(const std::string& sql) { return std::get<PlannedJob>(run(sql).value); }
  std::string error(const std::string& sql) {
    try {
      run(sql);
      return "";
    } catch (const Error& error) {
      CHECK(error.text());
      return error.message();
    }
  }
};

TEST_CASE_FIXTURE(SessionTest, "every statement has its kind of result") {
  CHECK(std::holds_alternative<Done>(run("SET 'parallelism.default' = '2'").value));
  CHECK(std::holds_alternative<Done>(run("CREATE VIEW v AS SELECT 1 AS a").value));
  CHECK(std::holds_alternative<ResultTable>(run("SHOW TABLES").value));
  CHECK(std::holds_alternative<ResultTable>(run("EXPLAIN SELECT 1").value));
  CHECK(job("SELECT 1").kind == PlannedJob::Kind::Select);
  CHECK(job("INSERT INTO o SELECT 1").kind == PlannedJob::Kind::Insert);
  CHECK(std::holds_alternative<ClientRequest>(run("QUIT").value));
}

TEST_CASE_FIXTURE(SessionTest, "jobs are named as in Flink") {
  CHECK(job("INSERT INTO o SELECT 1").settings.name ==
        "insert-into_default_catalog.default_database.o");
  CHECK(job("SELECT 1").settings.name == "collect");
  CHECK(job("EXECUTE STATEMENT SET BEGIN INSERT INTO o SELECT 1; INSERT INTO o SELECT 2; END")
            .settings.name ==
        "insert-into_default_catalog.default_database.o,default_catalog.default_database.o");
  CHECK(job("SET 'pipeline.name' = 'mine'; INSERT INTO o SELECT 1").settings.name == "mine");
}

TEST_CASE_FIXTURE(SessionTest, "what is asked of checkpoints reaches the job") {
  auto plain = job("INSERT INTO o SELECT 1").checkpoints;
  REQUIRE(plain);
  CHECK(plain->redo_limit == 256u << 20);
  CHECK_FALSE(plain->delete_on_cancel);
  CHECK_FALSE(plain->make_storage);
  const auto asked = job("SET 'sink.redo.max-bytes' = '10 kb';"
                         "SET 'execution.checkpointing.externalized-checkpoint-retention' = "
                         "'DELETE_ON_CANCELLATION';"
                         "INSERT INTO o SELECT 1")
                         .checkpoints;
  CHECK(asked->redo_limit == 10u << 10);
  CHECK(asked->delete_on_cancel);
}

TEST_CASE_FIXTURE(SessionTest, "a storage of checkpoints is made with the settings of its job") {
  std::vector<std::string> urls;
  SessionEnvironment environment{connectors};
  environment.jdbc_storage = [&urls](const Settings& settings) {
    urls.push_back(settings.text("execution.checkpointing.storage.jdbc.url"));
    return std::unique_ptr<CheckpointStorage>();
  };
  session.emplace(environment);
  run("CREATE TABLE o (a INT) WITH ('connector' = 'hole')");
  run("SET 'execution.checkpointing.storage.jdbc.url' = 'one'");
  CHECK_FALSE(job("INSERT INTO o SELECT 1").checkpoints->make_storage);
  const auto planned =
      job("SET 'execution.checkpointing.storage' = 'jdbc';"
          "INSERT INTO o SELECT 1");
  CHECK(urls == std::vector<std::string>{"one"});  // mistakes show when it is planned
  run("SET 'execution.checkpointing.storage.jdbc.url' = 'two'");
  REQUIRE(planned.checkpoints->make_storage);
  planned.checkpoints->make_storage();
  CHECK(urls == std::vector<std::string>{"one", "one"});
}

TEST_CASE_FIXTURE(SessionTest, "settings reach the job, and RESET takes them back") {
  CHECK(job("SELECT 1").settings.parallelism == 1);
  CHECK(job("SET 'parallelism.default' = '3'; SELECT 1").settings.parallelism == 3);
  CHECK(job("RESET 'parallelism.default'; SELECT 1").settings.parallelism == 1);
  CHECK(job("SET 'table.local-time-zone' = 'Asia/Tokyo'; SELECT 1").settings.zone->name() ==
        "Asia/Tokyo");
  run("RESET");
  CHECK(std::get<ResultTable>(run("SET").value).rows.empty());
}

TEST_CASE_FIXTURE(SessionTest, "an unknown setting is a warning, a wrong value an error") {
  const auto result = run("SET 'paralelism.default' = '3'");
  REQUIRE(result.warnings.size() == 1);
  CHECK(result.warnings[0].find("parallelism.default") != std::string::npos);
  CHECK(error("SET 'parallelism.default' = 'many'; SELECT 1") != "");
}

TEST_CASE_FIXTURE(SessionTest, "SET shows no secret") {
  run("SET 'my.password' = 'hidden'");
  const auto shown = std::get<ResultTable>(run("SET").value);
  REQUIRE(shown.rows.size() == 1);
  for (const auto& row : shown.rows) {
    CHECK(row[1]->find("hidden") == std::string::npos);
  }
}

TEST_CASE_FIXTURE(SessionTest, "a statement set collects INSERTs and becomes one job") {
  CHECK(std::holds_alternative<Collected>(run("BEGIN STATEMENT SET").value));
  CHECK(session->in_statement_set());
  CHECK(std::holds_alternative<Collected>(run("INSERT INTO o SELECT 1").value));
  CHECK(error("SELECT 1") == "Only INSERT statement is allowed in Statement Set.");
  CHECK(error("INSERT INTO o SELECT 'x', 2") != "");
  CHECK(std::holds_alternative<Collected>(run("INSERT INTO o SELECT 2").value));
  const auto planned = job("END");
  CHECK(planned.kind == PlannedJob::Kind::StatementSet);
  CHECK(planned.plan.roots.size() == 2);
  CHECK(!session->in_statement_set());
  CHECK(error("END").starts_with("No Statement Set to submit"));
}

TEST_CASE_FIXTURE(SessionTest, "an empty statement set is no job") {
  CHECK(std::holds_alternative<Done>(run("BEGIN STATEMENT SET; END").value));
}

TEST_CASE_FIXTURE(SessionTest, "a statement that fails changes nothing") {
  CHECK(error("CREATE VIEW v AS SELECT nope FROM o") != "");
  CHECK(std::get<ResultTable>(run("SHOW VIEWS").value).rows.empty());
  CHECK(error("CREATE TABLE o (b INT)") != "");
  CHECK(job("INSERT INTO o SELECT 1").plan.roots.size() == 1);
}

TEST_CASE_FIXTURE(SessionTest,
                  "an overridden option wins over the table's, whenever it is declared") {
  session->override_option("later", "k", "overridden");
  session->override_option("slip", "k", "x");
  run("CREATE TABLE later (a INT) WITH ('connector' = 'hole', 'k' = 'declared')");
  run("INSERT INTO later SELECT 1");
  CHECK(hole->options_seen.text("k") == "overridden");
  run("INSERT INTO o SELECT 1");
  CHECK(hole->options_seen.text("k") == "declared");
  CHECK(session->unused_overrides() == std::vector<std::string>{"slip"});
}

TEST_CASE_FIXTURE(SessionTest, "an override does not touch a view that hides the table") {
  session->override_option("t", "k", "overridden");
  run("CREATE TEMPORARY VIEW t AS SELECT 1 AS a");
  CHECK(error("CREATE TABLE t (a INT) WITH ('connector' = 'hole')") == "");
  CHECK(job("SELECT * FROM t").plan.roots.size() == 1);
}

TEST_CASE_FIXTURE(SessionTest, "EXPLAIN plans and runs nothing") {
  const auto table = std::get<ResultTable>(run("EXPLAIN INSERT INTO o SELECT 1").value);
  CHECK(table.header == std::vector<std::string>{"result"});
  CHECK(table.rows[0][0]->find("Sink(table=[default_catalog.default_database.o]") !=
        std::string::npos);
}

TEST_CASE_FIXTURE(SessionTest, "JARs mean nothing here, and it is said") {
  CHECK(run("ADD JAR 'x.jar'").warnings.size() == 1);
}

}  // namespace
}  // namespace streamsql
