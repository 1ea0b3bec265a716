// Consumer: messages of assigned partitions, run by run; all of librdkafka's consumer that we use.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "connectors/kafka/message_run.h"
#include "connectors/kafka/partition_split.h"

namespace streamsql::kafka {

// What librdkafka may keep fetched, over all partitions.
inline constexpr std::string_view kQueuedMessages = "queued.min.messages";
inline constexpr std::string_view kQueuedKilobytes = "queued.max.messages.kbytes";

// One thread, but for wake_up().
class Consumer {
 public:
  struct Run {
    std::size_t partition;  // index into partitions()
    ConsumedRunPtr messages;
    std::uint64_t bytes = 0;
  };
  struct Counts {
    std::uint64_t errors = 0, commits = 0, failed_commits = 0;
    std::uint64_t repeated = 0;  // messages below the expected offset, left out
  };

  explicit Consumer(ClientConfig config);
  ~Consumer();  // waits for commits in flight, for a few seconds

  void add(std::span<const PartitionSplit> splits);
  // Messages of one partition that are there, at most 1000; waits up to `timeout` for the first.
  // Nothing: none yet, or woken up, or all partitions have ended. Throws for errors that waiting
  // does not cure: a topic or right that is gone, an offset that no longer exists.
  std::optional<Run> poll(std::chrono::milliseconds timeout);
  void wake_up();  // any thread
  // No runs of these partitions until the next call. What comes of them meanwhile is kept; when
  // that is much, they are no longer fetched until it has been taken.
  void hold(const std::vector<std::size_t>& partitions);

  // `next` is behind the last message of the runs that were taken.
  const std::vector<PartitionSplit>& partitions() const { return partitions_; }
  bool all_done() const;
  bool is_done(std::size_t partition) const;  // ended, and all its runs were taken
  // Messages known to be in the partition behind `next`; nothing before the first fetch.
  std::optional<std::int64_t> lag(std::size_t partition) const;
  void commit(std::span<const PartitionSplit> positions);  // asynchronous
  Counts counts() const { return counts_; }
  const ClientPtr& client() const { return client_; }

 private:
  struct QueueDeleter {
    void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
  };
  using Queue = std::unique_ptr<rd_kafka_queue_t, QueueDeleter>;

  // Of one partition.
  struct Fetching {
    std::int64_t next;    // behind the last message in runs_
    bool ended;           // its stop offset has been passed
    bool held = false;    // its runs wait
    bool parked = false;  // not assigned, because so much of it waits
  };

  void look_at_topics();
  void assign();
  std::deque<Run>::iterator next_run();
  Run& last_run_of(std::size_t partition);
  bool holds_much() const;
  void park_held();
  void fetch_parked();
  std::size_t fetch(std::chrono::milliseconds timeout);
  ssize_t wait_for_first(std::chrono::milliseconds timeout);
  void keep_fetching();
  void sort_into_runs(std::size_t count);
  void end(std::size_t partition);
  void stop_fetching_ended();
  void take(rd_kafka_message_t* message);
  std::optional<Error> handle_event(const rd_kafka_message_t& event);
  std::size_t partition_of(const rd_kafka_message_t& message);
  void serve_commits(int timeout_ms);
  static void on_commit(rd_kafka_t*, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t*,
                        void* self);

  ClientPtr client_;
  Queue queue_, commit_queue_;
  std::vector<PartitionSplit> partitions_;
  std::set<std::string> topics_;
  std::vector<Fetching> fetching_;  // per partition
  std::vector<rd_kafka_message_t*> buffer_;
  std::deque<Run> runs_;
  const void* last_topic_ = nullptr;
  std::size_t last_partition_ = 0;
  bool newly_ended_ = false;
  int wakes_left_ = 0;
  std::atomic<bool> woken_ = false;
  std::uint64_t queued_messages_, queued_bytes_;  // what librdkafka keeps fetched
  std::uint64_t taken_messages_ = 0, taken_bytes_ = 0;
  int commits_in_flight_ = 0;
  Counts counts_;
};

}  // namespace streamsql::kafka
