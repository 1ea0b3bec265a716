// jdbc: tables of MySQL and MariaDB as bounded or incrementing source, lookup table and sink.
#pragma once

#include <memory>

#include "engine/connector/connector.h"

namespace streamsql {

std::unique_ptr<ConnectorFactory> make_jdbc_connector();

}  // namespace streamsql
