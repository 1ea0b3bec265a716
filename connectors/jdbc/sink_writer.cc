#include "connectors/jdbc/sink_writer.h"

#include <algorithm>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <thread>

#include "engine/base/log_prefix.h"

namespace streamsql::jdbc {
namespace {

constexpr std::int64_t kFirstBackoffMillis = 100;
constexpr std::int64_t kLastBackoffMillis = 5'000;
// A trickle is written row by row, but not more often than this.
constexpr std::int64_t kIdleFlushMillis = 50;

class JdbcWriter final : public SinkWriter {
 public:
  JdbcWriter(std::shared_ptr<const WritePlan> plan, const ConnectorContext& context)
      : plan_(std::move(plan)),
        clock_(context.clock),
        log_prefix_(log_prefix(context.metrics)),
        retries_(context.metrics.counter("sink_retries_total")),
        unavailable_(context.metrics.gauge("sink_unavailable")),
        session_(*plan_),
        buffer_(plan_->query.schema->primary_key) {
    session_.open();
  }

  void write(const Batch& batch) override {
    const auto limit = static_cast<std::size_t>(plan_->settings.sink.max_rows);
    std::uint32_t next = 0;
    while (next < batch.row_count()) {
      if (buffer_.empty()) first_millis_ = clock_.monotonic_millis();
      next = buffer_.add(batch, next, limit);
      if (buffer_.is_full(limit)) flush();
    }
    if (is_due()) flush();
  }

  void flush() override {
    for (std::int64_t failures = 0; !buffer_.empty();) {
      try {
        session_.write(buffer_);
        buffer_.clear();
        flushed_millis_ = clock_.monotonic_millis();
        idle_due_millis_.reset();
        unavailable_.set(0);
      } catch (const Error& error) {
        if (!is_retryable(error.code())) throw;
        if (++failures > plan_->settings.sink.max_retries) throw given_up(error, failures);
        wait_after(error, failures);
      }
    }
  }

  void on_idle() override {
    const auto earliest = flushed_millis_ + kIdleFlushMillis;
    if (is_due() || clock_.monotonic_millis() >= earliest) return flush();
    idle_due_millis_ = earliest;
  }

  std::optional<std::int64_t> deadline() const override {
    if (buffer_.empty()) return std::nullopt;
    const auto interval = plan_->settings.sink.interval.count();
    if (interval == 0) return idle_due_millis_;
    return std::min(first_millis_ + interval, idle_due_millis_.value_or(INT64_MAX));
  }

 private:
  bool is_due() const {
    const auto due = deadline();
    return due && clock_.monotonic_millis() >= *due;
  }

  void wait_after(const Error& error, std::int64_t failures) {
    const auto backoff = std::min(kFirstBackoffMillis << std::min<std::int64_t>(failures - 1, 6),
                                  kLastBackoffMillis);
    retries_.add();
    unavailable_.set(1);
    spdlog::warn("{}sink table {} does not take rows, trying again in {} ms: {}", log_prefix_,
                 plan_->settings.table, backoff, error.message());
    std::this_thread::sleep_for(std::chrono::milliseconds(backoff));
  }

  Error given_up(const Error& error, std::int64_t attempts) const {
    return Error(error.code(), fmt::format("Writing to table '{}' failed after {} attempts: {}",
                                           plan_->settings.table, attempts, error.message()))
        .hint(error.hint_text());
  }

  const std::shared_ptr<const WritePlan> plan_;
  const Clock& clock_;
  const std::string log_prefix_;
  Counter& retries_;
  Gauge& unavailable_;
  WriteSession session_;
  WriteBuffer buffer_;
  std::int64_t first_millis_ = 0;  // when the first row of the buffer came
  std::int64_t flushed_millis_ = INT64_MIN / 2;
  std::optional<std::int64_t> idle_due_millis_;
};

}  // namespace

std::unique_ptr<SinkWriter> make_sink_writer(std::shared_ptr<const WritePlan> plan,
                                             const ConnectorContext& context) {
  return std::make_unique<JdbcWriter>(std::move(plan), context);
}

}  // namespace streamsql::jdbc
