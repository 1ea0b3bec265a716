// Memory budget: how much memory the process may plan with.
#pragma once

#include <cstdint>
#include <string>

namespace streamsql {

// What pools may hold of "2g"; of a quarter of the machine's memory when empty. A quarter of the
// first 128 MiB and a fifth of the rest are kept for what they do not count.
// Throws InvalidArgument.
std::uint64_t memory_budget(const std::string& text);

}  // namespace streamsql
