// The formats of this folder, in one list.
#pragma once

#include "engine/connector/connector.h"

namespace streamsql {

void register_formats(FormatRegistry& formats);

std::unique_ptr<FormatFactory> make_json_format();
std::unique_ptr<FormatFactory> make_debezium_json_format();
std::unique_ptr<FormatFactory> make_csv_format();
std::unique_ptr<FormatFactory> make_raw_format();

}  // namespace streamsql
