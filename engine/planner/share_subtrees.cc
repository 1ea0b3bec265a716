// Sharing: equal subtrees become one node.
#include <fmt/format.h>
#include <map>

#include "engine/planner/rules.h"

namespace streamsql {
namespace {

using logical::NodePtr;

// The expressions as text that tells different ones apart; they must be deterministic.
struct Digest {
  bool deterministic = true;
  std::string text;

  void add(const ExpressionPtr& expression) {
    if (!expression) return;
    deterministic = deterministic && is_deterministic(*expression);
    text += to_string(*expression, {}) + ":" + expression->type.to_sql() + "\n";
  }
  void add(const std::vector<ExpressionPtr>& expressions) {
    for (const auto& expression : expressions) add(expression);
  }
  void add(const void* pointer) { text += fmt::format("{}\n", fmt::ptr(pointer)); }
};

struct DigestNode {
  Digest& digest;

  void operator()(const logical::Scan& scan) const {
    digest.add(scan.table.get());
    digest.text += fmt::format("{}", fmt::join(scan.columns, ","));
  }
  void operator()(const logical::Values& values) const {
    if (values.known) {
      for (const auto& column : values.known->columns()) digest.add(column.get());
    }
    for (const auto& row : values.rows) {
      digest.add(row);
      digest.text += ";";
    }
  }
  void operator()(const logical::Project& project) const { digest.add(project.expressions); }
  void operator()(const logical::Filter& filter) const { digest.add(filter.predicate); }
  void operator()(const logical::Union&) const {}
  void operator()(const logical::LookupJoin& join) const {
    // Two uses of one table are bound apart: its name and options tell whether they are the same.
    const auto& descriptor = join.table->descriptor;
    digest.text += descriptor.name + "\n";
    for (const auto& [key, value] : descriptor.options.entries()) {
      digest.text += fmt::format("{}={}\n", key, value.text);
    }
    const auto& hint = join.hint;
    digest.text +=
        fmt::format("{} {} {} {} {} {}\n", static_cast<int>(join.kind), hint.async.value_or(false),
                    hint.async.has_value(), hint.capacity.value_or(-1),
                    hint.timeout.value_or(std::chrono::milliseconds(-1)).count(),
                    hint.retry_on_miss ? hint.retry_on_miss->attempts : -1);
    digest.text += fmt::format("{}\n", fmt::join(join.columns, ","));
    for (const auto& key : join.keys) {
      digest.text += fmt::format("{}=", key.column);
      digest.add(key.value);
    }
    digest.add(join.conjuncts);
  }
  void operator()(const logical::Watermark& watermark) const {
    digest.add(watermark.table.get());
    digest.add(watermark.expression);
  }
  void operator()(const logical::Aggregate& node) const {
    add(node.keys, node.calls);
    add(node.ttl);
  }
  void operator()(const logical::Expand& node) const {
    for (const auto& projection : node.projections) {
      digest.add(projection);
      digest.text += ";";
    }
  }
  void operator()(const logical::WindowTableFunction& node) const {
    digest.text += to_string(node.window, fmt::format("{}", node.time_column));
  }
  void operator()(const logical::WindowAggregate& node) const {
    const auto& source = node.source;
    add(node.keys, node.calls);
    digest.text +=
        to_string(node.window, fmt::format("{} {} {} {}", source.time_column.value_or(-1),
                                           source.start_column.value_or(-1),
                                           source.end_column.value_or(-1), node.legacy));
    for (const auto property : node.properties) {
      digest.text += fmt::format(" {}", static_cast<int>(property));
    }
  }
  void operator()(const logical::RowNumber& node) const {
    add(node.keys, {});
    for (const auto& [column, descending] : node.order) {
      digest.text += fmt::format("{} {},", column, descending);
    }
  }
  void operator()(const logical::Deduplicate& node) const {
    add(node.keys, {});
    digest.text += fmt::format("{} {}\n", node.time_column, node.keep_last);
    add(node.ttl);
  }
  void add(const std::vector<int>& keys, const std::vector<AggregateCall>& calls) const {
    digest.text += fmt::format("{}\n", fmt::join(keys, ","));
    for (const auto& call : calls) {
      digest.text += to_string(call, {}) + ":" + call.result.to_sql() + "\n";
    }
  }
  void add(const logical::StateTtl& ttl) const {
    if (ttl) digest.text += fmt::format("ttl {}\n", ttl->count());
  }
  void operator()(const logical::Correlate& correlate) const {
    digest.text +=
        fmt::format("{} {}\n", static_cast<int>(correlate.kind), correlate.with_ordinality);
    digest.add(correlate.collection);
    digest.add(correlate.condition);
  }
  void operator()(const logical::Limit& limit) const {
    digest.text += fmt::format("{} {}\n", limit.offset, limit.fetch);
  }
  void operator()(const logical::Sink&) const { digest.deterministic = false; }
};

std::string digest_of(const logical::Node& node, bool& deterministic) {
  Digest digest;
  digest.text = fmt::format("{}\n", node.node.index());
  std::visit(DigestNode{digest}, node.node);
  for (const auto& input : logical::inputs_of(node)) digest.add(input.get());
  for (const auto& field : node.schema->fields) {
    digest.text += fmt::format("{} {}\n", field.name, field.type.to_sql());
  }
  deterministic = digest.deterministic;
  return digest.text;
}

}  // namespace

LogicalRoots share_subtrees(const LogicalRoots& roots) {
  std::map<std::string, NodePtr> known;
  return rewrite_bottom_up(roots, [&](const NodePtr& node) {
    bool deterministic = true;
    const auto digest = digest_of(*node, deterministic);
    return deterministic ? known.try_emplace(digest, node).first->second : node;
  });
}

}  // namespace streamsql
