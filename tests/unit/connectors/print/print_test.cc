#include <doctest/doctest.h>

#include "connectors/print/register.h"

namespace streamsql {
namespace {

struct Fixture {
  std::string out, error;
  ConnectorRegistry connectors;
  MetricRegistry metrics;
  MemoryPool memory{"test", 1 << 20};
  TableDescriptor table;

  Fixture() {
    register_print(connectors, [this](std::string_view text, bool to_error) {
      (to_error ? error : out) += text;
    });
    table.short_name = "t";
    table.physical = make_schema({{"n", DataType::integer()}, {"s", DataType::string()}});
    table.options.set("connector", "print");
  }

  void write(const std::string& rows, int subtask = 0, int parallelism = 1) {
    const ConnectorContext context{system_clock(), MetricGroup(metrics, {}), memory, subtask,
                                   parallelism};
    const auto sink = connectors.find("print").make_sink(table);
    sink->make_writer(context)->write(Batch::parse(*table.physical, rows));
  }
};

TEST_CASE_FIXTURE(Fixture, "every change is a line") {
  write("+I[1, a]\n-U[1, a]\n+U[1, null]");
  CHECK(out == "+I[1, a]\n-U[1, a]\n+U[1, null]\n");
  CHECK(error.empty());
}

TEST_CASE_FIXTURE(Fixture, "print-identifier stands before the row") {
  table.options.set("print-identifier", "id");
  write("+I[1, a]");
  CHECK(out == "id> +I[1, a]\n");
}

TEST_CASE_FIXTURE(Fixture, "with several subtasks lines name theirs, from 1") {
  write("+I[1, a]", 1, 2);
  table.options.set("print-identifier", "id");
  write("+I[2, b]", 0, 2);
  CHECK(out == "2> +I[1, a]\nid:1> +I[2, b]\n");
}

TEST_CASE_FIXTURE(Fixture, "the constants of a static partition follow the identifier") {
  table.static_partition = {{"day", "2024-06-10"}, {"hour", "6"}};
  write("+I[1, a]");
  table.options.set("print-identifier", "id");
  write("+I[2, b]", 0, 2);
  CHECK(out == "day=2024-06-10:hour=6> +I[1, a]\nid:day=2024-06-10:hour=6:1> +I[2, b]\n");
}

TEST_CASE_FIXTURE(Fixture, "standard-error prints there") {
  table.options.set("standard-error", "true");
  write("+I[1, a]");
  CHECK(out.empty());
  CHECK(error == "+I[1, a]\n");
}

TEST_CASE_FIXTURE(Fixture, "sink.parallelism is the sink's") {
  CHECK(!connectors.find("print").make_sink(table)->parallelism());
  table.options.set("sink.parallelism", "3");
  CHECK(connectors.find("print").make_sink(table)->parallelism() == 3);
}

TEST_CASE_FIXTURE(Fixture, "an unknown option is refused") {
  table.options.set("print-identifer", "x");
  CHECK_THROWS_AS(connectors.find("print").make_sink(table), Error);
}

TEST_CASE_FIXTURE(Fixture, "a print table cannot be read") {
  CHECK(connectors.find("print").make_source(table) == nullptr);
}

}  // namespace
}  // namespace streamsql
