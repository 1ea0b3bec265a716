// The written table: what changes it takes, and its line in EXPLAIN.
#include <fmt/format.h>

#include "connectors/jdbc/redo_sink.h"
#include "connectors/jdbc/sink_writer.h"
#include "connectors/jdbc/tables.h"

namespace streamsql::jdbc {
namespace {

class JdbcSink final : public TableSink {
 public:
  explicit JdbcSink(const TableDescriptor& table)
      : plan_(std::make_shared<WritePlan>()), span_(table.span) {
    plan_->settings = read_settings(table);
    plan_->query = {plan_->settings.table, table.physical};
  }

  ChangelogMode accepts(const ChangelogMode& query) const override {
    if (!query.is_insert_only() && !plan_->query.has_key()) {
      throw Error(ErrorCode::UpdatesNotSupported,
                  "please declare primary key for sink table when query contains update/delete "
                  "record.")
          .at(span_)
          .hint("add PRIMARY KEY (…) NOT ENFORCED to the sink table");
    }
    return {true, false, true, true};
  }

  std::unique_ptr<SinkWriter> make_writer(const WriterContext& context) const override {
    if (context.redo) return make_redo_writer(plan_, context);
    return make_sink_writer(plan_, context);
  }

  Participation participation() const override {
    return plan_->settings.sink.exactly_once ? Participation::Redo : Participation::AtLeastOnce;
  }
  std::unique_ptr<RedoTarget> make_redo_target(const ParticipantContext& context) const override {
    return jdbc::make_redo_target(plan_, context);
  }

  std::string describe() const override {
    const auto& settings = plan_->settings;
    return fmt::format("jdbc {}, table={}, {}", settings.connection.address(), settings.table,
                       plan_->query.has_key() ? "upserts by primary key" : "inserts");
  }

  std::optional<int> parallelism() const override { return plan_->settings.sink.parallelism; }

 private:
  std::shared_ptr<WritePlan> plan_;
  const SourceSpan span_;
};

}  // namespace

std::unique_ptr<TableSink> make_sink_table(const TableDescriptor& table) {
  return std::make_unique<JdbcSink>(table);
}

}  // namespace streamsql::jdbc
