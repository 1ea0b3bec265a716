// The embedded connectors: kafka, upsert-kafka and jdbc tables that live in an EmbeddedStore.
#pragma once

#include <memory>

#include "connectors/embedded/embedded_store.h"

namespace streamsql {

// The connectors whose tables are to be embedded. They check options and plan as ever; only the
// outside system is replaced. Null: not there.
struct RealConnectors {
  std::unique_ptr<ConnectorFactory> kafka, upsert_kafka, jdbc;
};

// Registers them under their own names; reading ends with what the store holds. `store` and
// `formats` outlive the registry.
void register_embedded(ConnectorRegistry& connectors, EmbeddedStore& store,
                       const FormatRegistry& formats, RealConnectors real);

// 'connector' = 'rows': tables whose changes the test harness puts into the store, and sinks whose
// changes it reads there.
void register_rows(ConnectorRegistry& connectors, EmbeddedStore& store);

}  // namespace streamsql
