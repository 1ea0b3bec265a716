#include "tools/streamsql/checkpoint_functions.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/base/suggestion.h"
#include "engine/function/aggregate.h"
#include "engine/runtime/checkpoint_state.h"
#include "engine/sql/parser.h"
#include "engine/state/checkpoint_directory.h"
#include "tools/streamsql/state_home.h"

namespace streamsql {
namespace {

namespace fs = std::filesystem;
using Operator = CheckpointManifest::Operator;

// How deep a text is in parentheses and angle brackets, behind each character.
class Nesting {
 public:
  int behind(char c) {
    if (c == '`') quoted_ = !quoted_;
    if (!quoted_) depth_ += c == '(' || c == '<' ? 1 : c == ')' || c == '>' ? -1 : 0;
    return depth_;
  }

 private:
  bool quoted_ = false;
  int depth_ = 0;
};

// At commas outside of any parentheses.
std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> out;
  std::string part;
  Nesting nesting;
  for (const char c : text) {
    if (nesting.behind(c) == 0 && c == ',') {
      out.push_back(std::exchange(part, {}));
    } else if (c != ' ' || !part.empty()) {
      part += c;
    }
  }
  if (!part.empty()) out.push_back(part);
  return out;
}

// What stands in the parentheses behind `word`, in "key (INT), value (SUM(INT)) retractable".
std::string_view list_behind(std::string_view word, std::string_view layout) {
  const auto begin = layout.find(fmt::format("{} (", word));
  if (begin == std::string_view::npos) return {};
  const auto rest = layout.substr(begin + word.size() + 2);
  Nesting nesting;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (nesting.behind(rest[i]) < 0) return rest.substr(0, i);
  }
  return {};
}

std::vector<DataType> types_of(std::string_view list) {
  std::vector<DataType> out;
  for (const auto& type : split_list(list)) out.push_back(parse_type(type));
  return out;
}

// "SUM(DISTINCT BIGINT)". Which column it is of is not known, and does not matter to its state.
AggregateCall call_of(const std::string& text, int number) {
  constexpr std::string_view kDistinct = "DISTINCT ";
  const auto open = text.find('(');
  std::string_view arguments(text);
  arguments = arguments.substr(open + 1, text.size() - open - 2);
  const bool distinct = arguments.starts_with(kDistinct);
  if (distinct) arguments.remove_prefix(kDistinct.size());
  const auto types = types_of(arguments);
  const auto name = text.substr(0, open);
  const auto resolved = builtin_aggregates().resolve(name, types, {true});
  AggregateCall call{
      resolved.function, {}, resolved.parameters, resolved.result, distinct, {}, name};
  for (std::size_t i = 0; i < types.size(); ++i) call.arguments.push_back(number * 16 + int(i));
  return call;
}

std::vector<Field> fields_of(const std::vector<Operator::Column>& columns) {
  std::vector<Field> out;
  for (const auto& column : columns) out.push_back({column.name, parse_type(column.type)});
  return out;
}

// Checkpoints before format 2 do not tell names.
std::vector<Field> keys_of(const Operator& op) {
  if (!op.keys.empty()) return fields_of(op.keys);
  std::vector<Field> out;
  for (const auto& type : types_of(list_behind("key", op.layout))) {
    out.push_back({fmt::format("key_{}", out.size() + 1), type});
  }
  return out;
}

StateShape shape_of(const Operator& op) {
  StateShape shape;
  shape.keys = keys_of(op);
  shape.by_parts = op.name == "WindowAggregate";
  shape.retracts = op.layout.ends_with(" retractable");
  shape.aggregates = shape.by_parts || op.name == "GroupAggregate";
  if (!shape.aggregates) {
    shape.row = fields_of(op.values);
    return shape;
  }
  for (const auto& call : split_list(list_behind("value", op.layout))) {
    const auto number = shape.calls.size();
    shape.calls.push_back(call_of(call, static_cast<int>(number)));
    shape.call_names.push_back(number < op.values.size() ? op.values[number].name : call);
  }
  return shape;
}

Error not_one(const std::string& wanted, std::size_t of_kind, const std::vector<std::string>& uids,
              std::vector<std::string> names) {
  names.insert(names.end(), uids.begin(), uids.end());
  const auto guess = did_you_mean(wanted, names);
  const auto known = uids.empty() ? "No operator of it has state"
                                  : fmt::format("Operators with state: {}", fmt::join(uids, ", "));
  return Error(ErrorCode::InvalidArgument,
               of_kind == 0 ? fmt::format("The checkpoint has no state of an operator '{}'", wanted)
                            : fmt::format("The checkpoint has {} operators of the kind '{}'",
                                          of_kind, wanted))
      .hint(guess.empty() ? known : guess + " " + known);
}

const Operator& find_operator(const CheckpointManifest& manifest, const std::string& wanted) {
  std::vector<std::string> uids, kinds;
  const Operator* found = nullptr;
  for (const auto& op : manifest.operators) {
    if (op.layout.empty()) continue;
    if (op.uid == wanted) return op;
    uids.push_back(op.uid);
    kinds.push_back(op.name);
    if (op.name == wanted) found = &op;
  }
  const auto of_kind = static_cast<std::size_t>(std::count(kinds.begin(), kinds.end(), wanted));
  if (of_kind == 1) return *found;
  throw not_one(wanted, of_kind, uids, std::move(kinds));
}

StateRows read_state(const fs::path& path, const std::string& wanted) {
  const auto manifest = read_manifest(path);
  const auto& op = find_operator(manifest, wanted);
  const auto shape = shape_of(op);
  if (shape.keys.empty() && !shape.aggregates) {
    throw Error(
        ErrorCode::UnsupportedSyntax,
        fmt::format("checkpoint_state of {} ({}) is not supported yet", op.name, op.layout));
  }
  return read_checkpoint_state(path, op.uid, shape);
}

class CheckpointFunctions final : public TableFunctions {
 public:
  std::vector<std::string> names() const override { return {"CHECKPOINT_STATE"}; }

  Table call(std::string_view, std::span<const std::string> arguments) const override {
    if (arguments.size() != 2) {
      throw Error(ErrorCode::InvalidArgument, "checkpoint_state takes a path and an operator")
          .hint("checkpoint_state('job name, job directory or checkpoint', 'operator')");
    }
    // The newest checkpoint of a running job may be removed before it is read.
    constexpr int kAttempts = 5;
    for (int attempt = 1;; ++attempt) {
      const auto path = find_checkpoint(arguments[0]);
      try {
        auto [schema, rows] = read_state(path, arguments[1]);
        return {std::move(schema), std::move(rows)};
      } catch (const Error&) {
        if (attempt == kAttempts || find_checkpoint(arguments[0]) == path) throw;
      }
    }
  }
};

}  // namespace

const TableFunctions& checkpoint_functions() {
  static const CheckpointFunctions functions;
  return functions;
}

}  // namespace streamsql
