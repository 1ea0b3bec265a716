#include "tools/streamsql/registries.h"

#include "connectors/blackhole/register.h"
#include "connectors/datagen/register.h"
#include "connectors/filesystem/register.h"
#include "connectors/formats/register.h"
#include "connectors/jdbc/jdbc.h"
#include "connectors/kafka/connector.h"
#include "tools/streamsql/checkpoint_functions.h"

namespace streamsql {

std::unique_ptr<Registries> make_registries(PrintOutput print, EmbeddedStore* store) {
  auto registries = std::make_unique<Registries>();
  auto& [formats, connectors] = *registries;
  register_formats(formats);
  register_print(connectors, std::move(print));
  register_blackhole(connectors);
  register_datagen(connectors);
  register_filesystem(connectors, formats);
  RealConnectors real{make_kafka_connector(formats), make_upsert_kafka_connector(formats),
                      make_jdbc_connector()};
  if (store) {
    register_embedded(connectors, *store, formats, std::move(real));
  } else {
    connectors.add(std::move(real.kafka));
    connectors.add(std::move(real.upsert_kafka));
    connectors.add(std::move(real.jdbc));
  }
  return registries;
}

SessionEnvironment session_environment(const Registries& registries) {
  return {.connectors = registries.connectors,
          .jdbc_storage = make_jdbc_checkpoint_storage,
          .table_functions = &checkpoint_functions()};
}

}  // namespace streamsql
