// Turns "the parser stopped at this token" into a message a person understands. Private to
// engine/sql.
#pragma once

#include "engine/base/error.h"
#include "engine/sql/parse_attempt.h"

namespace streamsql {

// `attempt` failed on tokens of `text`. Changes the tokens around the place one at a time and
// parses again to find out what was meant; so this is slow, and exact.
Error diagnose(const SourceText& text, const ParseAttempt& attempt);

}  // namespace streamsql
