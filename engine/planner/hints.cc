// Hints: OPTIONS on tables, LOOKUP on queries.
#include <fmt/format.h>

#include "engine/base/ascii.h"
#include "engine/base/suggestion.h"
#include "engine/planner/query_binder.h"

namespace streamsql {
namespace {

bool is_named(const ast::Hint& hint, std::string_view name) {
  return equals_ignoring_case(hint.name.text, name);
}

using enum OptionType;
constexpr OptionSpec kLookupOptions[] = {
    {"table", String, {}, true, "The table, or its alias."},
    {"async", Boolean, {}, false, "Whether lookups are asynchronous."},
    {"output-mode", Enum, {}, false, "Whether rows keep their order.", "ordered|allow_unordered"},
    {"capacity", Int, {}, false, "Rows in flight."},
    {"timeout", Duration, {}, false, "The longest time of one lookup."},
    {"retry-predicate", Enum, {}, false, "When a lookup is repeated.", "lookup_miss"},
    {"retry-strategy", Enum, {}, false, "How long is waited.", "fixed_delay"},
    {"fixed-delay", Duration, {}, false, "The time between two attempts."},
    {"max-attempts", Int, {}, false, "How often a lookup is repeated."},
    {"shuffle", Boolean, {}, false, "Whether rows are exchanged by the key's hash."},
};

// The last of two equal keys wins, as in Flink.
Options options_of(const ast::Hint& hint) {
  Options options;
  for (const auto& argument : hint.arguments) {
    if (!argument.key) {
      throw Error(ErrorCode::InvalidArgument,
                  fmt::format("The hint {} takes options: 'key' = 'value'", hint.name.text))
          .at(argument.value.span);
    }
    options.set(argument.key->value,
                OptionValue{argument.value.value, argument.key->span, argument.value.span});
  }
  return options;
}

std::optional<logical::LookupHint::Retry> retry_of(const Options& options, SourceSpan span) {
  constexpr std::string_view kKeys[] = {"retry-predicate", "retry-strategy", "fixed-delay",
                                        "max-attempts"};
  int given = 0;
  for (const auto key : kKeys) given += options.contains(key) ? 1 : 0;
  if (given == 0) return std::nullopt;
  if (given < 4) {
    throw Error(ErrorCode::InvalidArgument,
                "Invalid LOOKUP hint: retry options can be both null or all not null")
        .at(span)
        .hint("give retry-predicate, retry-strategy, fixed-delay and max-attempts together");
  }
  return logical::LookupHint::Retry{*options.duration("fixed-delay"),
                                    static_cast<int>(*options.integer("max-attempts"))};
}

logical::LookupHint lookup_hint(const Options& options, SourceSpan span) {
  logical::LookupHint hint;
  hint.async = options.boolean("async");
  hint.shuffle = options.boolean("shuffle");
  if (const auto mode = options.text("output-mode")) {
    hint.allow_unordered = mode->front() == 'a' || mode->front() == 'A';
  }
  if (const auto capacity = options.integer("capacity")) {
    hint.capacity = static_cast<int>(*capacity);
  }
  hint.timeout = options.duration("timeout");
  hint.retry_on_miss = retry_of(options, span);
  return hint;
}

void check_hinted_table(const ast::StringValue& name, const Scope& tables) {
  std::vector<std::string> names;
  for (const auto& relation : tables.relations()) {
    if (relation.alias == name.value) return;
    names.push_back(relation.alias);
  }
  throw Error(ErrorCode::InvalidArgument,
              fmt::format("The options of following hints cannot match the name of input tables or "
                          "views: `{}` in `STATE_TTL`",
                          name.value))
      .at(name.span)
      .hint(did_you_mean(name.value, names));
}

}  // namespace

Options hinted_options(const std::vector<ast::Hint>& hints, const PlannerContext& context) {
  Options options;
  for (const auto& hint : hints) {
    if (!is_named(hint, "OPTIONS")) continue;
    if (!context.settings.boolean("table.dynamic-table-options.enabled")) {
      throw Error(ErrorCode::InvalidStatement,
                  "The 'OPTIONS' hint is allowed only when the config option "
                  "'table.dynamic-table-options.enabled' is set to true.")
          .at(hint.span);
    }
    // Places of values would point into another text than the table's, so they are left out.
    for (const auto& argument : hint.arguments) {
      if (argument.key) options.set(argument.key->value, argument.value.value);
    }
  }
  return options;
}

LookupHints lookup_hints(const std::vector<ast::Hint>& hints) {
  LookupHints out;
  for (const auto& hint : hints) {
    if (!is_named(hint, "LOOKUP")) continue;
    const auto options = options_of(hint);
    try {
      validate_options(options, kLookupOptions, "the hint LOOKUP");
    } catch (Error& error) {
      error.mark(hint.span);
      throw;
    }
    out.insert_or_assign(*options.text("table"), lookup_hint(options, hint.span));
  }
  return out;
}

logical::StateTtl state_ttl_hint(const std::vector<ast::Hint>& hints, const Scope& tables) {
  logical::StateTtl ttl;
  for (const auto& hint : hints) {
    if (!is_named(hint, "STATE_TTL")) continue;
    for (const auto& argument : hint.arguments) {
      if (!argument.key) {
        throw Error(ErrorCode::InvalidArgument,
                    "Invalid list options in STATE_TTL hint, only support key-value options.")
            .at(argument.value.span)
            .hint("STATE_TTL('table' = '1 d')");
      }
      ttl = parse_duration(argument.value.value);
      if (!ttl) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format("Invalid STATE_TTL hint value: '{}' is no duration", argument.value.value))
            .at(argument.value.span);
      }
      check_hinted_table(*argument.key, tables);
    }
  }
  return ttl;
}

}  // namespace streamsql
