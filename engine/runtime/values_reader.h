// ValuesReader: VALUES as a source: one batch, then the end.
#pragma once

#include <memory>

#include "engine/connector/source.h"

namespace streamsql {

std::unique_ptr<SourceReader> make_values_reader(Batch rows);

}  // namespace streamsql
