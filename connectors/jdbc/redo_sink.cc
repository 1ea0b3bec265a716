#include "connectors/jdbc/redo_sink.h"

#include <algorithm>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <thread>

#include "connectors/jdbc/checkpoint_storage.h"
#include "connectors/jdbc/epoch_guard.h"
#include "connectors/jdbc/redo_record.h"
#include "connectors/mysql/quoting.h"
#include "engine/base/fail_point.h"

namespace streamsql::jdbc {
namespace {

constexpr std::uint32_t kRowsPerRecord = 256;
constexpr std::size_t kRowsPerBuffer = 4096;
constexpr std::int64_t kFirstBackoffMillis = 50, kLastBackoffMillis = 5'000;

class RedoWriter final : public SinkWriter {
 public:
  RedoWriter(std::shared_ptr<const WritePlan> plan, const WriterContext& context)
      : plan_(std::move(plan)), log_(*context.redo) {}

  void write(const Batch& batch) override {
    const auto rows = static_cast<std::uint32_t>(batch.row_count());
    for (std::uint32_t begin = 0; begin < rows; begin += kRowsPerRecord) {
      log_.append(encode_redo(batch, begin, std::min(begin + kRowsPerRecord, rows)));
    }
  }
  void flush() override {}  // the log is taken with the barrier

 private:
  const std::shared_ptr<const WritePlan> plan_;
  RedoLog& log_;
};

class Target final : public RedoTarget {
 public:
  Target(std::shared_ptr<const WritePlan> plan, const ParticipantContext& context)
      : plan_(std::move(plan)),
        retries_(context.metrics.counter("sink_retries_total")),
        unavailable_(context.metrics.gauge("sink_unavailable")),
        session_(*plan_),
        guard_(context.job_uuid, context.sink),
        interruption_(context.interruption) {}

  void open() override {
    repeat([this] {
      session_.open();
      auto& connection = session_.connection();
      warn_without_transactions(connection);
      guard_.create_table(connection);
      has_row_ = guard_.take_over(connection);
      owned_ = true;
    });
  }

  std::optional<CheckpointId> applied() override {
    std::optional<CheckpointId> epoch;
    repeat([&] {
      if (!owned_) guard_.create_table(session_.connection());
      epoch = guard_.epoch(session_.connection());
    });
    return epoch;
  }

  void initialise(CheckpointId applied) override {
    repeat([&] { guard_.initialise(session_.connection(), applied); });
    has_row_ = true;
  }

  void apply(const Marker& epoch, std::vector<std::unique_ptr<RedoReader>> logs) override {
    std::vector<std::string> records;
    for (const auto& log : logs) {
      while (const auto record = log->next()) records.emplace_back(*record);
    }
    repeat([&] {
      const bool advanced = session_.transaction([&] { return apply_once(epoch, records); });
      fail_point("redo_after_commit");
      if (!advanced) guard_.was_applied(session_.connection(), epoch.id);
    });
    carried_.reset();
  }

  bool carry(CheckpointStorage& storage, const StoredCheckpoint& checkpoint) override {
    auto* jdbc = dynamic_cast<JdbcCheckpointStorage*>(&storage);
    if (!jdbc || !jdbc->is_reached_with(plan_->settings.connection)) return false;
    carried_ = {jdbc, checkpoint};
    return true;
  }

 private:
  struct Carried {
    JdbcCheckpointStorage* storage;
    StoredCheckpoint checkpoint;
  };

  // In a transaction. False: the guard did not move, and nothing was written.
  bool apply_once(const Marker& epoch, const std::vector<std::string>& records) {
    if (!guard_.advance(session_.connection(), epoch.id, epoch.uuid)) return false;
    fail_point("redo_after_guard");
    WriteBuffer buffer(plan_->query.schema->primary_key);
    for (const auto& record : records) {
      const auto rows = decode_redo(record, *plan_->query.schema);
      for (std::uint32_t next = 0; next < rows.row_count();) {
        next = buffer.add(rows, next, kRowsPerBuffer);
        if (buffer.is_full(kRowsPerBuffer)) put(buffer);
      }
    }
    put(buffer);
    if (carried_) write_carried();
    fail_point("redo_before_commit");
    return true;
  }

  // A table that is gone or may not be written must not hold the rows back.
  void write_carried() {
    try {
      carried_->storage->store_in(session_.connection(), carried_->checkpoint);
    } catch (const mysql::ServerError& error) {
      if (error.lost_connection() || error.is_transient_conflict()) throw;
    }
  }

  void put(WriteBuffer& buffer) {
    session_.put(buffer);
    buffer.clear();
    fail_point("redo_mid_rows");
  }

  // Rows and guard must change together; MyISAM and the like cannot do that.
  void warn_without_transactions(mysql::Connection& connection) const {
    const auto& table = plan_->settings.table;
    const auto engine = connection.query_text(fmt::format(
        "SELECT engine FROM information_schema.tables WHERE table_schema = DATABASE() AND "
        "table_name = {}",
        mysql::quote_text(table)));
    if (engine.empty() || engine == "InnoDB") return;
    spdlog::warn(
        "sink table {} is of the engine {}, which has no transactions: rows may repeat "
        "after a failure (at-least-once); ALTER TABLE … ENGINE=InnoDB makes it "
        "exactly-once",
        table, engine);
  }

  template <typename Work>
  void repeat(const Work& work) {
    for (std::int64_t failures = 0;;) {
      try {
        if (session_.reconnect()) confirmed_ = false;
        if (owned_ && !confirmed_) confirm();
        confirmed_ = true;
        work();
        unavailable_.set(0);
        return;
      } catch (const mysql::ServerError& error) {
        if (error.lost_connection()) session_.disconnect();
        if (!is_retryable(error.code())) throw;
        wait_after(error, ++failures);
      }
    }
  }

  // Before the first epoch there may be no row yet that says whose the table is.
  void confirm() {
    if (has_row_) return guard_.confirm(session_.connection());
    has_row_ = guard_.take_over(session_.connection());
  }

  void wait_after(const mysql::ServerError& error, std::int64_t failures) {
    const auto backoff = std::min(kFirstBackoffMillis << std::min<std::int64_t>(failures - 1, 7),
                                  kLastBackoffMillis);
    retries_.add();
    unavailable_.set(1);
    spdlog::warn("sink table {} does not take its rows, trying again in {} ms: {}",
                 plan_->settings.table, backoff, error.message());
    const std::chrono::milliseconds pause(backoff);
    if (!interruption_) return std::this_thread::sleep_for(pause);
    interruption_->sleep(pause);
  }

  const std::shared_ptr<const WritePlan> plan_;
  Counter& retries_;
  Gauge& unavailable_;
  WriteSession session_;
  EpochGuard guard_;
  const Interruption* const interruption_;
  bool owned_ = false;
  bool has_row_ = false;    // the guard's
  bool confirmed_ = false;  // on this connection
  std::optional<Carried> carried_;
};

}  // namespace

std::unique_ptr<SinkWriter> make_redo_writer(std::shared_ptr<const WritePlan> plan,
                                             const WriterContext& context) {
  return std::make_unique<RedoWriter>(std::move(plan), context);
}

std::unique_ptr<RedoTarget> make_redo_target(std::shared_ptr<const WritePlan> plan,
                                             const ParticipantContext& context) {
  return std::make_unique<Target>(std::move(plan), context);
}

}  // namespace streamsql::jdbc
