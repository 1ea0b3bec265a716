// Memory budget: how much memory the process may plan with.
#pragma once

#include <cstdint>
#include <string>

namespace streamsql {

// What pools may hold of "2g"; of a quarter of the machine's memory when empty. A quarter, at most
// 32 MiB, is kept for what they do not count. Throws InvalidArgument.
std::uint64_t memory_budget(const std::string& text);

}  // namespace streamsql
