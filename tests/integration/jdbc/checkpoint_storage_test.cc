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
  return {"a job",
          "uuid",
          id,
          "c",
          1'700'000'000'123,
          "digest",
          {{"source", "iot-topic-3", offset}, {"source", "file 'x'.csv", "12:7"}}};
}

void forget() { run_sql({"DROP TABLE IF EXISTS cp", "DROP TABLE IF EXISTS cp_offsets"}); }

TEST_CASE("storage of checkpoints: initialise makes the tables, twice does no harm") {
  forget();
  const auto one = storage();
  one->initialise();
  one->initialise();
  CHECK(query_sql("SELECT COUNT(*) FROM cp") == "0");
  CHECK_FALSE(one->recover("a job"));
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
  REQUIRE(found);
  CHECK(found->id == 2);
  CHECK(found->uuid == "c");
  CHECK(found->wall_millis == 1'700'000'000'123);
  CHECK(found->positions == checkpoint(2, "42").positions);
  CHECK_FALSE(storage()->recover("another job"));
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
