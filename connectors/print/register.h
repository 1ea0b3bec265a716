// print: a sink that writes each row as a line.
#pragma once

#include <functional>
#include <string_view>

#include "engine/connector/connector.h"

namespace streamsql {

// Takes whole lines; any thread.
using PrintOutput = std::function<void(std::string_view text, bool to_standard_error)>;

// Writes to the process's standard output and standard error, at once.
PrintOutput standard_print_output();

void register_print(ConnectorRegistry& connectors, PrintOutput output = standard_print_output());

}  // namespace streamsql
