// What the tests of state share: keys made of numbers, and a backend in memory.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/batch/column_builder.h"
#include "engine/batch/key_codec.h"
#include "engine/state/state_backend.h"

namespace streamsql {

EncodedKeys number_keys(const std::vector<std::int64_t>& numbers);
EncodedKeys text_keys(const std::vector<std::string>& texts);
std::string number_key(std::int64_t number);

}  // namespace streamsql
