#include <fmt/format.h>

#include "engine/function/builtins.h"
#include "engine/function/json_path.h"
#include "engine/function/json_text.h"
#include "engine/function/kernel.h"

namespace streamsql {
namespace {

using Text = std::string_view;
using Arguments = std::span<const ColumnPtr>;

// What a path found in a text, as Calcite's JsonFunctions sees it: a failure, or a value, which is
// null where nothing is.
struct Found {
  bool failed = false;
  const JsonValue* value = nullptr;  // of a definite path
  std::optional<std::vector<const JsonValue*>> list;
  JsonPath::Mode mode = JsonPath::Mode::Strict;

  bool is_empty() const { return !list && (!value || value->IsNull()); }
  bool is_scalar() const { return !list && value && is_json_scalar(*value); }
  bool is_array() const { return list || (value && value->IsArray()); }
};

// Reads texts along paths; paths are parsed when they change.
class JsonReader {
 public:
  Found find(Text text, Text path_text) {
    if (!path_known_ || path_text != path_text_) {
      path_ = JsonPath::parse(path_text);
      path_text_ = path_text;
      path_known_ = true;
    }
    Found found;
    found.failed = true;
    if (!path_) return found;
    found.mode = path_->mode();
    const bool lax = found.mode == JsonPath::Mode::Lax;
    if (!parse_json(text, document_)) {
      found.failed = !lax;
      return found;
    }
    if (document_.IsNull()) return found;
    auto matches = path_->find(document_);
    found.failed = false;
    if (!path_->is_definite()) {
      found.list = std::move(matches);
    } else if (!matches.empty()) {
      found.value = matches.front();
    } else {
      found.failed = !lax;
    }
    return found;
  }

 private:
  JsonDocument document_;
  std::optional<JsonPath> path_;
  std::string path_text_;
  bool path_known_ = false;
};

// A constant clause argument, or what it is when absent.
Text clause(Arguments arguments, std::size_t index, std::size_t row, Text otherwise) {
  if (index >= arguments.size() || arguments[index]->is_null(row)) return otherwise;
  return arguments[index]->string(row);
}

[[noreturn]] void fail(Text function, bool empty) {
  throw Error(ErrorCode::InvalidArgument,
              empty ? fmt::format("Empty result of {} function is not allowed", function)
                    : fmt::format("{} found no result: the path leads nowhere or to a value of "
                                  "another kind",
                                  function));
}

// ---- JSON_EXISTS(text, path[, on error])

std::optional<bool> exists(const Found& found, Text on_error) {
  if (!found.failed) return !found.is_empty();
  if (on_error == "ERROR") fail("JSON_EXISTS", false);
  if (on_error == "UNKNOWN") return std::nullopt;
  return on_error == "TRUE";
}

void json_exists(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  JsonReader reader;
  for (const auto row : rows) {
    const Found found = reader.find(arguments[0]->string(row), arguments[1]->string(row));
    kernel::store(out, row, exists(found, clause(arguments, 2, row, "FALSE")));
  }
}

// ---- JSON_VALUE(text, path[, on empty, its default, on error, its default])

struct Behavior {
  Text kind;                  // NULL, ERROR or DEFAULT
  std::optional<Text> value;  // of DEFAULT
};

Behavior behavior(Arguments arguments, std::size_t index, std::size_t row) {
  const Text kind = clause(arguments, index, row, "NULL");
  const bool given = index + 1 < arguments.size() && !arguments[index + 1]->is_null(row);
  return {kind, given ? std::optional(arguments[index + 1]->string(row)) : std::nullopt};
}

void store_behavior(const Behavior& behavior, bool empty, std::size_t row, ColumnBuilder& out) {
  if (behavior.kind == "ERROR") fail("JSON_VALUE", empty);
  if (behavior.kind == "DEFAULT") return kernel::store(out, row, behavior.value);
  out.set_null(row);
}

void json_value(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  JsonReader reader;
  std::string text;
  for (const auto row : rows) {
    if (arguments[0]->is_null(row) || arguments[1]->is_null(row)) {
      out.set_null(row);
      continue;
    }
    const Found found = reader.find(arguments[0]->string(row), arguments[1]->string(row));
    const bool lax = found.mode == JsonPath::Mode::Lax;
    if (found.failed || (!found.is_empty() && !found.is_scalar() && !lax)) {
      store_behavior(behavior(arguments, 4, row), false, row, out);
    } else if (!found.is_scalar() || found.is_empty()) {
      store_behavior(behavior(arguments, 2, row), true, row, out);
    } else {
      text.clear();
      append_json_scalar(*found.value, text);
      out.set_string(row, text);
    }
  }
}

// ---- JSON_QUERY(text, path[, wrapper, on empty, on error])

void append_found(const Found& found, std::string& out) {
  if (!found.list) return append_json(*found.value, out);
  out += '[';
  for (std::size_t i = 0; i < found.list->size(); ++i) {
    if (i > 0) out += ',';
    append_json(*(*found.list)[i], out);
  }
  out += ']';
}

void store_query_behavior(Text kind, bool empty, std::size_t row, ColumnBuilder& out) {
  if (kind == "ERROR") fail("JSON_QUERY", empty);
  if (kind == "EMPTY ARRAY") return out.set_string(row, "[]");
  if (kind == "EMPTY OBJECT") return out.set_string(row, "{}");
  out.set_null(row);
}

// What a query comes to: the found value, alone or in an array of its own, or a case of ON ….
enum class Verdict { Error, Empty, Plain, Wrapped };

Verdict judge(const Found& found, Text wrapper) {
  const bool wraps = wrapper == "UNCONDITIONAL" || (wrapper == "CONDITIONAL" && !found.is_array());
  const bool bare_scalar = found.is_scalar() && !found.is_empty() && !wraps;
  const bool lax = found.mode == JsonPath::Mode::Lax;
  if (found.failed || (bare_scalar && !lax)) return Verdict::Error;
  if (found.is_empty() || bare_scalar) return Verdict::Empty;
  return wraps ? Verdict::Wrapped : Verdict::Plain;
}

void json_query(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  JsonReader reader;
  std::string text;
  for (const auto row : rows) {
    const Found found = reader.find(arguments[0]->string(row), arguments[1]->string(row));
    const auto verdict = judge(found, clause(arguments, 2, row, "WITHOUT"));
    if (verdict == Verdict::Error) {
      store_query_behavior(clause(arguments, 4, row, "NULL"), false, row, out);
    } else if (verdict == Verdict::Empty) {
      store_query_behavior(clause(arguments, 3, row, "NULL"), true, row, out);
    } else {
      const bool wraps = verdict == Verdict::Wrapped;
      text.clear();
      if (wraps) text += '[';
      append_found(found, text);
      if (wraps) text += ']';
      out.set_string(row, text);
    }
  }
}

// ---- the same RETURNING ARRAY<STRING>

// Scalars as plain text, arrays and objects as JSON.
void append_element(const JsonValue& value, ColumnBuilder& out) {
  if (value.IsNull()) return out.append_null();
  std::string text;
  is_json_scalar(value) ? append_json_scalar(value, text) : append_json(value, text);
  out.append_string(text);
}

// False when what was found is no array.
bool append_elements(const Found& found, bool wrapped, ColumnBuilder& out) {
  if (wrapped && !found.list) {
    append_element(*found.value, out);
  } else if (wrapped) {
    std::string text;
    append_found(found, text);
    out.append_string(text);
  } else if (found.list) {
    for (const auto* value : *found.list) append_element(*value, out);
  } else if (found.value->IsArray()) {
    for (const auto& value : found.value->GetArray()) append_element(value, out);
  } else {
    return false;
  }
  return true;
}

void json_query_array(const FunctionContext&, Arguments arguments, Selection rows,
                      ColumnBuilder& out) {
  JsonReader reader;
  for (const auto row : rows) {
    const Found found = reader.find(arguments[0]->string(row), arguments[1]->string(row));
    const auto verdict = judge(found, clause(arguments, 2, row, "WITHOUT"));
    const bool has_value = verdict == Verdict::Plain || verdict == Verdict::Wrapped;
    if (has_value && append_elements(found, verdict == Verdict::Wrapped, out.child(0))) {
      out.set_list(row);
      continue;
    }
    const bool empty = verdict == Verdict::Empty;
    const auto kind = clause(arguments, empty ? 3 : 4, row, "NULL");
    if (kind == "ERROR") fail("JSON_QUERY", empty);
    kind == "EMPTY ARRAY" ? out.set_list(row) : out.set_null(row);
  }
}

// ---- IS JSON …

enum class Kind { Value, Scalar, Array, Object };

bool is_kind(const JsonDocument& document, Kind kind) {
  switch (kind) {
    case Kind::Value: return true;
    case Kind::Scalar: return is_json_scalar(document);
    case Kind::Array: return document.IsArray();
    case Kind::Object: return document.IsObject();
  }
  return false;
}

template <Kind kind, bool negated>
void is_json(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  JsonDocument document;
  for (const auto row : rows) {
    const bool holds = !arguments[0]->is_null(row) &&
                       parse_json(arguments[0]->string(row), document) && is_kind(document, kind);
    out.set<std::uint8_t>(row, holds != negated);
  }
}

constexpr Nulls kCustom = Nulls::Custom;

const ScalarFunction kFunctions[] = {
    {"JSON_EXISTS(json STRING, path STRING, [on_error STRING]) -> BOOLEAN NULL", json_exists,
     "Whether a path leads to a value; on_error is TRUE, FALSE, UNKNOWN or ERROR.",
     "JSON_EXISTS('{\"a\": 1}', '$.a')"},
    {"JSON_VALUE(json STRING, path STRING, [on_empty STRING], [empty_value STRING], [on_error "
     "STRING], [error_value STRING]) -> STRING NULL",
     json_value,
     "The scalar that a path leads to, as text; on_empty and on_error are NULL, ERROR or DEFAULT.",
     "JSON_VALUE('{\"a\": {\"b\": 1.50}}', '$.a.b') = '1.5'", kCustom},
    {"JSON_QUERY(json STRING, path STRING, [wrapper STRING], [on_empty STRING], [on_error "
     "STRING]) -> STRING NULL",
     json_query,
     "The JSON text of the array or object that a path leads to; wrapper is WITHOUT, CONDITIONAL "
     "or UNCONDITIONAL, on_empty and on_error NULL, ERROR, EMPTY ARRAY or EMPTY OBJECT.",
     "JSON_QUERY('{\"a\": [1, 2]}', '$.a') = '[1,2]'"},
    {"JSON_QUERY RETURNING ARRAY(json STRING, path STRING, [wrapper STRING], [on_empty STRING], "
     "[on_error STRING]) -> ARRAY<STRING> NULL",
     json_query_array, "JSON_QUERY(… RETURNING ARRAY<STRING>): the elements as text.",
     "JSON_QUERY('{\"a\": [1, \"b\"]}', '$.a' RETURNING ARRAY<STRING>) = ARRAY['1', 'b']"},
    {"IS JSON VALUE(json STRING) -> BOOLEAN NOT NULL", is_json<Kind::Value, false>,
     "Whether a text is JSON.", "'[1]' IS JSON", kCustom},
    {"IS JSON SCALAR(json STRING) -> BOOLEAN NOT NULL", is_json<Kind::Scalar, false>,
     "Whether a text is a JSON string, number, boolean or null.", "'1' IS JSON SCALAR", kCustom},
    {"IS JSON ARRAY(json STRING) -> BOOLEAN NOT NULL", is_json<Kind::Array, false>,
     "Whether a text is a JSON array.", "'[]' IS JSON ARRAY", kCustom},
    {"IS JSON OBJECT(json STRING) -> BOOLEAN NOT NULL", is_json<Kind::Object, false>,
     "Whether a text is a JSON object.", "'{}' IS JSON OBJECT", kCustom},
    {"IS NOT JSON VALUE(json STRING) -> BOOLEAN NOT NULL", is_json<Kind::Value, true>,
     "Whether a text is not JSON, or NULL.", "'[' IS NOT JSON", kCustom},
    {"IS NOT JSON SCALAR(json STRING) -> BOOLEAN NOT NULL", is_json<Kind::Scalar, true>,
     "Whether a text is no JSON scalar, or NULL.", "'[]' IS NOT JSON SCALAR", kCustom},
    {"IS NOT JSON ARRAY(json STRING) -> BOOLEAN NOT NULL", is_json<Kind::Array, true>,
     "Whether a text is no JSON array, or NULL.", "'{}' IS NOT JSON ARRAY", kCustom},
    {"IS NOT JSON OBJECT(json STRING) -> BOOLEAN NOT NULL", is_json<Kind::Object, true>,
     "Whether a text is no JSON object, or NULL.", "'[]' IS NOT JSON OBJECT", kCustom},
};

}  // namespace

std::span<const ScalarFunction> json_query_functions() { return kFunctions; }

}  // namespace streamsql
