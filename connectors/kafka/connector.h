// The kafka connector: tables over topics.
#pragma once

#include <memory>

#include "engine/connector/connector.h"

namespace streamsql {

// `formats` must outlive the connector.
std::unique_ptr<ConnectorFactory> make_kafka_connector(const FormatRegistry& formats);

}  // namespace streamsql
