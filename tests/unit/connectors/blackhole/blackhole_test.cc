#include <doctest/doctest.h>

#include "connectors/blackhole/register.h"

namespace streamsql {
namespace {

TEST_CASE("a blackhole takes every kind of change and has no options of its own") {
  ConnectorRegistry connectors;
  register_blackhole(connectors);
  TableDescriptor table;
  table.options.set("connector", "blackhole");
  const auto sink = connectors.find("blackhole").make_sink(table);
  CHECK(sink->accepts(ChangelogMode::all()) == ChangelogMode::all());
  table.options.set("print-identifier", "x");
  CHECK_THROWS_AS(connectors.find("blackhole").make_sink(table), Error);
}

}  // namespace
}  // namespace streamsql
