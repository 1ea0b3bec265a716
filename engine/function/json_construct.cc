#include <map>

#include "engine/function/builtins.h"
#include "engine/function/json_text.h"
#include "engine/function/kernel.h"

namespace streamsql {
namespace {

using Text = std::string_view;
using Arguments = std::span<const ColumnPtr>;

// Which arguments are JSON already: calls of JSON_OBJECT and JSON_ARRAY are embedded as they are.
struct RawArguments {
  std::vector<bool> raw;
};

std::shared_ptr<const void> prepare_raw(const PrepareInput& input) {
  auto arguments = std::make_shared<RawArguments>();
  for (const auto* callee : input.callees) {
    const bool json = callee && (callee->signature.starts_with("JSON_OBJECT") ||
                                 callee->signature.starts_with("JSON_ARRAY"));
    arguments->raw.push_back(json);
  }
  return arguments;
}

// Writes the arguments of one call as JSON.
class ArgumentWriter {
 public:
  ArgumentWriter(const FunctionContext& context, Arguments arguments)
      : known_(static_cast<const RawArguments*>(context.prepared)), arguments_(arguments) {}

  void append(std::size_t index, std::size_t row, std::string& out) const {
    const Column& argument = *arguments_[index];
    if (is_raw(index) && !argument.is_null(row)) {
      out += argument.string(row);
    } else {
      append_json_column(argument, row, out);
    }
  }

 private:
  bool is_raw(std::size_t index) const {
    return known_ && index < known_->raw.size() && known_->raw[index];
  }

  const RawArguments* known_;  // null when no argument is JSON already
  Arguments arguments_;
};

Text key_of(const Column& keys, std::size_t row) {
  if (!keys.is_null(row)) return keys.string(row);
  throw Error(ErrorCode::InvalidArgument, "A key of JSON_OBJECT is NULL");
}

// Members are sorted by their keys, as Flink's Jackson writes them.
template <bool keep_nulls>
void json_object(const FunctionContext& context, Arguments arguments, Selection rows,
                 ColumnBuilder& out) {
  const ArgumentWriter writer(context, arguments);
  std::map<Text, std::size_t> members;
  std::string text;
  for (const auto row : rows) {
    members.clear();
    for (std::size_t i = 0; i + 1 < arguments.size(); i += 2) {
      if (keep_nulls || !arguments[i + 1]->is_null(row)) {
        members[key_of(*arguments[i], row)] = i + 1;
      }
    }
    text = "{";
    for (const auto& [key, index] : members) {
      if (text.size() > 1) text += ',';
      append_quoted_json(key, text);
      text += ':';
      writer.append(index, row, text);
    }
    out.set_string(row, text + "}");
  }
}

template <bool keep_nulls>
void json_array(const FunctionContext& context, Arguments arguments, Selection rows,
                ColumnBuilder& out) {
  const ArgumentWriter writer(context, arguments);
  std::string text;
  for (const auto row : rows) {
    text = "[";
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (!keep_nulls && arguments[i]->is_null(row)) continue;
      if (text.size() > 1) text += ',';
      writer.append(i, row, text);
    }
    out.set_string(row, text + "]");
  }
}

void json_string(const FunctionContext&, Arguments arguments, Selection rows, ColumnBuilder& out) {
  std::string text;
  for (const auto row : rows) {
    text.clear();
    append_json_column(*arguments[0], row, text);
    out.set_string(row, text);
  }
}

void json_quote(Text text, std::string& out) { append_quoted_json(text, out); }

// A JSON string without its quotes; other text as it is.
void json_unquote(Text text, std::string& out) {
  JsonDocument document;
  if (text.size() >= 2 && text.front() == '"' && parse_json(text, document) &&
      is_json_string(document)) {
    append_json_scalar(document, out);
  } else {
    out += text;
  }
}

constexpr Nulls kPropagate = Nulls::Propagate, kCustom = Nulls::Custom;
// Not folded: an enclosing call must see that its argument is JSON.
constexpr Determinism kNotFolded = Determinism::PerRecord;

const ScalarFunction kFunctions[] = {
    {"JSON_OBJECT([key_value ANY...]) -> STRING NOT NULL", json_object<true>,
     "A JSON object of keys and values in turn; NULL values are kept.",
     "JSON_OBJECT('k', 1, 'a', 'x') = '{\"a\":\"x\",\"k\":1}'", kCustom, nullptr, prepare_raw,
     kNotFolded},
    {"JSON_OBJECT ABSENT ON NULL([key_value ANY...]) -> STRING NOT NULL", json_object<false>,
     "A JSON object of keys and values in turn, without those that are NULL.",
     "JSON_OBJECT('k', 1) = '{\"k\":1}'", kCustom, nullptr, prepare_raw, kNotFolded},
    {"JSON_ARRAY([value ANY...]) -> STRING NOT NULL", json_array<false>,
     "A JSON array of values, without those that are NULL.", "JSON_ARRAY(1, 'a') = '[1,\"a\"]'",
     kCustom, nullptr, prepare_raw, kNotFolded},
    {"JSON_ARRAY NULL ON NULL([value ANY...]) -> STRING NOT NULL", json_array<true>,
     "A JSON array of values; NULL values are kept.", "JSON_ARRAY(1) = '[1]'", kCustom, nullptr,
     prepare_raw, kNotFolded},
    {"JSON_STRING(value ANY) -> STRING", json_string, "A value as JSON text.",
     "JSON_STRING(ARRAY[1, 2]) = '[1,2]'"},
    {"JSON_QUOTE(s STRING) -> STRING", kernel::row<json_quote>,
     "A text as JSON string, with quotes and escapes.", "JSON_QUOTE('a\"b') = '\"a\\\"b\"'"},
    {"JSON_UNQUOTE(s STRING) -> STRING", kernel::row<json_unquote>,
     "The text of a JSON string; other text as it is.", "JSON_UNQUOTE('\"a\"') = 'a'", kPropagate},
};

}  // namespace

std::span<const ScalarFunction> json_construct_functions() { return kFunctions; }

}  // namespace streamsql
