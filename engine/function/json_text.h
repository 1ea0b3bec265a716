// JSON text: reading documents and writing values as Flink's Jackson does.
#pragma once

#include <rapidjson/document.h>
#include <string>
#include <string_view>

#include "engine/batch/column.h"

namespace streamsql {

using JsonDocument = rapidjson::Document;
using JsonValue = rapidjson::Value;

// False for malformed text, trailing text and nesting of more than 1,000 levels. Numbers keep their
// digits: they are strings in the document, told apart by is_json_number().
bool parse_json(std::string_view text, JsonDocument& document);

bool is_json_number(const JsonValue& value);
bool is_json_string(const JsonValue& value);
inline bool is_json_scalar(const JsonValue& value) { return !value.IsArray() && !value.IsObject(); }
std::string_view json_member_name(const JsonValue& name);

// A scalar as plain text: a string without quotes, a number as Java prints it.
void append_json_scalar(const JsonValue& value, std::string& out);
void append_json(const JsonValue& value, std::string& out);
void append_quoted_json(std::string_view text, std::string& out);

// A value of a column as JSON; NULL is null. Throws InvalidArgument for types without a JSON form.
void append_json_column(const Column& column, std::size_t row, std::string& out);

}  // namespace streamsql
