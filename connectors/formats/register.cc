#include "connectors/formats/register.h"

namespace streamsql {

void register_formats(FormatRegistry& formats) {
  formats.add(make_json_format());
  formats.add(make_csv_format());
  formats.add(make_raw_format());
  formats.add(make_debezium_json_format());
}

}  // namespace streamsql
