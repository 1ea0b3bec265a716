#include <doctest/doctest.h>
#include <fmt/format.h>

#include "server.h"

#include "connectors/jdbc/jdbc.h"
#include "engine/base/fail_point.h"
#include "tests/unit/memory_redo.h"

namespace streamsql {
namespace {

using namespace test;

// A sink table that takes part in checkpoints.
class RedoSink {
 public:
  explicit RedoSink(std::vector<int> key, const std::string& job = "job-1")
      : schema_(make_schema({{"id", DataType::integer()}, {"name", DataType::string()}},
                            std::move(key))),
        participant_{test_.context, "job", job, "sink#1", {}} {
    sink_ = jdbc_connector().make_sink(describe_table("written", schema_));
    WriterContext context(test_.context);
    context.redo = &log_;
    writer_ = sink_->make_writer(context);
  }

  std::unique_ptr<RedoTarget> target() { return sink_->make_redo_target(participant_); }
  std::unique_ptr<RedoTarget> open() {
    auto made = target();
    made->open();
    return made;
  }
  std::vector<std::string> epoch(CheckpointId id, std::string_view rows) {
    writer_->write(Batch::parse(*schema_, rows));
    writer_->prepare(id);
    return log_.take();
  }

 private:
  TestContext test_;
  SchemaPtr schema_;
  ParticipantContext participant_;
  MemoryRedoLog log_;
  std::unique_ptr<TableSink> sink_;
  std::unique_ptr<SinkWriter> writer_;
};

void make_table(const std::string& columns = "id INT PRIMARY KEY, name VARCHAR(10)") {
  run_sql({"DROP TABLE IF EXISTS written", "DROP TABLE IF EXISTS streamsql_epochs",
           "CREATE TABLE written (" + columns + ") ENGINE=InnoDB"});
}

std::string written() {
  return query_sql("SELECT CONCAT(id, '=', COALESCE(name, 'NULL')) FROM written ORDER BY id, name");
}

template <typename Call>
ErrorCode code_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::Internal;
}

TEST_CASE("an epoch is written when it is applied, and only once") {
  make_table("id INT, name VARCHAR(10)");
  RedoSink sink({});
  const auto target = sink.open();
  CHECK_FALSE(target->applied());
  target->initialise(4);
  const auto redo = sink.epoch(5, "+I[1, a]\n+I[1, a]\n+I[2, null]");
  CHECK(written().empty());
  target->apply({5, "u"}, readers_of(redo));
  target->apply({5, "u"}, readers_of(redo));
  CHECK(written() == "1=a,1=a,2=NULL");
  CHECK(target->applied() == 5);
}

TEST_CASE("changes of a key within an epoch and across epochs end at the last") {
  make_table();
  RedoSink sink({0});
  const auto target = sink.open();
  target->initialise(0);
  target->apply({1, "u"}, readers_of(sink.epoch(1, "+I[1, a]\n+I[2, b]\n-U[1, a]\n+U[1, c]")));
  target->apply({2, "v"}, readers_of(sink.epoch(2, "-D[2, b]\n+I[3, ä😀]")));
  CHECK(written() == "1=c,3=ä😀");
}

std::unique_ptr<CheckpointStorage> storage_at(const std::string& url) {
  Settings settings;
  settings.set("execution.checkpointing.storage.jdbc.url", url);
  settings.set("execution.checkpointing.storage.jdbc.table", "cp");
  return make_jdbc_checkpoint_storage(settings);
}

StoredCheckpoint second() {
  return {"job", "job-1", 2, "v", 1'700'000'000'123, "", {{"s", "t-0", "7"}}, {}};
}

TEST_CASE("positions go with the rows of their epoch, in the same transaction") {
  make_table();
  run_sql({"DROP TABLE IF EXISTS cp", "DROP TABLE IF EXISTS cp_offsets"});
  const auto storage = storage_at(server_url());
  storage->initialise();
  RedoSink sink({0});
  const auto target = sink.open();
  target->initialise(1);
  REQUIRE(target->carry(*storage, second()));
  arm_fail_points("redo_before_commit:1=error");
  CHECK(code_of([&] { target->apply({2, "v"}, readers_of({})); }) == ErrorCode::Injected);
  arm_fail_points("");
  CHECK(query_sql("SELECT COUNT(*) FROM cp") == "0");
  const auto again = sink.open();
  REQUIRE(again->carry(*storage, second()));
  again->apply({2, "v"}, readers_of(sink.epoch(2, "+I[1, a]")));
  CHECK(written() == "1=a");
  CHECK(query_sql("SELECT checkpoint_uuid FROM cp") == "v");
  CHECK(query_sql("SELECT next_offset FROM cp_offsets") == "7");
}

TEST_CASE("rows are written although the table of checkpoints is gone") {
  make_table();
  const auto storage = storage_at(server_url());
  storage->initialise();
  run_sql({"DROP TABLE cp", "DROP TABLE cp_offsets"});
  RedoSink sink({0});
  const auto target = sink.open();
  target->initialise(1);
  REQUIRE(target->carry(*storage, second()));
  target->apply({2, "v"}, readers_of(sink.epoch(2, "+I[1, a]")));
  CHECK(written() == "1=a");
}

TEST_CASE("a storage in another database is not carried") {
  make_table();
  RedoSink sink({0});
  CHECK_FALSE(sink.open()->carry(*storage_at("jdbc:mysql://127.0.0.1:1/other"), second()));
}

TEST_CASE("an epoch without rows moves the guard") {
  make_table();
  RedoSink sink({0});
  const auto target = sink.open();
  target->initialise(0);
  target->apply({1, "u"}, readers_of({}));
  CHECK(target->applied() == 1);
}

TEST_CASE("who has been taken over cannot write any more") {
  make_table();
  RedoSink sink({0});
  const auto zombie = sink.open();
  zombie->initialise(0);
  const auto successor = sink.open();
  const auto redo = sink.epoch(1, "+I[1, a]");
  CHECK(code_of([&] { zombie->apply({1, "u"}, readers_of(redo)); }) == ErrorCode::FencedByJob);
  CHECK(written().empty());
  successor->apply({1, "u"}, readers_of(redo));
  CHECK(written() == "1=a");
}

TEST_CASE("a table that is ahead, or an epoch that is left out, is refused") {
  make_table();
  RedoSink sink({0});
  const auto target = sink.open();
  target->initialise(5);
  CHECK(code_of([&] { target->apply({4, "u"}, readers_of({})); }) == ErrorCode::SinkAhead);
  CHECK(code_of([&] { target->apply({7, "u"}, readers_of({})); }) == ErrorCode::RedoMissing);
  CHECK(target->applied() == 5);
}

TEST_CASE("a row that the table refuses is named, and nothing of its epoch stays") {
  make_table();
  RedoSink sink({0});
  const auto target = sink.open();
  target->initialise(0);
  const auto redo = sink.epoch(1, "+I[1, a]\n+I[2, much too long for it]");
  CHECK(code_of([&] { target->apply({1, "u"}, readers_of(redo)); }) == ErrorCode::MalformedRecord);
  CHECK(written().empty());
  CHECK(sink.open()->applied() == 0);
}

TEST_CASE("a connection that is killed in between is made again") {
  make_table();
  RedoSink sink({0});
  const auto target = sink.open();
  target->initialise(0);
  const auto own = query_sql(
      "SELECT id FROM information_schema.processlist WHERE db = DATABASE() "
      "AND id <> CONNECTION_ID() ORDER BY id DESC LIMIT 1");
  run_sql({"KILL " + own});
  target->apply({1, "u"}, readers_of(sink.epoch(1, "+I[1, a]")));
  CHECK(written() == "1=a");
}

TEST_CASE("two jobs on one table do not disturb each other") {
  make_table();
  RedoSink one({0}, "job-1"), two({0}, "job-2");
  const auto first = one.open(), second = two.open();
  first->initialise(0);
  second->initialise(10);
  first->apply({1, "u"}, readers_of(one.epoch(1, "+I[1, a]")));
  second->apply({11, "u"}, readers_of(two.epoch(11, "+I[2, b]")));
  CHECK(written() == "1=a,2=b");
}

}  // namespace
}  // namespace streamsql
