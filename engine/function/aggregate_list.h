// Aggregate lists: FIRST_VALUE and LAST_VALUE by a list of all values, which can be taken back.
#pragma once

#include "engine/function/aggregate.h"

namespace streamsql {

AggregateKernels first_of_list_kernels();
AggregateKernels last_of_list_kernels();

}  // namespace streamsql
