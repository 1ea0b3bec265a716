// ValuesReader: VALUES as a source: its rows, then the end. A position is how many batches were
// given out.
#pragma once

#include <memory>

#include "engine/connector/source.h"

namespace streamsql {

// `rows` may be longer than batches are elsewhere.
std::unique_ptr<SourceReader> make_values_reader(Batch rows);

}  // namespace streamsql
