// The scanned table: push-down, splits, and its line in EXPLAIN.
#include <fmt/format.h>
#include <utility>

#include "connectors/jdbc/predicate.h"
#include "connectors/jdbc/scan_reader.h"
#include "connectors/jdbc/tables.h"

namespace streamsql::jdbc {
namespace {

class JdbcEnumerator final : public SplitEnumerator {
 public:
  explicit JdbcEnumerator(std::shared_ptr<const ScanPlan> plan) : plan_(std::move(plan)) {}

  void restore(std::string_view) override { discovered_ = true; }
  std::string state() const override { return ""; }

  std::vector<Split> discover() override {
    if (std::exchange(discovered_, true)) return {};
    if (plan_->settings.incrementing) return {{"0", first_position()}};
    if (!plan_->settings.partition) return {{"0", ""}};
    std::vector<Split> splits;
    const auto count = partition_ranges(*plan_->settings.partition).size();
    for (std::size_t i = 0; i < count; ++i) splits.push_back({std::to_string(i), ""});
    return splits;
  }

 private:
  std::string first_position() const {
    const auto& start = plan_->settings.incrementing->start;
    if (start == "earliest") return "";
    if (start != "latest") return start;
    mysql::Connection connection(plan_->settings.connection);
    return connection.query_text(plan_->greatest_value_sql());
  }

  const std::shared_ptr<const ScanPlan> plan_;
  bool discovered_ = false;
};

class JdbcSource final : public TableSource {
 public:
  explicit JdbcSource(const TableDescriptor& table) : plan_(std::make_shared<ScanPlan>()) {
    plan_->settings = read_settings(table);
    plan_->schema = table.physical;
  }

  ChangelogMode changelog() const override { return ChangelogMode::insert_only(); }
  bool is_bounded() const override { return !plan_->settings.incrementing; }

  ScanAnswer push_down(const ScanRequest& request) override {
    ScanAnswer answer;
    plan_->columns = request.columns;
    bool all_taken = true;
    for (const auto& predicate : request.predicates) {
      const bool taken = plan_->settings.push_filters && is_translatable(predicate);
      if (taken) plan_->predicates.push_back(predicate);
      answer.accepted.push_back(taken);
      all_taken = all_taken && taken;
    }
    // A filter that stays behind must not be starved of rows.
    if (request.limit && all_taken && is_bounded()) {
      plan_->limit = request.limit;
      answer.limit_accepted = !plan_->settings.partition;
    }
    return answer;
  }

  std::unique_ptr<SplitEnumerator> make_enumerator(const ConnectorContext&) const override {
    return std::make_unique<JdbcEnumerator>(plan_);
  }
  std::unique_ptr<SourceReader> make_reader(const ConnectorContext& context) const override {
    return make_scan_reader(plan_, context);
  }

  std::string describe() const override {
    const auto& settings = plan_->settings;
    std::string filters;
    for (const auto& predicate : plan_->predicates) {
      filters += (filters.empty() ? "" : " AND ") + to_text(predicate, *plan_->schema);
    }
    auto out = fmt::format("jdbc {}, table={}", settings.connection.address(), settings.table);
    if (!filters.empty()) out += fmt::format(", filter=[{}]", filters);
    if (plan_->limit) out += fmt::format(", limit={}", *plan_->limit);
    if (settings.partition) {
      out += fmt::format(", {} ranges", partition_ranges(*settings.partition).size());
    }
    if (settings.incrementing) {
      const auto column = static_cast<std::size_t>(settings.incrementing->column);
      out += fmt::format(", incrementing by {}", plan_->schema->fields[column].name);
    }
    return out;
  }

 private:
  std::shared_ptr<ScanPlan> plan_;
};

}  // namespace

std::unique_ptr<TableSource> make_scan_table(const TableDescriptor& table) {
  return std::make_unique<JdbcSource>(table);
}

}  // namespace streamsql::jdbc
