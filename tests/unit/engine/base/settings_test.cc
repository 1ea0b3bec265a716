#include "engine/base/settings.h"

#include <doctest/doctest.h>

using namespace streamsql;
using namespace std::chrono_literals;

TEST_CASE("a setting that was not set has its default") {
  const Settings settings;
  CHECK(settings.parallelism() == 1);
  CHECK(settings.duration("pipeline.auto-watermark-interval") == 200ms);
  CHECK(settings.word("execution.checkpointing.mode") == "EXACTLY_ONCE");
  CHECK_FALSE(settings.find_duration("execution.checkpointing.interval"));
}

TEST_CASE("words of a setting ignore case") {
  Settings settings;
  CHECK_FALSE(settings.set("table.exec.sink.not-null-enforcer", "drop"));
  CHECK(settings.word("table.exec.sink.not-null-enforcer") == "DROP");
}

TEST_CASE("an unknown key is accepted with a warning that names the nearest one") {
  Settings settings;
  CHECK(settings.set("paralelism.default", "2") ==
        "The key 'paralelism.default' is not known and has no effect. "
        "did you mean 'parallelism.default'?");
  CHECK(settings.contains("paralelism.default"));
}

TEST_CASE("a key that means nothing here says why") {
  Settings settings;
  CHECK(settings.set("taskmanager.numberOfTaskSlots", "4") ==
        "The key 'taskmanager.numberOfTaskSlots' has no effect here: a job is one process here");
}

TEST_CASE("old names of keys mean the new ones") {
  Settings settings;
  CHECK_FALSE(settings.set("state.checkpoints.dir", "/tmp/c"));
  CHECK(settings.text("execution.checkpointing.dir") == "/tmp/c");
  settings.reset("state.checkpoints.dir");
  CHECK_FALSE(settings.find("execution.checkpointing.dir"));
}

TEST_CASE("a value that is not of the key's type is refused") {
  Settings settings;
  CHECK_THROWS_WITH_AS(settings.set("execution.checkpointing.interval", "soon"),
                       "Invalid value 'soon' for option 'execution.checkpointing.interval': "
                       "expected a duration such as '10 s' or '5 min'",
                       Error);
}

TEST_CASE("the default parallelism of tables wins over that of the job") {
  Settings settings;
  settings.set("parallelism.default", "2");
  CHECK(settings.parallelism() == 2);
  settings.set("table.exec.resource.default-parallelism", "3");
  CHECK(settings.parallelism() == 3);
}
