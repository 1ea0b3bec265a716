#include "tools/streamsql/variables.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>

#include "engine/base/suggestion.h"
#include "tools/streamsql/sql_lexer.h"

namespace streamsql {
namespace {

struct Variable {
  std::string kind;  // "", "env" or "file"
  std::string name;
  SourceSpan span;
};

bool is_name(std::string_view text) {
  const auto is_part = [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '-' || c == '.';
  };
  return !text.empty() && !std::isdigit(static_cast<unsigned char>(text[0])) &&
         std::all_of(text.begin(), text.end(), is_part);
}

// The variable whose "${" stands at `i`, if it is one.
std::optional<Variable> variable_at(std::string_view text, std::size_t i) {
  if (text.substr(i, 2) != "${") return std::nullopt;
  const auto end = text.find_first_of("}\n", i);
  if (end == std::string_view::npos || text[end] == '\n') return std::nullopt;
  const auto inside = text.substr(i + 2, end - i - 2);
  const SourceSpan span{static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(end + 1)};
  for (const std::string_view kind : {"env", "file"}) {
    if (inside.substr(0, kind.size()) != kind || inside.size() <= kind.size() + 1) continue;
    if (inside[kind.size()] == ':') {
      return Variable{std::string(kind), std::string(inside.substr(kind.size() + 1)), span};
    }
  }
  if (!is_name(inside)) return std::nullopt;
  return Variable{"", std::string(inside), span};
}

Error unknown_variable(const Variable& variable, const VariableSources& sources) {
  std::vector<std::string> names;
  for (const auto& entry : sources.values) names.push_back(entry.first);
  const auto near = did_you_mean(variable.name, names);
  return Error(ErrorCode::InvalidArgument, fmt::format("Variable '{}' has no value", variable.name))
      .hint(fmt::format("{0}give it with --var {1}=VALUE, or write $${{{1}}} for the text itself",
                        near.empty() ? "" : near + "  ", variable.name));
}

std::string value_of(const Variable& variable, const VariableSources& sources) {
  if (variable.kind == "file") {
    auto text = sources.read_file(variable.name);
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    return text;
  }
  if (variable.kind == "env") {
    if (auto value = sources.environment(variable.name)) return *value;
    throw Error(ErrorCode::InvalidArgument,
                fmt::format("The environment variable '{}' is not set", variable.name))
        .hint(fmt::format("export {}=… before starting streamsql", variable.name));
  }
  const auto found = sources.values.find(variable.name);
  if (found == sources.values.end()) throw unknown_variable(variable, sources);
  return found->second;
}

std::string quoted(const std::string& value, SqlLexer::State state) {
  const char quote = state == SqlLexer::State::String ? '\''
                     : state == SqlLexer::State::Name ? '`'
                                                      : 0;
  if (quote == 0) return value;
  std::string out;
  for (const char c : value) out.append(c == quote ? 2 : 1, c);
  return out;
}

}  // namespace

ExpandedText::ExpandedText(SourceTextPtr original, const VariableSources& sources)
    : original_(std::move(original)) {
  const auto source = original_->text();
  std::string out;
  SqlLexer lexer(source);
  const auto replace = [&](const SourceSpan& span, const std::string& with) {
    const auto begin = static_cast<std::uint32_t>(out.size());
    out += with;
    pieces_.push_back({{begin, static_cast<std::uint32_t>(out.size())}, span});
    return span.end;
  };
  for (std::size_t i = 0; i < source.size();) {
    const bool escaped = source.substr(i, 3) == "$${";
    const auto variable = lexer.in_comment() ? std::nullopt : variable_at(source, i + escaped);
    if (variable && escaped) {
      i = replace({static_cast<std::uint32_t>(i), variable->span.end},
                  std::string(original_->text(variable->span)));
    } else if (variable) {
      try {
        const auto value = value_of(*variable, sources);
        if (!variable->kind.empty()) secrets_.add(value);
        i = replace(variable->span, quoted(value, lexer.state()));
      } catch (Error& error) {
        error.mark(variable->span);
        error.mark_text(original_);
        throw;
      }
    } else {
      const auto length = lexer.step(i);
      out += source.substr(i, length);
      i += length;
    }
  }
  text_ = pieces_.empty() ? original_ : make_source_text(original_->name(), std::move(out));
}

std::string expand_argument(const std::string& text, const VariableSources& sources,
                            Secrets& secrets) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto variable = variable_at(text, i);
    if (!variable) {
      out += text[i++];
      continue;
    }
    const auto value = value_of(*variable, sources);
    if (!variable->kind.empty()) secrets.add(value);
    out += value;
    i = variable->span.end;
  }
  return out;
}

std::uint32_t ExpandedText::original_offset(std::uint32_t offset, bool is_end) const {
  const auto starts_behind = [&](std::uint32_t at, const Piece& piece) {
    return at < piece.expanded.begin + (is_end ? 1 : 0);
  };
  const auto after = std::upper_bound(pieces_.begin(), pieces_.end(), offset, starts_behind);
  if (after == pieces_.begin()) return offset;
  const auto& piece = *std::prev(after);
  if (offset < piece.expanded.end + (is_end ? 1 : 0)) {
    return is_end ? piece.original.end : piece.original.begin;
  }
  return offset - piece.expanded.end + piece.original.end;
}

SourceSpan ExpandedText::original_span(SourceSpan span) const {
  const auto begin = original_offset(span.begin, false);
  return {begin, span.begin == span.end ? begin : original_offset(span.end, true)};
}

Error ExpandedText::presentable(const Error& error) const {
  Error out(error.code(), secrets_.mask(error.message()));
  const bool ours = !error.text() || error.text() == text_;
  if (error.span()) out.mark(ours ? original_span(*error.span()) : *error.span());
  out.mark_text(ours ? original_ : error.text());
  return std::move(out).hint(secrets_.mask(error.hint_text()));
}

std::string ExpandedText::render(const Error& error) const {
  return streamsql::render(presentable(error));
}

}  // namespace streamsql
