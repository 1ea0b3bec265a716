// Memory budget: how much memory the process may plan with.
#pragma once

#include <cstdint>
#include <string>

namespace streamsql {

// "2g" in bytes; empty: a quarter of the machine's memory. Throws InvalidArgument.
std::uint64_t memory_budget(const std::string& text);

}  // namespace streamsql
