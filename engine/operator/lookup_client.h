// LookupClient: questions to a lookup table: how many at once, how often again, and what follows
// when it stays away.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "engine/connector/lookup.h"
#include "engine/operator/operator.h"
#include "engine/plan/physical.h"

namespace streamsql {

// Distinct keys that are asked for together.
struct LookupQuestion {
  Batch keys;
  std::vector<std::uint64_t> tickets;  // the caller's, one per key row
};

// The task's thread only; answers come back through the mailbox. A question that fails is asked
// again with exponential back-off and jitter (100 ms doubling up to 10 s), max_retries times. Then
// the policy decides:
//   Fail   the error is thrown on the task's thread
//   Stall  it is asked again until it is answered
//   Null, Stale   `gave_up` is called, and until a later trial succeeds further questions are given
//                 up at once, so that a dead database does not slow the stream down
class LookupClient {
 public:
  struct Handlers {
    std::function<void(const LookupQuestion&, const LookupRows&)> answered;
    std::function<void(const LookupQuestion&)> gave_up;
  };
  LookupClient(const physical::LookupJoin& join, const OperatorContext& context, Handlers handlers);
  ~LookupClient();

  std::size_t keys_per_question() const { return reader_->keys_per_question(); }
  void ask(LookupQuestion question);
  // Repeats what is due.
  void on_time();
  // When on_time wants to be called, on the monotonic clock in milliseconds.
  std::optional<std::int64_t> deadline() const;

 private:
  struct Attempt {
    LookupQuestion question;
    int failures = 0;
    std::int64_t due_millis = 0, sent_micros = 0;
  };
  using AttemptPtr = std::shared_ptr<Attempt>;

  void send_waiting();
  void send(AttemptPtr attempt);
  void on_answer(const AttemptPtr& attempt, const LookupRows& rows);
  void on_failure(const AttemptPtr& attempt, const Error& error);
  void give_up(const AttemptPtr& attempt, const Error& error);
  void retry_later(const AttemptPtr& attempt);
  std::int64_t backoff_millis(int failures);
  void warn(const Error& error, std::string_view consequence);

  const physical::LookupJoin& join_;
  const LookupOptions& options_;
  const Clock& clock_;
  const std::string log_prefix_;
  Mailbox& mailbox_;
  Handlers handlers_;
  std::unique_ptr<LookupReader> reader_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::deque<AttemptPtr> waiting_;   // for capacity
  std::vector<AttemptPtr> delayed_;  // for their time
  int in_flight_ = 0;
  std::optional<std::int64_t> down_until_millis_;  // Null and Stale: no questions before
  int trials_ = 0;
  std::int64_t warned_millis_ = INT64_MIN / 2;
  std::minstd_rand random_;
  Counter &questions_, &keys_, &failures_, &retries_, &given_up_;
  Gauge& down_;
  Histogram& latency_;
};

}  // namespace streamsql
