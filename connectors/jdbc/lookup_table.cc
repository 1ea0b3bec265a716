// The lookup table: what is pushed into its query, and its line in EXPLAIN.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "connectors/jdbc/lookup_reader.h"
#include "connectors/jdbc/predicate.h"
#include "connectors/jdbc/tables.h"
#include "engine/base/ascii.h"

namespace streamsql::jdbc {
namespace {

class JdbcLookupTable final : public LookupTable {
 public:
  explicit JdbcLookupTable(const TableDescriptor& table) : plan_(std::make_shared<LookupPlan>()) {
    plan_->settings = read_settings(table);
    plan_->query.table = plan_->settings.table;
    plan_->query.schema = table.physical;
    if (to_upper(table.options.text("lookup.cache").value_or("")) == "FULL") {
      spdlog::warn(
          "table {}: 'lookup.cache' = 'FULL' keeps nothing with jdbc, as in Flink: every key is "
          "asked of the database; 'PARTIAL' keeps the keys asked for",
          table.short_name);
    }
  }

  const LookupOptions& options() const override { return plan_->settings.lookup; }

  ScanAnswer push_down(const LookupRequest& request) override {
    ScanAnswer answer;
    plan_->query.request = {request.keys, request.columns, {}};
    for (const auto& predicate : request.predicates) {
      const bool taken = plan_->settings.push_filters && is_translatable(predicate);
      if (taken) plan_->query.request.predicates.push_back(predicate);
      answer.accepted.push_back(taken);
    }
    return answer;
  }

  std::unique_ptr<LookupReader> make_reader(const ConnectorContext& context) const override {
    return make_lookup_reader(plan_, context);
  }

  std::string describe() const override {
    const auto& settings = plan_->settings;
    std::string filters;
    for (const auto& predicate : plan_->query.request.predicates) {
      filters +=
          (filters.empty() ? ", filter=[" : " AND ") + to_text(predicate, *plan_->query.schema);
    }
    if (!filters.empty()) filters += ']';
    const auto how = settings.lookup.async
                         ? fmt::format("async, {} keys a query, {} connections",
                                       settings.keys_per_query, settings.lookup_connections)
                         : "one key a query, in order";
    return fmt::format("jdbc {}, table={}{}, {}", settings.connection.address(), settings.table,
                       filters, how);
  }

 private:
  std::shared_ptr<LookupPlan> plan_;
};

}  // namespace

std::unique_ptr<LookupTable> make_lookup_table(const TableDescriptor& table) {
  return std::make_unique<JdbcLookupTable>(table);
}

}  // namespace streamsql::jdbc
