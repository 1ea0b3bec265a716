#include "connectors/jdbc/lookup_reader.h"

#include <condition_variable>
#include <deque>
#include <fmt/format.h>
#include <thread>
#include <vector>

namespace streamsql::jdbc {
namespace {

// So that a thread finds its next question when it has answered one.
constexpr int kQuestionsPerConnection = 2;

class PooledLookupReader final : public LookupReader {
 public:
  PooledLookupReader(std::shared_ptr<const LookupPlan> plan, const ConnectorContext& context)
      : plan_(std::move(plan)), connections_(context.metrics.gauge("lookup_connections")) {
    auto first = std::make_unique<LookupSession>(*plan_);
    first->open();
    sessions_.push_back(std::move(first));
    start_thread(*sessions_.back());
  }

  ~PooledLookupReader() override {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
      for (const auto& session : sessions_) session->interrupt();
    }
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
    for (auto& question : questions_) {
      question.failed(Error(ErrorCode::ExternalSystemUnavailable, "The lookup was closed"));
    }
  }

  void lookup(Batch keys, std::function<void(LookupRows)> done,
              std::function<void(Error)> failed) override {
    {
      const std::lock_guard lock(mutex_);
      questions_.push_back({std::move(keys), std::move(done), std::move(failed)});
      // A trickle needs one connection: others are made when questions wait.
      if (idle_ < static_cast<int>(questions_.size()) && has_spare_connection()) add_session();
    }
    wake_.notify_one();
  }

  int capacity() const override {
    return plan_->settings.lookup.async
               ? plan_->settings.lookup_connections * kQuestionsPerConnection
               : 1;
  }
  std::size_t keys_per_question() const override { return plan_->settings.keys_per_query; }

 private:
  struct Question {
    Batch keys;
    std::function<void(LookupRows)> done;
    std::function<void(Error)> failed;
  };

  bool has_spare_connection() const {
    return static_cast<int>(sessions_.size()) < plan_->settings.lookup_connections;
  }

  void add_session() {
    sessions_.push_back(std::make_unique<LookupSession>(*plan_));
    start_thread(*sessions_.back());
  }

  void start_thread(LookupSession& session) {
    threads_.emplace_back([this, &session] { serve(session); });
    connections_.set(static_cast<std::int64_t>(threads_.size()));
  }

  void serve(LookupSession& session) {
    while (auto question = next()) answer(session, *question);
  }

  std::optional<Question> next() {
    std::unique_lock lock(mutex_);
    ++idle_;
    wake_.wait(lock, [this] { return closing_ || !questions_.empty(); });
    --idle_;
    if (closing_) return std::nullopt;
    auto question = std::move(questions_.front());
    questions_.pop_front();
    return question;
  }

  // Nothing may leave a thread: whatever goes wrong is the question's answer.
  static void answer(LookupSession& session, const Question& question) {
    std::optional<LookupRows> rows;
    try {
      rows = session.ask(question.keys);
    } catch (const Error& error) {
      return question.failed(error);
    } catch (const std::exception& error) {
      return question.failed(
          Error(ErrorCode::Internal, fmt::format("A lookup failed: {}", error.what())));
    }
    question.done(std::move(*rows));
  }

  const std::shared_ptr<const LookupPlan> plan_;
  Gauge& connections_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Question> questions_;
  int idle_ = 0;
  bool closing_ = false;
  std::vector<std::unique_ptr<LookupSession>> sessions_;
  std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<LookupReader> make_lookup_reader(std::shared_ptr<const LookupPlan> plan,
                                                 const ConnectorContext& context) {
  return std::make_unique<PooledLookupReader>(std::move(plan), context);
}

}  // namespace streamsql::jdbc
