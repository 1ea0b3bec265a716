#include "connectors/formats/register.h"

namespace streamsql {

void register_formats(FormatRegistry& formats) { formats.add(make_json_format()); }

}  // namespace streamsql
