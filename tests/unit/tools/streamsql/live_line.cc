#include "tools/streamsql/live_line.h"

#include <doctest/doctest.h>

#include "tools/streamsql/quantity_text.h"

using namespace streamsql;

TEST_CASE("the live line shows rates since the last look and what there is to show") {
  Figures before, now;
  before.records_in = 1000;
  now.records_in = 41'000;
  now.records_out = 500;
  CHECK(live_line_text({before, now, 500, 12'300}) ==
        "12.3 s · in 80.0 K/s (41,000) · out 1.0 K/s");
  now.lag = 12'000;
  now.watermark_millis = 1'704'067'200'123;
  now.lookup_hits = 3;
  now.lookup_misses = 1;
  now.bad_records = 2;
  CHECK(live_line_text({before, now, 500, 12'300})
            .ends_with(" · lag 12,000 · watermark 2024-01-01 00:00:00.123 · cache 75.0 % · bad 2"));
  now.checkpoints = 12;
  now.checkpoint_millis = 7;
  now.checkpoint_bytes = 34'500;
  now.failed_checkpoints = 2;
  CHECK(live_line_text({before, now, 500, 12'300})
            .ends_with(" · checkpoints 12 (7 ms, 33.7 KiB) · 2 failed · bad 2"));
}

TEST_CASE("quantities are written as people read them") {
  CHECK(count_text(1'234'567) == "1,234,567");
  CHECK(count_text(123) == "123");
  CHECK(rate_text(999) == "999");
  CHECK(rate_text(2'500'000) == "2.50 M");
  CHECK(bytes_text(850) == "850 B");
  CHECK(bytes_text(5ull << 30) == "5.0 GiB");
  CHECK(micros_text(850) == "850 µs");
  CHECK(micros_text(1'234) == "1.2 ms");
  CHECK(micros_text(3'400'000) == "3.4 s");
  CHECK(elapsed_text(120) == "0.12 s");
  CHECK(elapsed_text(125'000) == "2 min 5 s");
  CHECK(elapsed_text(3'720'000) == "1 h 2 min");
  CHECK(instant_text(-1) == "1969-12-31 23:59:59.999");
}
