#include "engine/connector/checkpoint_storage.h"

#include <cstdlib>
#include <doctest/doctest.h>

#include "server.h"

#include "connectors/jdbc/jdbc.h"

namespace streamsql {
namespace {

using namespace test;

std::unique_ptr<CheckpointStorage> storage() {
  Settings settings;
  settings.set("execution.checkpointing.storage", "jdbc");
  settings.set("execution.checkpointing.storage.jdbc.url", server_url());
  settings.set("execution.checkpointing.storage.jdbc.table", "cp");
  return make_jdbc_checkpoint_storage(settings);
}

StoredCheckpoint checkpoint(CheckpointId id, const std::string& offset) {
  return {
      "a job",
      "uuid",
      id,
      "c" + std::to_string(id),
      1'700'000'000'123,
      "digest",
      {{"source", "iot-topic-3", offset, 1'700'000'000'000}, {"source", "file 'x'.csv", "12:7"}},
      {{"source", "started\niot-topic-3\n"}}};
}

void forget() { run_sql({"DROP TABLE IF EXISTS cp", "DROP TABLE IF EXISTS cp_offsets"}); }

TEST_CASE("storage of checkpoints: initialise makes the tables, twice does no harm") {
  forget();
  const auto one = storage();
  one->initialise();
  one->initialise();
  CHECK(query_sql("SELECT COUNT(*) FROM cp") == "0");
  CHECK(one->recover("a job").empty());
}

TEST_CASE("storage of checkpoints: what is stored can be read by SQL and recovered") {
  forget();
  const auto one = storage();
  one->initialise();
  one->store(checkpoint(1, "41"));
  one->store(checkpoint(2, "42"));
  one->store(checkpoint(2, "42"));
  CHECK(query_sql("SELECT CONCAT(topic, ' ', partition_number, ' ', next_offset) FROM cp_offsets "
                  "WHERE topic IS NOT NULL ORDER BY checkpoint_id") ==
        "iot-topic 3 41,iot-topic 3 42");
  const auto found = storage()->recover("a job");
  REQUIRE(found.size() == 2);
  CHECK(found[0].id == 1);
  CHECK(found[1].uuid == "c2");
  CHECK(found[1].decided);
  CHECK(found[1].wall_millis == 1'700'000'000'123);
  CHECK(found[1].positions == checkpoint(2, "42").positions);
  CHECK(found[1].enumerators == checkpoint(2, "42").enumerators);
  CHECK(storage()->recover("another job").empty());
}

TEST_CASE("storage of checkpoints: what is staged is not listed, and found by who asks for it") {
  forget();
  const auto one = storage();
  one->initialise();
  one->store(checkpoint(1, "41"));
  auto next = checkpoint(2, "42+7");
  next.uuid = "d";
  one->stage(next);
  CHECK(query_sql("SELECT COUNT(*) FROM cp") == "1");
  auto found = storage()->recover("a job");
  REQUIRE(found.size() == 2);
  CHECK_FALSE(found[1].decided);
  CHECK(found[1].uuid == "d");
  CHECK(found[1].positions == next.positions);
  next.uuid = "e";  // another attempt takes its place
  one->stage(next);
  one->store(next);
  found = storage()->recover("a job");
  REQUIRE(found.size() == 2);
  CHECK(found[1].decided);
  CHECK(found[1].uuid == "e");
  CHECK(query_sql("SELECT next_offset FROM cp_offsets WHERE topic IS NOT NULL AND "
                  "checkpoint_id = 2") == "42");
}

TEST_CASE("storage of checkpoints: the last one of a job says that it has finished") {
  forget();
  const auto one = storage();
  auto last = checkpoint(1, "41");
  one->store(last);
  last.finished = true;
  one->store(last);
  CHECK(storage()->recover("a job").at(0).finished);
}

TEST_CASE("storage of checkpoints: many positions are stored in several statements") {
  forget();
  auto many = checkpoint(1, "41");
  for (int i = 0; i < 1200; ++i) many.positions.push_back({"s", "t-" + std::to_string(i), "1"});
  storage()->store(many);
  CHECK(storage()->recover("a job").at(0).positions == many.positions);
}

TEST_CASE("storage of checkpoints: old ones are removed") {
  forget();
  const auto one = storage();
  for (CheckpointId id = 1; id <= 130; ++id) one->store(checkpoint(id, "1"));
  CHECK(query_sql("SELECT CONCAT(MIN(checkpoint_id), '-', MAX(checkpoint_id)) FROM cp") ==
        "31-130");
}

TEST_CASE("storage of checkpoints: close ends the session, and a later call makes another") {
  forget();
  const auto one = storage();
  one->initialise();
  one->close();
  one->store(checkpoint(1, "1"));
  CHECK(query_sql("SELECT COUNT(*) FROM cp") == "1");
}

TEST_CASE("storage of checkpoints: a lost connection is made again") {
  forget();
  const auto one = storage();
  one->initialise();
  const auto own = query_sql(
      "SELECT id FROM information_schema.processlist WHERE db = DATABASE() "
      "AND id <> CONNECTION_ID() ORDER BY id DESC LIMIT 1");
  run_sql({"KILL " + own});
  one->store(checkpoint(1, "1"));
  CHECK(query_sql("SELECT COUNT(*) FROM cp") == "1");
}

TEST_CASE("storage of checkpoints: a missing url is named") {
  Settings settings;
  CHECK_THROWS_WITH_AS(make_jdbc_checkpoint_storage(settings),
                       "execution.checkpointing.storage = jdbc needs "
                       "'execution.checkpointing.storage.jdbc.url'",
                       Error);
}

}  // namespace
}  // namespace streamsql
