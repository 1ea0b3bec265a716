// Reference pages: Markdown made from the tables that the code itself obeys.
#pragma once

#include <string>
#include <vector>

#include "engine/connector/connector.h"
#include "engine/function/function.h"

namespace streamsql {

struct ReferencePage {
  std::string name;  // "connectors": what the command calls it
  std::string path;  // "connectors/README.md": where it stands in the project
  std::string text;
};

std::vector<ReferencePage> reference_pages(const ConnectorRegistry& connectors,
                                           const FormatRegistry& formats,
                                           const FunctionRegistry& functions);

}  // namespace streamsql
