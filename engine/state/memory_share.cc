#include "engine/state/memory_share.h"

#include <algorithm>

namespace streamsql {

bool MemoryShare::refill(std::uint64_t missing) {
  for (const auto bytes : {std::max(missing, kBlock), missing}) {
    if (!pool_.try_reserve(bytes)) continue;
    reserved_ += bytes;
    return true;
  }
  return false;
}

void MemoryShare::exceed(std::uint64_t bytes) {
  const auto missing = used_ + bytes - reserved_;
  pool_.account(missing);
  reserved_ += missing;
  used_ += bytes;
}

void MemoryShare::shrink() {
  const auto surplus = reserved_ - used_ - kBlock;
  pool_.release(surplus);
  reserved_ -= surplus;
}

}  // namespace streamsql
