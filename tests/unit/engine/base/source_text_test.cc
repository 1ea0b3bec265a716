#include "engine/base/source_text.h"

#include <doctest/doctest.h>

using namespace streamsql;

TEST_CASE("lines end with LF, CR LF, or CR, and a column counts characters") {
  const SourceText text("job.sql", "one\ntwo\r\n\xC3\xA9three\r\rfive");
  CHECK(text.line(1) == "one");
  CHECK(text.line(2) == "two");
  CHECK(text.line(3) == "\xC3\xA9three");
  CHECK(text.line(4) == "");
  CHECK(text.line(5) == "five");
  const auto place = [&](std::string_view of) {
    return text.line_column(static_cast<std::uint32_t>(text.text().find(of)));
  };
  CHECK(place("two").line == 2);
  CHECK(place("three").line == 3);
  CHECK(place("three").column == 2);
  CHECK(place("five").line == 5);
  CHECK(place("five").column == 1);
}

TEST_CASE("a byte order mark takes no room") {
  const SourceText text("job.sql", "\xEF\xBB\xBFone");
  CHECK(text.line(1) == "one");
  CHECK(text.line_column(3).column == 1);
}
