#include "planning.h"

#include <fmt/format.h>

namespace streamsql {
namespace {

class TestSource : public TableSource {
 public:
  explicit TestSource(const TableDescriptor& table, ChangelogMode mode)
      : table_(table), mode_(mode) {}

  ChangelogMode changelog() const override { return mode_; }
  bool is_bounded() const override { return true; }
  ScanAnswer push_down(const ScanRequest& request) override {
    ScanAnswer answer;
    const bool filters = table_.options.text("filters") == "true";
    for (const auto& predicate : request.predicates) {
      answer.accepted.push_back(filters && predicate.op == PushedPredicate::Op::Equal);
    }
    return answer;
  }
  std::unique_ptr<SplitEnumerator> make_enumerator(const ConnectorContext&) const override {
    return nullptr;
  }
  std::unique_ptr<SourceReader> make_reader(const ConnectorContext&) const override {
    return nullptr;
  }
  std::string describe() const override { return ""; }
  bool watermark_per_split() const override { return table_.options.text("per-split") == "true"; }
  std::optional<int> parallelism() const override {
    const auto value = table_.options.integer("scan.parallelism");
    return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
  }

 private:
  TableDescriptor table_;
  ChangelogMode mode_;
};

class TestSink : public TableSink {
 public:
  explicit TestSink(const TableDescriptor& table) : table_(table) {}

  ChangelogMode accepts(const ChangelogMode& query) const override {
    const auto accepts = table_.options.text("accepts");
    if (accepts == "insert") return ChangelogMode::insert_only();
    return accepts == "upsert" ? ChangelogMode::upsert() : query;
  }
  std::unique_ptr<SinkWriter> make_writer(const WriterContext&) const override { return nullptr; }
  std::string describe() const override { return ""; }
  std::optional<int> parallelism() const override {
    const auto value = table_.options.integer("sink.parallelism");
    return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
  }

 private:
  TableDescriptor table_;
};

class TestLookup : public LookupTable {
 public:
  const LookupOptions& options() const override { return options_; }
  ScanAnswer push_down(const LookupRequest& request) override {
    ScanAnswer answer;
    for (const auto& predicate : request.predicates) {
      answer.accepted.push_back(predicate.op == PushedPredicate::Op::Equal);
    }
    return answer;
  }
  std::unique_ptr<LookupReader> make_reader(const ConnectorContext&) const override {
    return nullptr;
  }
  std::string describe() const override { return ""; }

 private:
  LookupOptions options_;
};

class TestConnector : public ConnectorFactory {
 public:
  explicit TestConnector(std::string_view name) : name_(name) {}

  std::string_view name() const override { return name_; }
  std::string_view summary() const override { return "For tests."; }
  std::span<const OptionSpec> options() const override { return {}; }
  std::vector<MetadataSpec> metadata(const TableDescriptor&) const override {
    return {{"offset", DataType::bigint().not_null(), true, false, ""},
            {"timestamp", DataType::timestamp_ltz(3).not_null(), true, true, ""}};
  }
  std::unique_ptr<TableSource> make_source(const TableDescriptor& table) const override {
    if (name_ == "writer") return nullptr;
    auto mode = name_ == "changes" ? ChangelogMode::all() : ChangelogMode::insert_only();
    if (table.options.text("mode") == "upsert") mode = ChangelogMode::upsert();
    return std::make_unique<TestSource>(table, mode);
  }
  std::unique_ptr<TableSink> make_sink(const TableDescriptor& table) const override {
    return name_ == "changes" ? nullptr : std::make_unique<TestSink>(table);
  }
  std::unique_ptr<LookupTable> make_lookup(const TableDescriptor&) const override {
    return name_ == "dimension" ? std::make_unique<TestLookup>() : nullptr;
  }

 private:
  std::string_view name_;
};

// Long lines of a plan go on in lines that begin with '|', so that tests can hold them.
std::string wrapped(const std::string& text) {
  constexpr std::size_t kWidth = 90;
  std::string out, line;
  for (const char c : text) {
    if (c != '\n') {
      line += c;
      continue;
    }
    while (line.size() > kWidth) {
      const auto blank = line.rfind(' ', kWidth);
      out += line.substr(0, blank) + "\n";
      line = "|  " + line.substr(blank + 1);
    }
    out += line + "\n";
    line.clear();
  }
  return out;
}

ConnectorRegistry make_test_connectors() {
  ConnectorRegistry registry;
  for (const auto name : {"stream", "dimension", "changes", "writer"}) {
    registry.add(std::make_unique<TestConnector>(name));
  }
  return registry;
}

bool is_planned(const ast::Statement& statement) {
  return statement.as<ast::Insert>() || statement.as<ast::QueryStatement>();
}

std::vector<ast::Statement> parse_text(const std::string& sql) {
  return parse(make_source_text("job.sql", sql));
}

std::vector<const ast::Statement*> pointers(const std::vector<ast::Statement>& statements) {
  std::vector<const ast::Statement*> out;
  for (const auto& statement : statements) out.push_back(&statement);
  return out;
}

}  // namespace

const ConnectorRegistry& test_connectors() {
  static const ConnectorRegistry registry = make_test_connectors();
  return registry;
}

Planning::Planning() { settings_.set("table.local-time-zone", "UTC"); }

Planning& Planning::run(const std::string& sql) {
  for (const auto& statement : parse_text(sql)) {
    if (const auto* set = statement.as<ast::Set>()) {
      settings_.set(set->option->key.value, set->option->value.value);
    } else {
      execute_ddl(statement, catalog_, context());
    }
  }
  return *this;
}

std::string Planning::answer(const std::string& sql) {
  std::string out;
  for (const auto& statement : parse_text(sql)) {
    const auto result = execute_ddl(statement, catalog_, context());
    out = "\n";
    for (const auto& row : result->table.rows) {
      for (const auto& cell : row) {
        auto text = cell.value_or("NULL");
        if (text.ends_with('\n')) text.pop_back();
        out += text + (&cell == &row.back() ? "\n" : " | ");
      }
    }
  }
  return wrapped(out);
}

physical::Plan Planning::plan(const std::string& sql) {
  const auto statements = parse_text(sql);
  return plan_statements(pointers(statements), context());
}

std::string Planning::explain(const std::string& sql, bool changelog_mode) {
  return "\n" + wrapped(physical::to_text(plan(sql), {changelog_mode}));
}

std::string Planning::logical(const std::string& sql) {
  const auto statements = parse_text(sql);
  return "\n" + wrapped(logical::to_text(bind_statements(pointers(statements), context())));
}

std::string Planning::schema(const std::string& query) {
  const auto schema = bind_schema(*parse_query(make_source_text("job.sql", query)), context());
  std::string out;
  for (const auto& field : schema->fields) {
    out += fmt::format("{} {}\n", field.name, field.type.to_sql());
  }
  return "\n" + out;
}

Planning& Planning::with_times() {
  return run(
      "CREATE TABLE t (id BIGINT, a STRING, b INT, c DOUBLE, ts TIMESTAMP(3), p AS PROCTIME(), "
      "WATERMARK FOR ts AS ts) WITH ('connector' = 'stream')");
}

std::string Planning::error(const std::string& sql) {
  try {
    for (const auto& statement : parse_text(sql)) {
      if (is_planned(statement)) {
        const ast::Statement* const one[] = {&statement};
        plan_statements(one, context());
      } else if (const auto* set = statement.as<ast::Set>()) {
        settings_.set(set->option->key.value, set->option->value.value);
      } else {
        execute_ddl(statement, catalog_, context());
      }
    }
  } catch (const Error& error) {
    return "\n" + wrapped(render(error) + "\n");
  }
  return "no error";
}

}  // namespace streamsql
