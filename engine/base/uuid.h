// UUIDs for things that must never be taken for one another: jobs, checkpoints, incarnations.
#pragma once

#include <string>

namespace streamsql {

// RFC 4122, version 4, from the system's source of randomness. Any thread.
std::string make_uuid();

}  // namespace streamsql
