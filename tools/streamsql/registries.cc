#include "tools/streamsql/registries.h"

#include "connectors/blackhole/register.h"
#include "connectors/datagen/register.h"
#include "connectors/filesystem/register.h"
#include "connectors/formats/register.h"
#include "connectors/jdbc/jdbc.h"
#include "connectors/kafka/connector.h"

namespace streamsql {

std::unique_ptr<Registries> make_registries(PrintOutput print, EmbeddedStore* store) {
  auto registries = std::make_unique<Registries>();
  auto& [formats, connectors] = *registries;
  register_formats(formats);
  register_print(connectors, std::move(print));
  register_blackhole(connectors);
  register_datagen(connectors);
  register_filesystem(connectors, formats);
  connectors.add(make_upsert_kafka_connector(formats));
  if (store) {
    register_embedded(connectors, *store, formats,
                      {make_kafka_connector(formats), nullptr, make_jdbc_connector()});
  } else {
    connectors.add(make_kafka_connector(formats));
    connectors.add(make_jdbc_connector());
  }
  return registries;
}

}  // namespace streamsql
