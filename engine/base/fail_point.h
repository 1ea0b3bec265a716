// Fail points: named places at which a test may kill, stop or fail the process.
#pragma once

#include <string_view>

namespace streamsql {

// Does nothing, at the cost of one load, unless the environment variable STREAMSQL_FAIL_POINT named
// this place when the process started: "name:nth=action", several joined by ','. The nth passing
// (1 is the first) of the place does it:
//   kill   SIGKILL to the process itself        stop   SIGSTOP to it
//   error  throws Error(Injected)               exit   _exit(7)
//   hang   never comes back to this thread
//   kill@300  SIGKILL 300 microseconds later, on a thread of its own: whatever runs then
//   enospc, eio  for fail_point_errno() only
// "name:nth+count=action" does it count times in a row.
// "note:1=PATH" is not a place: every place that is passed is written to that file, a line each, so
// that a test knows how far a process came.
// Any thread. Names are those of tests/recovery (after_begin, chk_mid, …).
void fail_point(std::string_view name);

// A passing of a place that calls the system: the errno that the call is to fail with (ENOSPC,
// EIO), 0 when it is to be made.
int fail_point_errno(std::string_view name);
// Whether any are armed now.
bool has_fail_points();

// The same from inside a test: from now on these instead of all earlier ones; "" is none. Any
// thread; what was armed before is kept, so that threads may still be passing it.
void arm_fail_points(std::string_view text);

}  // namespace streamsql
