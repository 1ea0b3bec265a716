// The connectors kafka and upsert-kafka: tables over topics.
#pragma once

#include <memory>

#include "engine/connector/connector.h"

namespace streamsql {

// `formats` must outlive the connectors.
std::unique_ptr<ConnectorFactory> make_kafka_connector(const FormatRegistry& formats);
std::unique_ptr<ConnectorFactory> make_upsert_kafka_connector(const FormatRegistry& formats);

}  // namespace streamsql
