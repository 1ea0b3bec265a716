#include "connectors/kafka/consumer.h"

#include <algorithm>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "connectors/kafka/partition_list.h"

namespace streamsql::kafka {
namespace {

constexpr std::size_t kRunLength = 1000;
constexpr std::size_t kFetchedAhead = 8;  // librdkafka's thread has written the messages
constexpr int kLastCommitMs = 5000;
constexpr int kWakes = 40, kWakesPerLook = 4;
constexpr std::chrono::milliseconds kWakeInterval{5};

// Waiting does not cure these.
bool is_lasting(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR__FATAL: return true;
    default: return false;
  }
}

std::uint64_t limit_of(const ClientConfig& config, std::string_view limit) {
  for (const auto& [name, value] : config.defaults) {
    if (name == limit) return std::stoull(value);
  }
  return 4 * kRunLength;
}

}  // namespace

Consumer::Consumer(ClientConfig config)
    : buffer_(kRunLength),
      queued_messages_(limit_of(config, kQueuedMessages)),
      queued_bytes_(limit_of(config, kQueuedKilobytes) * 1024) {
  client_ = std::make_shared<Client>(std::move(config));
  queue_.reset(rd_kafka_queue_get_consumer(client_->handle()));
  commit_queue_.reset(rd_kafka_queue_new(client_->handle()));
}

Consumer::~Consumer() {
  if (commits_in_flight_ > 0) serve_commits(kLastCommitMs);
}

// The whole assignment is made anew, which drops what is queued and fetches it again: partitions
// are added rarely, and incremental assignment belongs to group rebalancing.
void Consumer::add(std::span<const PartitionSplit> splits) {
  for (const auto& split : splits) {
    partitions_.push_back(split);
    fetching_.push_back({split.next, split.is_done()});
  }
  last_topic_ = nullptr;
  for (const auto& split : splits) topics_.insert(split.where.topic);
  look_at_topics();
  assign();
}

// Partitions whose leaders the handle does not know would wait a second for its next look.
void Consumer::look_at_topics() {
  constexpr std::chrono::milliseconds kTimeout{200};
  for (const auto& topic : topics_) {
    try {
      client_->describe_topic(topic, kTimeout);
    } catch (const Error& error) {
      spdlog::debug("kafka: {}", error.message());  // fetching will tell, and goes on trying
    }
  }
}

void Consumer::assign() {
  PartitionList list(partitions_.size());
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    const auto& each = fetching_[i];
    if (!each.ended && !each.parked) list.add(partitions_[i].where, each.next);
  }
  const auto failed = rd_kafka_assign(client_->handle(), list.get());
  if (failed) throw client_error(failed, "Cannot assign partitions");
  wakes_left_ = kWakes;
}

bool Consumer::all_done() const {
  const auto has_ended = [](const auto& partition) { return partition.ended; };
  return runs_.empty() && std::all_of(fetching_.begin(), fetching_.end(), has_ended);
}

bool Consumer::is_done(std::size_t partition) const {
  const auto is_of = [=](const Run& run) { return run.partition == partition; };
  return fetching_[partition].ended && std::none_of(runs_.begin(), runs_.end(), is_of);
}

std::optional<Consumer::Run> Consumer::poll(std::chrono::milliseconds timeout) {
  rd_kafka_poll(client_->handle(), 0);  // reports of errors; messages have their own queue
  if (commits_in_flight_ > 0) serve_commits(0);
  auto next = next_run();
  if (next == runs_.end()) {
    fetch_parked();
    sort_into_runs(fetch(timeout));
    next = next_run();
  }
  if (next == runs_.end()) return std::nullopt;
  auto run = std::move(*next);
  runs_.erase(next);
  partitions_[run.partition].next = run.messages->messages().back()->offset + 1;
  return run;
}

// The batch call waits for a whole batch: wait for one message, then take what else is there.
std::size_t Consumer::fetch(std::chrono::milliseconds timeout) {
  const auto first = wait_for_first(timeout);
  if (first <= 0) return 0;
  const auto more =
      rd_kafka_consume_batch_queue(queue_.get(), 0, buffer_.data() + 1, kRunLength - 1);
  return static_cast<std::size_t>(first + std::max<ssize_t>(more, 0));
}

// A broker thread of librdkafka 2.0 that sleeps when a partition is assigned may go on sleeping for
// a second: it is woken a few times until the first message has come.
ssize_t Consumer::wait_for_first(std::chrono::milliseconds timeout) {
  const auto wait = [&](std::chrono::milliseconds time) {
    return rd_kafka_consume_batch_queue(queue_.get(), static_cast<int>(time.count()),
                                        buffer_.data(), 1);
  };
  while (wakes_left_ > 0 && timeout > kWakeInterval && !woken_.exchange(false)) {
    if (--wakes_left_ % kWakesPerLook == 0) look_at_topics();
    client_->wake_threads();
    const auto count = wait(kWakeInterval);
    if (count != 0) return count;
    timeout -= kWakeInterval;
  }
  const auto count = wait(woken_.exchange(false) ? std::chrono::milliseconds(0) : timeout);
  woken_ = false;
  return count;
}

// librdkafka 2.0 stops fetching at its queue limits and looks again only after a second, unless
// something wakes its threads.
void Consumer::keep_fetching() {
  if (taken_messages_ < queued_messages_ / 4 && taken_bytes_ < queued_bytes_ / 4) return;
  taken_messages_ = taken_bytes_ = 0;
  client_->wake_threads();
}

// Every message is taken or freed before anything is thrown: a handle does not end before its
// messages.
void Consumer::sort_into_runs(std::size_t count) {
  std::optional<Error> failure;
  for (std::size_t i = 0; i < count; ++i) {
    if (i + kFetchedAhead < count) __builtin_prefetch(buffer_[i + kFetchedAhead]);
    if (!buffer_[i]->err) {
      take(buffer_[i]);
      continue;
    }
    auto error = handle_event(*buffer_[i]);
    if (!failure) failure = std::move(error);
    rd_kafka_message_destroy(buffer_[i]);
  }
  if (failure) throw Error(*failure);
  keep_fetching();
  if (newly_ended_) stop_fetching_ended();
  if (holds_much()) park_held();
}

// ---- partitions that are held

void Consumer::hold(const std::vector<std::size_t>& partitions) {
  for (auto& each : fetching_) each.held = false;
  for (const auto partition : partitions) fetching_[partition].held = true;
}

std::deque<Consumer::Run>::iterator Consumer::next_run() {
  return std::find_if(runs_.begin(), runs_.end(),
                      [this](const Run& run) { return !fetching_[run.partition].held; });
}

// More than is queued of one partition: between inputs that wait for each other in turn nothing is
// parked, which would fetch much of it twice. What is parked already need not be parked again.
bool Consumer::holds_much() const {
  std::uint64_t messages = 0, bytes = 0;
  for (const auto& run : runs_) {
    if (!fetching_[run.partition].held || fetching_[run.partition].parked) continue;
    messages += run.messages->messages().size();
    bytes += run.bytes;
  }
  return messages >= 2 * queued_messages_ || bytes >= queued_bytes_ / 2;
}

// Pausing will not do: librdkafka 2.0 may skip messages when a partition goes on that was paused
// between batches (its release notes of 2.1.0). An assignment says where each goes on.
void Consumer::park_held() {
  for (auto& each : fetching_) each.parked = each.held;
  assign();
}

// Those that were let go, once what was kept of them has been taken: held again before that, as
// happens between inputs that are close to each other, they cost nothing.
void Consumer::fetch_parked() {
  bool any = false;
  for (auto& each : fetching_) {
    any = any || (each.parked && !each.held);
    each.parked = each.parked && each.held;
  }
  if (any) assign();
}

// What would still come of them is thrown away, so nothing is lost by pausing.
void Consumer::stop_fetching_ended() {
  newly_ended_ = false;
  PartitionList list(partitions_.size());
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    if (fetching_[i].ended) list.add(partitions_[i].where, 0);
  }
  rd_kafka_pause_partitions(client_->handle(), list.get());
}

void Consumer::end(std::size_t partition) {
  newly_ended_ = newly_ended_ || !fetching_[partition].ended;
  fetching_[partition].ended = true;
}

void Consumer::take(rd_kafka_message_t* message) {
  ++taken_messages_;
  taken_bytes_ += message->len + message->key_len;
  const auto partition = partition_of(*message);
  const auto& stop = partitions_[partition].stop;
  if (stop && message->offset >= *stop) end(partition);
  auto& fetching = fetching_[partition];
  const bool repeated = message->offset < fetching.next;
  if (repeated) ++counts_.repeated;
  if (fetching.ended || repeated) {
    rd_kafka_message_destroy(message);
    return;
  }
  fetching.next = message->offset + 1;
  auto& run = last_run_of(partition);
  run.bytes += message->len + message->key_len;
  run.messages->add(message);
  if (stop && message->offset + 1 >= *stop) end(partition);
}

Consumer::Run& Consumer::last_run_of(std::size_t partition) {
  const auto run = std::find_if(runs_.rbegin(), runs_.rend(),
                                [=](const Run& each) { return each.partition == partition; });
  if (run != runs_.rend() && run->messages->messages().size() < kRunLength) return *run;
  runs_.push_back({partition, std::make_shared<ConsumedRun>(client_)});
  runs_.back().messages->reserve(kRunLength);
  return runs_.back();
}

std::size_t Consumer::partition_of(const rd_kafka_message_t& message) {
  const auto matches = [&](const PartitionSplit& split) {
    return split.where.partition == message.partition &&
           split.where.topic == rd_kafka_topic_name(message.rkt);
  };
  const bool same = message.rkt == last_topic_ &&
                    partitions_[last_partition_].where.partition == message.partition;
  if (same) return last_partition_;
  const auto found = std::find_if(partitions_.begin(), partitions_.end(), matches);
  last_topic_ = message.rkt;
  last_partition_ = static_cast<std::size_t>(found - partitions_.begin());
  return last_partition_;
}

std::optional<Error> Consumer::handle_event(const rd_kafka_message_t& event) {
  if (event.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    const auto partition = partition_of(event);
    const auto& stop = partitions_[partition].stop;
    // Behind the last message there may be transaction markers only, which nobody delivers.
    if (stop && event.offset >= *stop) end(partition);
    return std::nullopt;
  }
  ++counts_.errors;
  if (!is_lasting(event.err)) return std::nullopt;
  const auto where = event.rkt ? fmt::format("Cannot read topic '{}', partition {}",
                                             rd_kafka_topic_name(event.rkt), event.partition)
                               : fmt::format("Cannot read from Kafka at '{}'", client_->servers());
  return client_error(event.err, where, rd_kafka_message_errstr(&event));
}

void Consumer::wake_up() {
  woken_ = true;
  rd_kafka_queue_yield(queue_.get());
}

std::optional<std::int64_t> Consumer::lag(std::size_t partition) const {
  const auto& split = partitions_[partition];
  std::int64_t low = 0, high = 0;
  const auto failed = rd_kafka_get_watermark_offsets(client_->handle(), split.where.topic.c_str(),
                                                     split.where.partition, &low, &high);
  if (failed || high < 0) return std::nullopt;
  return std::max<std::int64_t>(high - split.next, 0);
}

// ---- commits

void Consumer::commit(std::span<const PartitionSplit> positions) {
  if (positions.empty()) return;
  PartitionList list(positions.size());
  for (const auto& position : positions) list.add(position.where, position.next);
  const auto failed =
      rd_kafka_commit_queue(client_->handle(), list.get(), commit_queue_.get(), on_commit, this);
  if (!failed) ++commits_in_flight_;
}

void Consumer::on_commit(rd_kafka_t*, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t*,
                         void* self) {
  auto& consumer = *static_cast<Consumer*>(self);
  --consumer.commits_in_flight_;
  if (!error || error == RD_KAFKA_RESP_ERR__NO_OFFSET) {
    ++consumer.counts_.commits;
    return;
  }
  // The offsets are a courtesy to other readers of the group: the job does not depend on them.
  if (consumer.counts_.failed_commits++ == 0) {
    spdlog::warn("kafka {}: offsets were not committed: {}", consumer.client_->servers(),
                 rd_kafka_err2str(error));
  }
}

void Consumer::serve_commits(int timeout_ms) {
  constexpr int kSliceMs = 100;
  int left = timeout_ms;
  do {
    rd_kafka_queue_poll_callback(commit_queue_.get(), std::min(left, kSliceMs));
    left -= kSliceMs;
  } while (left > 0 && commits_in_flight_ > 0);
}

}  // namespace streamsql::kafka
