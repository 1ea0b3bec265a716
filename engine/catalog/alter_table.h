// ALTER TABLE: a changed copy of a definition.
#pragma once

#include "engine/catalog/definition.h"

namespace streamsql {

// Every action but RENAME TO, which is the catalog's. `text` is the statement's. Throws Error in
// Flink's words; what needs types is checked by the caller.
TableDefinition alter_table(TableDefinition table, const ast::AlterTable& statement,
                            const SourceTextPtr& text);

}  // namespace streamsql
