// Flink check: what streamsql accepts and Flink 1.20 would refuse.
#pragma once

#include <vector>

#include "engine/connector/connector.h"
#include "engine/session/session.h"

namespace streamsql {

// In the text itself: `!=`, COUNT(DISTINCT a, b). As errors at their places, to be shown as
// warnings.
std::vector<Error> find_foreign_syntax(const SourceTextPtr& text);

// In what was declared: options and settings that only streamsql has. After the script is planned.
std::vector<Error> find_extensions(Session& session, const ConnectorRegistry& connectors,
                                   const FormatRegistry& formats);

// "warning: … --> job.sql:3:5 …", without a trailing newline.
std::string render_warning(const Error& warning);

}  // namespace streamsql
