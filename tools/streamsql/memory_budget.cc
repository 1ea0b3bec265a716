#include "tools/streamsql/memory_budget.h"

#include <algorithm>
#include <fmt/format.h>
#include <unistd.h>

#include "engine/base/error.h"
#include "engine/base/option_spec.h"

namespace streamsql {
namespace {

// What no pool counts: batches between threads and buffers of the state database, which have their
// size, and what the allocator rounds up and cannot give back, which grows with the rest.
// tests/memory/run looks at what the process takes in the end.
std::uint64_t without_uncounted(std::uint64_t bytes) {
  constexpr std::uint64_t kFirst = 128 << 20;
  const auto beyond = bytes - std::min(bytes, kFirst);
  return bytes - std::min(bytes, kFirst) / 4 - beyond / 5;
}

}  // namespace

std::uint64_t memory_budget(const std::string& text) {
  if (text.empty()) {
    const auto pages = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES));
    return without_uncounted(pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) / 4);
  }
  if (const auto size = parse_memory_size(text)) return without_uncounted(*size);
  throw Error(ErrorCode::InvalidArgument, fmt::format("--memory {}: expected a size", text))
      .hint("write for example --memory 512mb or --memory 2g");
}

}  // namespace streamsql
