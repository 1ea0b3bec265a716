#include "tools/streamsql/flink_check.h"

#include <algorithm>
#include <fmt/format.h>
#include <re2/re2.h>

#include "tools/streamsql/sql_lexer.h"

namespace streamsql {
namespace {

constexpr auto kCode = ErrorCode::UnsupportedSyntax;

SourceSpan span_of(std::size_t begin, std::size_t length) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + length)};
}

void find_not_equal(const std::string& code, const SourceTextPtr& text, std::vector<Error>& out) {
  for (auto at = code.find("!="); at != std::string::npos; at = code.find("!=", at + 2)) {
    out.push_back(
        Error(kCode, "Flink has no operator !=").at(span_of(at, 2)).in(text).hint("write <>"));
  }
}

// Whether a comma stands between the brackets whose inside begins at `i`.
bool has_several_arguments(const std::string& code, std::size_t i) {
  for (int depth = 0; i < code.size(); ++i) {
    if (code[i] == '(') ++depth;
    if (code[i] == ')' && depth-- == 0) return false;
    if (code[i] == ',' && depth == 0) return true;
  }
  return false;
}

void find_count_distinct(const std::string& code, const SourceTextPtr& text,
                         std::vector<Error>& out) {
  static const re2::RE2 kPattern(R"((?i)(\bcount\s*\(\s*distinct\b))");
  re2::StringPiece rest(code), found;
  while (re2::RE2::FindAndConsume(&rest, kPattern, &found)) {
    const auto begin = static_cast<std::size_t>(found.data() - code.data());
    const auto length = found.size();
    if (!has_several_arguments(code, begin + length)) continue;
    out.push_back(Error(kCode, "Flink's COUNT(DISTINCT …) takes one argument")
                      .at(span_of(begin, length))
                      .in(text));
  }
}

Error only_here(const std::string& what, const OptionValue& value, const SourceTextPtr& text) {
  Error error(kCode, fmt::format("Flink does not have the {}", what));
  if (value.key_span.end > value.key_span.begin && text) error.mark(value.key_span);
  if (text) error.mark_text(text);
  return error;
}

// The spec of a table's option: the connector's, or that of the format its prefix names.
const OptionSpec* table_option_spec(const std::string& key, const ConnectorFactory& connector,
                                    const FormatRegistry& formats) {
  if (const auto* spec = find_spec(connector.options(), key)) return spec;
  std::string_view rest = key;
  for (const std::string_view side : {"key.", "value."}) {
    if (rest.starts_with(side)) rest.remove_prefix(side.size());
  }
  const auto dot = rest.find('.');
  if (dot == std::string_view::npos) return nullptr;
  for (const auto* format : formats.all()) {
    if (format->name() == rest.substr(0, dot))
      return find_spec(format->options(), rest.substr(dot + 1));
  }
  return nullptr;
}

struct TableCheck {
  const ConnectorRegistry& connectors;
  const FormatRegistry& formats;
  std::vector<Error>& out;

  void check(const TableDefinition& table) const {
    const auto name = table.options.text("connector");
    if (!name) return;
    const auto& connector = connectors.find(*name);
    for (const auto& [key, value] : table.options.entries()) {
      const auto* spec = table_option_spec(key, connector, formats);
      if (!spec || !spec->extension) continue;
      out.push_back(only_here(fmt::format("option '{}'", key), value, table.text));
    }
  }
};

}  // namespace

std::vector<Error> find_foreign_syntax(const SourceTextPtr& text) {
  const auto code = blank_literals_and_comments(text->text());
  std::vector<Error> out;
  find_not_equal(code, text, out);
  find_count_distinct(code, text, out);
  return out;
}

std::vector<Error> find_extensions(Session& session, const ConnectorRegistry& connectors,
                                   const FormatRegistry& formats) {
  std::vector<Error> out;
  for (const auto& [key, value] : session.settings().entries().entries()) {
    const auto* spec = find_spec(known_settings(), key);
    if (spec && spec->extension) {
      out.push_back(only_here(fmt::format("setting '{}'", key), value, nullptr));
    }
  }
  const TableCheck check{connectors, formats, out};
  for (const auto& [catalog_name, catalog] : session.catalog().catalogs()) {
    for (const auto& [database_name, database] : catalog.databases) {
      for (const auto& name : session.catalog().object_names(catalog_name, database_name)) {
        const auto object = session.catalog().find({catalog_name, database_name, name});
        if (const auto* table = std::get_if<TableDefinition>(object.get())) check.check(*table);
      }
    }
  }
  return out;
}

std::string render_warning(const Error& warning) {
  auto text = render(warning);
  return "warning" + text.substr(text.find(']') + 1);
}

}  // namespace streamsql
