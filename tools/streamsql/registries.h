// Registries: the one list of connectors and formats that the binary has.
#pragma once

#include <memory>

#include "connectors/embedded/register.h"
#include "connectors/print/register.h"
#include "engine/connector/connector.h"
#include "engine/session/session.h"

namespace streamsql {

// Connectors point into the formats, so the two live together.
struct Registries {
  FormatRegistry formats;
  ConnectorRegistry connectors;
};

// `print` takes what print tables write. With a store, topics and database tables live in it
// instead of in real servers (--embedded); it must outlive the registries.
std::unique_ptr<Registries> make_registries(PrintOutput print, EmbeddedStore* store = nullptr);

// What sessions over them are given.
SessionEnvironment session_environment(const Registries& registries);

}  // namespace streamsql
