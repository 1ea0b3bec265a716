#include "tools/streamsql/completion_words.h"

#include <algorithm>

#include "engine/planner/planner.h"
#include "engine/sql/parser.h"

namespace streamsql {
namespace {

CompletionKey completion_key(const OptionSpec& spec, const std::string& prefix) {
  CompletionKey key{prefix + std::string(spec.key), {}};
  if (spec.type == OptionType::Boolean) key.values = {"true", "false"};
  for (std::size_t begin = 0; begin < spec.values.size();) {
    const auto end = std::min(spec.values.find('|', begin), spec.values.size());
    key.values.emplace_back(spec.values.substr(begin, end - begin));
    begin = end + 1;
  }
  return key;
}

bool takes_formats(std::span<const OptionSpec> options) {
  return std::any_of(options.begin(), options.end(),
                     [](const OptionSpec& spec) { return spec.key == "format"; });
}

std::vector<CompletionKey> connector_keys(const ConnectorFactory& connector,
                                          const FormatRegistry& formats) {
  std::vector<CompletionKey> keys;
  for (const auto& spec : connector.options()) {
    auto key = completion_key(spec, "");
    if (key.key == "format" || key.key.ends_with(".format")) {
      for (const auto* format : formats.all()) key.values.emplace_back(format->name());
    }
    keys.push_back(std::move(key));
  }
  if (!takes_formats(connector.options())) return keys;
  for (const auto* format : formats.all()) {
    for (const auto& spec : format->options()) {
      keys.push_back(completion_key(spec, std::string(format->name()) + "."));
    }
  }
  return keys;
}

std::vector<std::string> columns_of(const CatalogObject& object, const PlannerContext& context) {
  std::vector<std::string> columns;
  if (const auto* table = std::get_if<TableDefinition>(&object)) {
    for (const auto& column : table->columns) columns.push_back(column.definition.name.text);
    return columns;
  }
  const auto& view = std::get<ViewDefinition>(object);
  for (const auto& name : view.columns) columns.push_back(name.text);
  if (!columns.empty()) return columns;
  try {
    return bind_schema(*view.query, context)->names();
  } catch (const Error&) {
    return columns;  // a view whose tables are gone has no columns to offer
  }
}

}  // namespace

CompletionWords constant_completion_words(const ConnectorRegistry& connectors,
                                          const FormatRegistry& formats) {
  CompletionWords words;
  words.keywords = keywords();
  words.functions = builtin_functions().names();
  for (const auto& spec : known_settings()) words.settings.push_back(completion_key(spec, ""));
  for (const auto* connector : connectors.all()) {
    words.connectors[std::string(connector->name())] = connector_keys(*connector, formats);
  }
  return words;
}

std::map<std::string, std::vector<std::string>> tables_with_columns(
    Session& session, const ConnectorRegistry& connectors) {
  const auto& catalog = session.catalog();
  const PlannerContext context{catalog, connectors, session.settings()};
  std::map<std::string, std::vector<std::string>> tables;
  const auto& in_catalog = catalog.current_catalog();
  const auto& in_database = catalog.current_database();
  for (const auto& name : catalog.object_names(in_catalog, in_database)) {
    if (const auto object = catalog.find({in_catalog, in_database, name})) {
      tables[name] = columns_of(*object, context);
    }
  }
  return tables;
}

}  // namespace streamsql
