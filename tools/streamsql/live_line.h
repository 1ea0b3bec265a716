// Live line: how the jobs go, in one line.
#pragma once

#include <string>

#include "tools/streamsql/figures.h"

namespace streamsql {

struct LiveLook {
  const Figures& before;
  const Figures& now;
  std::int64_t between_millis, elapsed_millis;
};

// "12.3 s · in 81.2 K/s (1,234,567) · out 80.1 K/s · lag 12 · cache 98.7 % · bad 3"
std::string live_line_text(const LiveLook& look);

}  // namespace streamsql
