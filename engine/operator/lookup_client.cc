#include "engine/operator/lookup_client.h"

#include <algorithm>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <utility>

#include "engine/base/log_prefix.h"

namespace streamsql {
namespace {
constexpr std::int64_t kFirstBackoffMillis = 100;
constexpr std::int64_t kLastBackoffMillis = 10'000;
constexpr std::int64_t kWarnEveryMillis = 10'000;
}  // namespace

LookupClient::LookupClient(const physical::LookupJoin& join, const OperatorContext& context,
                           Handlers handlers)
    : join_(join),
      options_(join.lookup->options()),
      clock_(context.clock),
      log_prefix_(log_prefix(context.metrics)),
      mailbox_(context.mailbox),
      handlers_(std::move(handlers)),
      reader_(join.lookup->make_reader(
          {context.clock, context.metrics, context.memory, context.subtask, context.parallelism})),
      questions_(context.metrics.counter("lookup_queries_total")),
      keys_(context.metrics.counter("lookup_keys_total")),
      failures_(context.metrics.counter("lookup_failures_total")),
      retries_(context.metrics.counter("lookup_retries_total")),
      given_up_(context.metrics.counter("lookup_given_up_keys_total")),
      down_(context.metrics.gauge("lookup_unavailable")),
      latency_(context.metrics.histogram("lookup_latency")) {}

LookupClient::~LookupClient() { *alive_ = false; }

void LookupClient::ask(LookupQuestion question) {
  auto attempt = std::make_shared<Attempt>(Attempt{std::move(question)});
  const auto now = clock_.monotonic_millis();
  if (down_until_millis_ && now < *down_until_millis_) {
    given_up_.add(attempt->question.tickets.size());
    return handlers_.gave_up(attempt->question);
  }
  // One trial at a time while the table was away at the last try.
  if (down_until_millis_) down_until_millis_ = now + kLastBackoffMillis;
  waiting_.push_back(std::move(attempt));
  send_waiting();
}

void LookupClient::send_waiting() {
  while (!waiting_.empty() && in_flight_ < reader_->capacity()) {
    auto attempt = std::move(waiting_.front());
    waiting_.pop_front();
    send(std::move(attempt));
  }
}

void LookupClient::send(AttemptPtr attempt) {
  ++in_flight_;
  questions_.add();
  keys_.add(attempt->question.tickets.size());
  attempt->sent_micros = clock_.monotonic_nanos() / 1000;
  // Answers may come after this operator has gone: `alive` is read on the task's thread.
  const auto alive = alive_;
  const auto deliver = [this, alive](std::function<void()> work) {
    mailbox_.post([alive, work = std::move(work)] {
      if (*alive) work();
    });
  };
  reader_->lookup(
      attempt->question.keys,
      [this, attempt, deliver](LookupRows rows) {
        deliver([this, attempt, rows = std::move(rows)] { on_answer(attempt, rows); });
      },
      [this, attempt, deliver](Error error) {
        deliver([this, attempt, error = std::move(error)] { on_failure(attempt, error); });
      });
}

void LookupClient::on_answer(const AttemptPtr& attempt, const LookupRows& rows) {
  --in_flight_;
  latency_.record(clock_.monotonic_nanos() / 1000 - attempt->sent_micros);
  if (std::exchange(down_until_millis_, std::nullopt) || down_.value() != 0) {
    spdlog::info("{}lookup table {}: answers again", log_prefix_, join_.table);
    down_.set(0);
    trials_ = 0;
  }
  handlers_.answered(attempt->question, rows);
  send_waiting();
}

void LookupClient::on_failure(const AttemptPtr& attempt, const Error& error) {
  --in_flight_;
  ++attempt->failures;
  failures_.add();
  const bool retryable = is_retryable(error.code());
  const bool stall = join_.on_failure == OnLookupFailure::Stall && retryable;
  const bool trial = down_until_millis_.has_value();
  if (stall || (retryable && !trial && attempt->failures <= options_.max_retries)) {
    if (stall && attempt->failures > options_.max_retries) warn(error, "waiting for it");
    retry_later(attempt);
  } else {
    give_up(attempt, error);
  }
  send_waiting();
}

void LookupClient::give_up(const AttemptPtr& attempt, const Error& error) {
  const bool degrade =
      join_.on_failure == OnLookupFailure::Null || join_.on_failure == OnLookupFailure::Stale;
  if (!degrade || !is_retryable(error.code())) {
    throw Error(error.code(), fmt::format("Lookup in table '{}' failed after {} attempts: {}",
                                          join_.table, attempt->failures, error.message()))
        .hint(error.hint_text().empty()
                  ? "SET 'table.exec.lookup.on-failure' to 'stall' to wait, or to 'null' to go on "
                    "without the dimension"
                  : error.hint_text());
  }
  down_until_millis_ = clock_.monotonic_millis() + backoff_millis(++trials_);
  down_.set(1);
  warn(error, "rows go on without it");
  given_up_.add(attempt->question.tickets.size());
  handlers_.gave_up(attempt->question);
  // What waited for capacity would only fail as well.
  for (const auto& other : std::exchange(waiting_, {})) {
    given_up_.add(other->question.tickets.size());
    handlers_.gave_up(other->question);
  }
}

void LookupClient::retry_later(const AttemptPtr& attempt) {
  retries_.add();
  attempt->due_millis = clock_.monotonic_millis() + backoff_millis(attempt->failures);
  delayed_.push_back(attempt);
}

// Half fixed, half random, so that the subtasks do not come back all at once.
std::int64_t LookupClient::backoff_millis(int failures) {
  const auto doubled = kFirstBackoffMillis << std::min(failures - 1, 10);
  const auto backoff = std::min(doubled, kLastBackoffMillis);
  return backoff / 2 + static_cast<std::int64_t>(random_()) % (backoff / 2 + 1);
}

void LookupClient::on_time() {
  const auto now = clock_.monotonic_millis();
  const auto due =
      std::stable_partition(delayed_.begin(), delayed_.end(),
                            [now](const AttemptPtr& attempt) { return attempt->due_millis > now; });
  waiting_.insert(waiting_.end(), due, delayed_.end());
  delayed_.erase(due, delayed_.end());
  send_waiting();
}

std::optional<std::int64_t> LookupClient::deadline() const {
  if (delayed_.empty()) return std::nullopt;
  return (*std::min_element(
              delayed_.begin(), delayed_.end(),
              [](const auto& a, const auto& b) { return a->due_millis < b->due_millis; }))
      ->due_millis;
}

// Once in a while, not once per question.
void LookupClient::warn(const Error& error, std::string_view consequence) {
  const auto now = clock_.monotonic_millis();
  if (now - warned_millis_ < kWarnEveryMillis) return;
  warned_millis_ = now;
  spdlog::warn("{}lookup table {} does not answer, {}: {}", log_prefix_, join_.table, consequence,
               error.message());
}

}  // namespace streamsql
