#include "tools/streamsql/memory_budget.h"

#include <fmt/format.h>
#include <unistd.h>

#include "engine/base/error.h"
#include "engine/base/option_spec.h"

namespace streamsql {

std::uint64_t memory_budget(const std::string& text) {
  if (text.empty()) {
    const auto pages = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES));
    return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) / 4;
  }
  if (const auto size = parse_memory_size(text)) return *size;
  throw Error(ErrorCode::InvalidArgument, fmt::format("--memory {}: expected a size", text))
      .hint("write for example --memory 512mb or --memory 2g");
}

}  // namespace streamsql
