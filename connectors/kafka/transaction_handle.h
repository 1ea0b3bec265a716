// TransactionHandle: one librdkafka producer with a transactional id, good for the transaction of
// one epoch.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "connectors/kafka/outgoing_run.h"
#include "connectors/kafka/partition_list.h"
#include "connectors/kafka/partition_split.h"
#include "engine/base/interruption.h"

namespace streamsql::kafka {

class TransactionHandle;

// A run of a transaction: its messages are released on whichever thread polls.
struct TransactionRun : OutgoingRun {
  std::atomic<std::uint32_t> left{0};  // messages without report, plus one while they are added
  TransactionHandle* handle = nullptr;
  std::vector<rd_kafka_message_t> messages;  // scratch of send()
};

// Empty runs, used again and again. Any thread. Outlives the handles.
class RunPool {
 public:
  TransactionRun& take();
  void give_back(TransactionRun& run);

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<TransactionRun>> runs_;
  std::vector<TransactionRun*> free_;
};

// Where the marker of an epoch goes.
struct MarkerPlace {
  std::string group;
  TopicPartition carrier;
};

// The end of what was acknowledged per partition: the witnesses of the epoch.
using Witnesses = std::map<TopicPartition, std::int64_t>;

// init, begin, commit and renewal are the checkpoint thread's; topic, send, poll and push_out any
// thread's between begin() and flush(). Throws Error(Fenced) when another process took the id over
// or the broker gave the transaction up, Error(ExternalSystemUnavailable) for the rest that a
// recovery cures. After any error the handle is good for nothing but its destruction.
class TransactionHandle : public RunSender {
 public:
  // `interruption`: of the job; may be null.
  TransactionHandle(ClientConfig config, RunPool& pool, const Interruption* interruption);
  ~TransactionHandle() override;  // gives an open transaction up

  // S0: topics known, older processes fenced.
  void init(const std::vector<std::string>& topics, std::chrono::milliseconds patience);
  bool is_ready() const { return state_ == State::Ready; }
  bool is_open() const { return state_ == State::Open; }

  void begin();
  ProducerTopic& topic(const std::string& name) override;
  void send(OutgoingRun& run, const ProducerTopic& topic, std::int32_t partition,
            std::span<const std::uint32_t> messages) override;
  void send(OutgoingRun& run, const OutgoingRecord& record) override;
  void end(TransactionRun& run);  // nothing more is sent from it
  void poll();                    // does not wait; leaves it to another thread that polls already
  void push_out();                // sends what lingers
  std::uint64_t in_flight() const { return produced_ - acknowledged_; }
  const Client& client() const { return *client_; }
  std::vector<std::string> topic_names();

  Witnesses flush();  // waits for every report
  void send_marker(const MarkerPlace& place, std::uint64_t epoch, const std::string& metadata);
  void commit();

 private:
  enum class State : std::uint8_t { New, Ready, Open, Ending, Committed };
  struct Topic : ProducerTopic {
    std::vector<std::int64_t> last;  // acknowledged per partition; -1: none
  };
  // Reports come in streaks of one run and partition; they are counted as one.
  struct Streak {
    TransactionRun* run = nullptr;
    rd_kafka_topic_t* topic = nullptr;
    std::int32_t partition = 0;
    std::int64_t offset = -1;
    std::uint32_t count = 0;
  };

  static void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void*);
  void count(TransactionRun& run, const rd_kafka_message_t& message);
  void settle();
  Topic* find_topic(const std::string& name);
  void release(TransactionRun& run, std::uint32_t messages);
  void refuse(const rd_kafka_message_t& message);
  void fail(Error error);
  void throw_failure();
  void poll_locked(int timeout_ms);
  void wait_for_room();
  void account(TransactionRun& run, std::size_t messages);
  void produce(TransactionRun& run, const ProducerTopic& topic, std::int32_t partition);
  Error produce_error(rd_kafka_resp_err_t code, const ProducerTopic& topic);
  Error error_of(rd_kafka_error_t* error, std::string_view what) const;
  Error error_of(rd_kafka_resp_err_t code, std::string_view what, std::string_view detail) const;
  bool has_timed_out() const;
  rd_kafka_error_t* send_offsets(const std::shared_ptr<PartitionList>& offsets,
                                 const std::string& group);
  void give_up();
  void wait_again(rd_kafka_error_t* error, std::string_view what) const;
  // Between two slices of a wait: throws JobCancelled.
  void check_interruption() const {
    if (interruption_) interruption_->check();
  }

  RunPool& pool_;
  const Interruption* const interruption_;
  std::string transactional_id_;
  const std::int64_t timeout_ms_;  // of a transaction, which the broker then aborts
  std::atomic<std::int64_t> begun_millis_{INT64_MAX};
  std::unique_ptr<Client> client_;
  State state_ = State::New;
  bool is_stuck_ = false;  // a call of librdkafka has not come back: it keeps the client
  std::mutex topics_mutex_;
  std::deque<Topic> topics_;  // stable addresses
  std::mutex poll_mutex_;     // whoever serves reports holds it
  Streak streak_;
  std::atomic<std::uint64_t> produced_{0}, acknowledged_{0};
  std::atomic<bool> lingers_{false}, has_failed_{false};
  std::mutex failure_mutex_;
  std::optional<Error> failure_;
};

}  // namespace streamsql::kafka
