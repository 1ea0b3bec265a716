// Aggregate families: one table of aggregates per family; aggregate_registry.cc lists them all.
#pragma once

#include <span>

#include "engine/function/aggregate.h"

namespace streamsql {

std::span<const AggregateFunction> number_aggregates();  // COUNT, SUM, AVG
std::span<const AggregateFunction> variance_aggregates();
std::span<const AggregateFunction> extreme_aggregates();  // MIN, MAX, FIRST_VALUE, LAST_VALUE
std::span<const AggregateFunction> list_aggregates();     // LISTAGG, ARRAY_AGG, COLLECT

}  // namespace streamsql
