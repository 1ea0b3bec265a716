// Log: where spdlog's lines go, and what is kept out of them.
#pragma once

#include <string>

#include "tools/streamsql/secrets.h"

namespace streamsql {

struct LogSettings {
  std::string level = "info";  // trace, debug, info, warn, error, off
  std::string file;            // appended to, instead of stderr; empty: stderr
};

// Sets up spdlog's default logger. Lines are "12:34:56.789 warn  text", under the status line's
// care when they go to a terminal. Throws InvalidArgument or FileSystemFault.
void set_up_log(const LogSettings& settings);

// Values that no line shows from now on, in addition to those of before.
void keep_out_of_log(const Secrets& secrets);

}  // namespace streamsql
