#include <algorithm>
#include <doctest/doctest.h>
#include <fstream>
#include <sstream>

#include "connectors/filesystem/register.h"
#include "connectors/formats/register.h"
#include "engine/base/temporary_directory.h"
#include "tests/unit/memory_redo.h"

namespace streamsql {
namespace {

namespace fs = std::filesystem;

// A csv table that takes part in checkpoints.
struct Fixture {
  TemporaryDirectory folder{"test"};
  FormatRegistry formats;
  ConnectorRegistry connectors;
  MetricRegistry metrics;
  MemoryPool memory{"test", 1 << 20};
  VirtualClock clock;
  ConnectorContext context{clock, MetricGroup(metrics, {}), memory};
  ParticipantContext participant{context, "job", "uuid-of-job", "sink#1", {}};
  TableDescriptor table;
  std::unique_ptr<TableSink> sink;
  MemoryRedoLog log;

  Fixture() {
    register_formats(formats);
    register_filesystem(connectors, formats);
    table.short_name = "t";
    table.physical = make_schema({{"n", DataType::integer()}});
    table.options.set("connector", "filesystem");
    table.options.set("path", folder.path().string());
    table.options.set("format", "csv");
    sink = connectors.find("filesystem").make_sink(table);
  }

  std::unique_ptr<SinkWriter> writer() {
    WriterContext writer(context);
    writer.redo = &log;
    writer.job_uuid = participant.job_uuid;
    return sink->make_writer(writer);
  }
  // The redo of one epoch that wrote these rows.
  std::vector<std::string> epoch(SinkWriter& writer, CheckpointId id, const std::string& rows) {
    writer.write(Batch::parse(*table.physical, rows));
    writer.prepare(id);
    return log.take();
  }
  // All rows in files that are not hidden, sorted.
  std::vector<std::string> visible() const {
    std::vector<std::string> rows;
    for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
      if (entry.path().filename().string().starts_with(".")) continue;
      std::ifstream file(entry.path());
      for (std::string line; std::getline(file, line);) rows.push_back(line);
    }
    std::sort(rows.begin(), rows.end());
    return rows;
  }
  std::size_t hidden_parts() const {
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
      count += entry.path().filename().string().starts_with(".part-") ? 1 : 0;
    }
    return count;
  }
};

using Rows = std::vector<std::string>;

TEST_CASE_FIXTURE(Fixture, "rows become visible when their epoch is applied, and only once") {
  const auto target = sink->make_redo_target(participant);
  target->open();
  CHECK_FALSE(target->applied());
  target->initialise(0);
  const auto one = writer();
  const auto redo = epoch(*one, 1, "+I[1]\n+I[2]");
  CHECK(visible().empty());
  target->apply({1, "a"}, readers_of(redo));
  CHECK(visible() == Rows{"1", "2"});
  target->apply({1, "a"}, readers_of(redo));
  CHECK(visible() == Rows{"1", "2"});
  CHECK(target->applied() == 1);
}

TEST_CASE_FIXTURE(Fixture, "an epoch that was applied in part is completed") {
  const auto first = writer(), second = writer();
  auto redo = epoch(*first, 1, "+I[1]");
  const auto more = epoch(*second, 1, "+I[2]");
  {
    const auto target = sink->make_redo_target(participant);
    target->open();
    target->initialise(0);
    target->apply({1, "a"}, readers_of(redo));
    target->initialise(0);  // as if it had been killed before it noted the epoch
  }
  redo.insert(redo.end(), more.begin(), more.end());
  const auto target = sink->make_redo_target(participant);
  target->open();
  target->apply({1, "a"}, readers_of(redo));
  CHECK(visible() == Rows{"1", "2"});
}

TEST_CASE_FIXTURE(Fixture, "a sweep removes what was never decided, and nobody else's files") {
  const auto target = sink->make_redo_target(participant);
  target->open();
  target->initialise(0);
  const auto one = writer();
  const auto redo = epoch(*one, 1, "+I[1]");
  epoch(*one, 2, "+I[2]");
  target->apply({1, "a"}, readers_of(redo));
  std::ofstream(folder.path() / ".part-another-0.inprogress") << "3\n";
  target->sweep(1);
  CHECK(hidden_parts() == 1);
  CHECK(visible() == Rows{"1"});
}

TEST_CASE_FIXTURE(Fixture, "a second process of the job is refused") {
  const auto target = sink->make_redo_target(participant),
             other = sink->make_redo_target(participant);
  target->open();
  CHECK_THROWS_AS(other->open(), Error);
}

TEST_CASE_FIXTURE(Fixture, "files that are ahead of the checkpoint are not touched") {
  const auto target = sink->make_redo_target(participant);
  target->open();
  target->initialise(7);
  CHECK_THROWS_AS(target->apply({6, "a"}, readers_of({})), Error);
}

}  // namespace
}  // namespace streamsql
