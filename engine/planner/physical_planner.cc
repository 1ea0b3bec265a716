#include "engine/planner/physical_planner.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/planner/expression_binder.h"
#include "engine/planner/push_down.h"
#include "engine/planner/query_binder.h"

namespace streamsql {
namespace {

using logical::NodePtr;

bool is_identity(const std::vector<ExpressionPtr>& expressions, const Schema& input) {
  if (expressions.size() != input.fields.size()) return false;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const auto* column = std::get_if<ColumnRef>(&expressions[i]->node);
    if (!column || column->index != static_cast<int>(i)) return false;
  }
  return true;
}

// Rows of constants, evaluated now.
Batch evaluate_rows(const logical::Values& values, const Schema& schema,
                    const EvaluationContext& context) {
  BatchBuilder builder(schema);
  const Batch one_row({}, 1);
  for (const auto& row : values.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      builder.column(i).append_from(*evaluate(*row[i], context, one_row, all_rows(1)), 0);
    }
    builder.end_row();
  }
  return builder.finish();
}

class PhysicalPlanner {
 public:
  PhysicalPlanner(const LogicalRoots& roots, const PlannerContext& context)
      : context_(context), expressions_(expression_context(context)), parents_(roots) {}

  physical::NodePtr plan_root(const NodePtr& root) {
    if (std::holds_alternative<logical::Sink>(root->node)) return visit(root);
    auto input = visit(root);
    return make(root->schema, physical::Collect{std::move(input)});
  }

 private:
  physical::NodePtr make(SchemaPtr schema, decltype(physical::Node::node) node) {
    physical::Node out;
    out.id = next_id_++;
    out.schema = std::move(schema);
    out.node = std::move(node);
    return std::make_shared<const physical::Node>(std::move(out));
  }

  physical::NodePtr visit(const NodePtr& node) {
    const auto done = done_.find(node.get());
    if (done != done_.end()) return done->second;
    auto planned = std::visit([&](const auto& kind) { return plan(kind, node); }, node->node);
    return done_[node.get()] = std::move(planned);
  }

  // ---- sources

  physical::NodePtr plan(const logical::Scan& scan, const NodePtr& node) {
    std::vector<ExpressionPtr> conjuncts;
    return scan_with(scan, node, conjuncts);
  }

  // What the source does not accept stays in `conjuncts`.
  physical::NodePtr scan_with(const logical::Scan& scan, const NodePtr& node,
                              std::vector<ExpressionPtr>& conjuncts) {
    physical::TableSourceScan out{scan.table->descriptor.name, nullptr, {}, {}};
    std::vector<ExpressionPtr> none;
    const bool normalizes = needs_normalize(*scan.table);
    auto planned = make_source(scan, normalizes ? none : conjuncts, expressions_);
    out.source = std::move(planned.source);
    out.pushed = std::move(planned.pushed);
    out.primary_key = key_columns(*scan.table->descriptor.physical, *node->schema);
    return make_scan(node->schema, std::move(out), normalizes);
  }

  // A source with its own parallelism hands its rows to the job's over an exchange, as in Flink.
  physical::NodePtr make_scan(const SchemaPtr& schema, physical::TableSourceScan scan,
                              bool normalizes) {
    const auto parallelism = scan.source->parallelism();
    const bool insert_only = scan.source->changelog().is_insert_only();
    const auto name = scan.table;
    const auto key = scan.primary_key;
    auto planned = *make(schema, std::move(scan));
    planned.parallelism = parallelism;
    auto node = std::make_shared<const physical::Node>(std::move(planned));
    if (normalizes) return normalized(node, key);
    if (!parallelism || *parallelism == context_.settings.parallelism()) return node;
    if (!insert_only) {
      throw Error(ErrorCode::UnsupportedSyntax,
                  fmt::format("'scan.parallelism' of table '{}', which produces updates, is not "
                              "supported yet",
                              name));
    }
    return make(schema, physical::Exchange{std::move(node), physical::Distribution::Rebalance, {}});
  }

  // The primary key of a table as columns of what is read of it; empty when it is not all there.
  static std::vector<int> key_columns(const Schema& table, const Schema& read) {
    std::vector<int> columns;
    for (const int key : table.primary_key) {
      const auto place = read.find(table.fields[static_cast<std::size_t>(key)].name);
      if (!place) return {};
      columns.push_back(*place);
    }
    return columns;
  }

  // Upserts have no -U, and a change log that may repeat itself cannot be trusted: the last row of
  // each key is kept to tell. A filter must then stay above.
  bool needs_normalize(const logical::DeclaredTable& table) const {
    if (!updates_by_key(table)) return false;
    const auto mode = table.connector->make_source(table.descriptor)->changelog();
    return (mode.update_after && !mode.update_before) ||
           context_.settings.boolean("table.exec.source.cdc-events-duplicate");
  }

  physical::NodePtr normalized(physical::NodePtr scan, const std::vector<int>& key) {
    const auto schema = scan->schema;
    return make(schema, physical::ChangelogNormalize{keyed(std::move(scan), key), key, ttl_of({})});
  }

  physical::NodePtr plan(const logical::Values& values, const NodePtr& node) {
    if (values.known) return make(node->schema, physical::Values{*values.known});
    for (const auto& row : values.rows) {
      for (const auto& cell : row) {
        if (!is_deterministic(*cell)) return plan_by_row(values, node);
      }
    }
    return make(node->schema,
                physical::Values{evaluate_rows(values, *node->schema, expressions_.evaluation)});
  }

  // VALUES (NOW()): each row is computed when the job runs.
  physical::NodePtr plan_by_row(const logical::Values& values, const NodePtr& node) {
    std::vector<physical::NodePtr> rows;
    for (const auto& row : values.rows) {
      auto one = make(make_schema({}), physical::Values{Batch({}, 1)});
      rows.push_back(make(node->schema, physical::Calc{std::move(one), {}, row, true}));
    }
    if (rows.size() == 1) return rows.front();
    return make(node->schema, physical::Union{std::move(rows)});
  }

  // ---- Calc

  physical::NodePtr plan(const logical::Project& project, const NodePtr& node) {
    std::vector<ExpressionPtr> conjuncts;
    auto input = filtered_input(project.input, conjuncts);
    if (conjuncts.empty() && is_identity(project.expressions, *input->schema)) return input;
    return make(node->schema,
                physical::Calc{std::move(input), std::move(conjuncts), project.expressions, true});
  }

  physical::NodePtr plan(const logical::Filter&, const NodePtr& node) {
    std::vector<ExpressionPtr> conjuncts;
    auto input = filter_parts(node, conjuncts);
    if (conjuncts.empty()) return input;
    return make(node->schema, physical::Calc{std::move(input), std::move(conjuncts), {}, false});
  }

  // The input of a Calc: a Filter of its own melts into it.
  physical::NodePtr filtered_input(const NodePtr& input, std::vector<ExpressionPtr>& conjuncts) {
    const bool melts =
        std::holds_alternative<logical::Filter>(input->node) && !parents_.is_shared(input);
    return melts ? filter_parts(input, conjuncts) : visit(input);
  }

  // The input of a Filter; conjuncts that a source takes over are gone.
  physical::NodePtr filter_parts(const NodePtr& node, std::vector<ExpressionPtr>& conjuncts) {
    const auto& filter = std::get<logical::Filter>(node->node);
    split_conjuncts(filter.predicate, conjuncts);
    std::erase_if(conjuncts, [](const auto& conjunct) { return is_true(*conjunct); });
    const auto* scan = std::get_if<logical::Scan>(&filter.input->node);
    if (!scan || parents_.is_shared(filter.input)) return visit(filter.input);
    return scan_with(*scan, filter.input, conjuncts);
  }

  // ---- watermarks

  physical::WatermarkSpec watermark_spec(const logical::Watermark& watermark) const {
    const auto& options = watermark.table->descriptor.options;
    const auto& settings = context_.settings;
    physical::WatermarkSpec spec{watermark.column, watermark.expression};
    if (options.text("scan.watermark.emit.strategy") == "on-event") {
      spec.emit = physical::WatermarkEmit::OnEvent;
    }
    spec.interval = settings.duration("pipeline.auto-watermark-interval");
    spec.idle_timeout = options.duration("scan.watermark.idle-timeout")
                            .value_or(settings.duration("table.exec.source.idle-timeout"));
    spec.alignment = watermark_alignment(options);
    return spec;
  }

  // As in Flink, an empty group and times of zero switch it off without a word.
  static std::optional<physical::WatermarkAlignment> watermark_alignment(const Options& options) {
    constexpr std::chrono::milliseconds kOff{0};
    physical::WatermarkAlignment out{
        options.text("scan.watermark.alignment.group").value_or(""),
        options.duration("scan.watermark.alignment.max-drift").value_or(kOff)};
    const auto interval = options.duration("scan.watermark.alignment.update-interval");
    out.update_interval = interval.value_or(out.update_interval);
    const bool is_on = !out.group.empty() && out.max_drift > kOff && out.update_interval > kOff;
    return is_on ? std::optional(std::move(out)) : std::nullopt;
  }

  physical::NodePtr plan(const logical::Watermark& watermark, const NodePtr& node) {
    if (auto scan = watermark_in_source(watermark, node)) return scan;
    return make(node->schema,
                physical::WatermarkAssigner{visit(watermark.input), watermark_spec(watermark)});
  }

  // Kafka makes watermarks per partition: the computed columns move into its task as well.
  physical::NodePtr watermark_in_source(const logical::Watermark& watermark, const NodePtr& node) {
    const auto* project = std::get_if<logical::Project>(&watermark.input->node);
    const auto& below = project ? project->input : watermark.input;
    const auto* scan = std::get_if<logical::Scan>(&below->node);
    if (!scan || parents_.is_shared(below) || parents_.is_shared(watermark.input)) return nullptr;
    std::vector<ExpressionPtr> conjuncts;
    auto planned = make_source(*scan, conjuncts, expressions_);
    if (!planned.source->watermark_per_split()) return nullptr;
    physical::TableSourceScan out{
        scan->table->descriptor.name, std::move(planned.source), watermark_spec(watermark), {}};
    out.pushed = std::move(planned.pushed);
    if (project) out.columns = project->expressions;
    out.primary_key = key_columns(*watermark.table->visible, *node->schema);
    return make_scan(node->schema, std::move(out), needs_normalize(*scan->table));
  }

  // ---- the rest

  physical::NodePtr plan(const logical::Union& node, const NodePtr& self) {
    std::vector<physical::NodePtr> inputs;
    for (const auto& input : node.inputs) inputs.push_back(visit(input));
    return make(self->schema, physical::Union{std::move(inputs)});
  }

  // ---- state

  std::chrono::milliseconds ttl_of(const logical::StateTtl& hint) const {
    return hint.value_or(context_.settings.duration("table.exec.state.ttl"));
  }

  // All rows of a key come to one subtask; without keys, all rows to one.
  physical::NodePtr keyed(physical::NodePtr input, const std::vector<int>& keys) {
    const auto schema = input->schema;
    const auto distribution =
        keys.empty() ? physical::Distribution::Single : physical::Distribution::Hash;
    return make(schema, physical::Exchange{std::move(input), distribution, keys});
  }

  physical::NodePtr plan(const logical::Aggregate& aggregate, const NodePtr& node) {
    return make(node->schema, physical::GroupAggregate{
                                  keyed(visit(aggregate.input), aggregate.keys), aggregate.keys,
                                  aggregate.calls, ttl_of(aggregate.ttl), mini_batch()});
  }

  // Flink refuses the switch without both limits.
  std::optional<physical::MiniBatch> mini_batch() const {
    const auto& settings = context_.settings;
    if (!settings.boolean("table.exec.mini-batch.enabled")) return std::nullopt;
    const auto latency = settings.duration("table.exec.mini-batch.allow-latency");
    const auto size = settings.integer("table.exec.mini-batch.size");
    for (const auto& [key, is_set] :
         {std::pair{"table.exec.mini-batch.allow-latency", latency.count() > 0},
          std::pair{"table.exec.mini-batch.size", size > 0}}) {
      if (is_set) continue;
      throw Error(ErrorCode::InvalidOption,
                  fmt::format("'{}' must be > 0 when 'table.exec.mini-batch.enabled' is true", key))
          .hint(fmt::format("SET '{}' = '…';", key));
    }
    return physical::MiniBatch{latency, static_cast<std::size_t>(size)};
  }

  physical::NodePtr plan(const logical::Expand& expand, const NodePtr& node) {
    return make(node->schema, physical::Expand{visit(expand.input), expand.projections});
  }

  physical::NodePtr plan(const logical::WindowTableFunction& function, const NodePtr& node) {
    return make(node->schema, physical::WindowTableFunction{visit(function.input),
                                                            function.time_column, function.window});
  }

  physical::NodePtr plan(const logical::WindowAggregate& aggregate, const NodePtr& node) {
    return make(node->schema,
                physical::WindowAggregate{keyed(visit(aggregate.input), aggregate.keys),
                                          aggregate.window, aggregate.source, aggregate.keys,
                                          aggregate.calls, aggregate.properties, aggregate.legacy});
  }

  physical::NodePtr plan(const logical::RowNumber& node, const NodePtr&) {
    refuse("ROW_NUMBER() OVER (…) for anything but the first or last row by time (= 1)", node.span);
  }

  physical::NodePtr plan(const logical::Deduplicate& dedup, const NodePtr& node) {
    return make(node->schema,
                physical::Deduplicate{keyed(visit(dedup.input), dedup.keys), dedup.keys,
                                      dedup.time_column, dedup.keep_last, ttl_of(dedup.ttl)});
  }

  physical::NodePtr plan(const logical::Correlate& correlate, const NodePtr& node) {
    return make(node->schema, physical::Correlate{visit(correlate.input), correlate.collection,
                                                  correlate.kind == logical::JoinKind::Left,
                                                  correlate.with_ordinality, correlate.condition});
  }

  physical::NodePtr plan(const logical::Limit& limit, const NodePtr& node) {
    auto all = make(node->schema,
                    physical::Exchange{visit(limit.input), physical::Distribution::Single, {}});
    return make(node->schema, physical::Limit{std::move(all), limit.offset, limit.fetch});
  }

  physical::NodePtr plan(const logical::LookupJoin& join, const NodePtr& node) {
    auto lookup = plan_lookup(join, expressions_);
    std::vector<Field> found;
    for (const int column : join.columns) {
      found.push_back(join.table->descriptor.physical->fields[static_cast<std::size_t>(column)]);
    }
    physical::LookupJoin out{};
    out.input = visit(join.left);
    out.table = join.table->descriptor.name;
    out.left_outer = join.kind == logical::JoinKind::Left;
    out.on_failure = lookup.table->options().on_failure.value_or(default_on_failure());
    out.lookup = std::move(lookup.table);
    out.keys = std::move(lookup.keys);
    out.key_names = std::move(lookup.key_names);
    out.found = make_schema(std::move(found));
    out.residual = std::move(lookup.residual);
    out.hint = join.hint;
    return make(node->schema, std::move(out));
  }

  // With checkpoints a job is meant to outlast an outage: its lookups wait for their table.
  OnLookupFailure default_on_failure() const {
    if (!context_.settings.contains("table.exec.lookup.on-failure")) {
      const auto interval = context_.settings.find_duration("execution.checkpointing.interval");
      const bool checkpoints = interval && interval->count() > 0;
      return checkpoints ? OnLookupFailure::Stall : OnLookupFailure::Fail;
    }
    const auto word = context_.settings.word("table.exec.lookup.on-failure");
    if (word == "stall") return OnLookupFailure::Stall;
    if (word == "null") return OnLookupFailure::Null;
    return word == "stale" ? OnLookupFailure::Stale : OnLookupFailure::Fail;
  }

  physical::NodePtr plan(const logical::Sink& sink, const NodePtr& node) {
    const auto& table = *sink.table;
    auto descriptor = table.descriptor;
    descriptor.static_partition = sink.static_partition;
    std::shared_ptr<const TableSink> made = ask_connector(
        table, [&](const auto& connector) { return connector.make_sink(descriptor); });
    if (!made) {
      throw Error(ErrorCode::InvalidStatement,
                  fmt::format("Connector '{}' can only be used as a source. It cannot be used as a "
                              "sink.",
                              table.connector->name()))
          .in(table.text)
          .at(table.descriptor.span);
    }
    const auto parallelism = made->parallelism();
    auto input = exchange_for(visit(sink.input), parallelism, node->schema->primary_key);
    auto planned = *make(sink.input->schema,
                         physical::Sink{std::move(input), table.descriptor.name, std::move(made),
                                        not_null_enforcer(), length_enforcer(), node->schema});
    planned.parallelism = parallelism;
    return std::make_shared<const physical::Node>(std::move(planned));
  }

  // A sink with its own parallelism gets its rows over an exchange.
  physical::NodePtr exchange_for(physical::NodePtr input, std::optional<int> parallelism,
                                 const std::vector<int>& key) {
    if (!parallelism || *parallelism == context_.settings.parallelism()) return input;
    const auto schema = input->schema;
    const auto distribution =
        key.empty() ? physical::Distribution::Rebalance : physical::Distribution::Hash;
    return make(schema, physical::Exchange{std::move(input), distribution, key});
  }

  physical::NotNullEnforcer not_null_enforcer() const {
    return context_.settings.word("table.exec.sink.not-null-enforcer") == "DROP"
               ? physical::NotNullEnforcer::Drop
               : physical::NotNullEnforcer::Error;
  }

  physical::LengthEnforcer length_enforcer() const {
    const auto word = context_.settings.word("table.exec.sink.type-length-enforcer");
    if (word == "TRIM_PAD") return physical::LengthEnforcer::TrimPad;
    return word == "ERROR" ? physical::LengthEnforcer::Error : physical::LengthEnforcer::Ignore;
  }

  const PlannerContext& context_;
  const ExpressionContext expressions_;
  ParentCounts parents_;
  std::map<const logical::Node*, physical::NodePtr> done_;
  int next_id_ = 1;
};

}  // namespace

physical::Plan plan_physical(const LogicalRoots& roots, const PlannerContext& context) {
  PhysicalPlanner planner(roots, context);
  physical::Plan plan;
  for (const auto& root : roots) plan.roots.push_back(planner.plan_root(root));
  return plan;
}

}  // namespace streamsql
