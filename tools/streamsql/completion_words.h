// Completion words: what a session has to complete with.
#pragma once

#include "engine/connector/connector.h"
#include "engine/session/session.h"
#include "tools/streamsql/completion.h"

namespace streamsql {

// Keywords, functions, settings, connectors: gathered once.
CompletionWords constant_completion_words(const ConnectorRegistry& connectors,
                                          const FormatRegistry& formats);

// The tables and views that can be named without a catalog and a database, as of now.
std::map<std::string, std::vector<std::string>> tables_with_columns(
    Session& session, const ConnectorRegistry& connectors);

}  // namespace streamsql
