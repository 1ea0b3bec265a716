// Sink binder: INSERT statements to logical plans.
#pragma once

#include "engine/planner/query_binder.h"

namespace streamsql {

// Throws SinkMismatch, listing both schemas, when columns do not fit.
logical::NodePtr bind_insert(const ast::Insert& insert, BindingSession& session);

}  // namespace streamsql
