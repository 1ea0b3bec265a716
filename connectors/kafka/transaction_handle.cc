#include "connectors/kafka/transaction_handle.h"

#include <algorithm>
#include <fmt/format.h>
#include <future>
#include <spdlog/spdlog.h>
#include <thread>

#include "engine/base/clock.h"
#include "engine/base/fail_point.h"

namespace streamsql::kafka {
namespace {

using Millis = std::chrono::milliseconds;

constexpr std::size_t kSendLength = 1000;
constexpr std::size_t kRecycledBytes = 4u << 20;  // larger runs give their memory back
constexpr std::int64_t kSlowFlushMs = 5000;
constexpr int kPollMs = 100;
constexpr int kSliceMs = static_cast<int>(Interruption::kSlice.count());

bool is_full(rd_kafka_resp_err_t code) { return code == RD_KAFKA_RESP_ERR__QUEUE_FULL; }

bool is_fenced(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR__FENCED:
    case RD_KAFKA_RESP_ERR_PRODUCER_FENCED:
    case RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH:
    case RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING:
    case RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID: return true;
    default: return false;
  }
}

bool is_refused(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT:
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED: return true;
    default: return false;
  }
}

std::string_view rights_hint(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT:
      return "lower 'properties.transaction.timeout.ms', or raise the broker's "
             "'transaction.max.timeout.ms'";
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
      return "the user needs WRITE and DESCRIBE on the transactional ids with this prefix";
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
      return "the user needs READ on the group 'streamsql.<job>.commit' and on the first sink "
             "topic";
    default: return "";
  }
}

std::string fixed_property(const ClientConfig& config, std::string_view wanted) {
  for (const auto& [name, value] : config.fixed) {
    if (name == wanted) return value;
  }
  throw Error(ErrorCode::Internal, fmt::format("a transaction needs a '{}'", wanted));
}

TransactionRun& run_of(OutgoingRun& run) { return static_cast<TransactionRun&>(run); }

}  // namespace

// ---- runs

TransactionRun& RunPool::take() {
  const std::lock_guard lock(mutex_);
  if (free_.empty()) {
    runs_.push_back(std::make_unique<TransactionRun>());
    free_.push_back(runs_.back().get());
  }
  auto& run = *free_.back();
  free_.pop_back();
  run.handle = nullptr;
  run.left = 1;
  return run;
}

void RunPool::give_back(TransactionRun& run) {
  for (auto* encoded : {&run.values, &run.keys}) {
    if (encoded->bytes.capacity() > kRecycledBytes) *encoded = EncodedRun();
    encoded->clear();
  }
  run.has_keys = false;
  const std::lock_guard lock(mutex_);
  free_.push_back(&run);
}

// ---- life

TransactionHandle::TransactionHandle(ClientConfig config, RunPool& pool,
                                     const Interruption* interruption)
    : pool_(pool),
      interruption_(interruption),
      transactional_id_(fixed_property(config, "transactional.id")),
      timeout_ms_(std::stoll(fixed_property(config, "transaction.timeout.ms"))) {
  config.role = ClientRole::Producer;
  config.on_delivery = on_delivery;
  client_ = std::make_unique<Client>(std::move(config));
}

TransactionHandle::~TransactionHandle() {
  give_up();
  if (is_stuck_) static_cast<void>(client_.release());
}

// Readers would wait for the transaction's timeout otherwise. A transaction whose end has been
// asked for is left as it is: only the marker knows what became of it.
void TransactionHandle::give_up() {
  constexpr int kAbortMs = 2000;
  const std::lock_guard lock(poll_mutex_);
  if (in_flight() > 0) {
    rd_kafka_purge(client_->handle(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  }
  if (state_ == State::Open) {
    rd_kafka_error_t* error = rd_kafka_abort_transaction(client_->handle(), kAbortMs);
    if (error) rd_kafka_error_destroy(error);
  }
  if (in_flight() > 0) rd_kafka_flush(client_->handle(), kAbortMs / 2);
}

void TransactionHandle::init(const std::vector<std::string>& topics,
                             std::chrono::milliseconds patience) {
  for (const auto& name : topics) topic(name);
  const auto deadline = system_clock().monotonic_millis() + patience.count();
  while (rd_kafka_error_t* error = rd_kafka_init_transactions(client_->handle(), kSliceMs)) {
    const bool again = rd_kafka_error_is_retriable(error) ||
                       rd_kafka_error_code(error) == RD_KAFKA_RESP_ERR__TIMED_OUT;
    auto failure =
        error_of(error, fmt::format("Cannot open transactions as '{}'", transactional_id_));
    rd_kafka_poll(client_->handle(), 0);
    const bool late = system_clock().monotonic_millis() >= deadline;
    if (!again || late) throw failure;
    check_interruption();
  }
  state_ = State::Ready;
}

void TransactionHandle::begin() {
  if (state_ != State::Ready) {
    throw Error(ErrorCode::Internal, "a transaction begins on a handle that is not ready");
  }
  if (rd_kafka_error_t* error = rd_kafka_begin_transaction(client_->handle())) {
    throw error_of(error, "Cannot begin a transaction");
  }
  state_ = State::Open;
  begun_millis_ = system_clock().monotonic_millis();
}

// ---- errors

// A broker fences the producer of a transaction that it aborts, as if another one had come.
bool TransactionHandle::has_timed_out() const {
  return system_clock().monotonic_millis() - timeout_ms_ >= begun_millis_;
}

// Takes the error.
Error TransactionHandle::error_of(rd_kafka_error_t* error, std::string_view what) const {
  const auto code = rd_kafka_error_code(error);
  const std::string detail = rd_kafka_error_string(error);
  rd_kafka_error_destroy(error);
  return error_of(code, what, detail);
}

Error TransactionHandle::error_of(rd_kafka_resp_err_t code, std::string_view what,
                                  std::string_view detail) const {
  std::string text(detail);
  char cause[512];
  if (const auto fatal = rd_kafka_fatal_error(client_->handle(), cause, sizeof cause)) {
    text = cause;
    code = fatal;
  }
  if (is_fenced(code) && has_timed_out()) {
    return Error(
               ErrorCode::ExternalSystemUnavailable,
               fmt::format("{}: the broker aborts a transaction of '{}' after {} ms, and this one "
                           "was open for longer ({})",
                           what, transactional_id_, timeout_ms_, text))
        .hint(
            "its epoch is repeated; if this is frequent, raise "
            "'properties.transaction.timeout.ms'");
  }
  if (is_fenced(code)) {
    return Error(ErrorCode::Fenced, fmt::format("{}: another process took '{}' over ({})", what,
                                                transactional_id_, text));
  }
  if (is_refused(code)) {
    return client_error(code, what, text).hint(std::string(rights_hint(code)));
  }
  const auto trouble = client_->connection_trouble();
  if (trouble) text += fmt::format("; {}", trouble->detail);
  return Error(ErrorCode::ExternalSystemUnavailable, fmt::format("{}: {}", what, text));
}

Error TransactionHandle::produce_error(rd_kafka_resp_err_t code, const ProducerTopic& topic) {
  return error_of(code, fmt::format("Cannot write to topic '{}'", topic.name),
                  rd_kafka_err2str(code));
}

void TransactionHandle::fail(Error error) {
  const std::lock_guard lock(failure_mutex_);
  if (!failure_) failure_ = std::move(error);
  has_failed_ = true;
}

void TransactionHandle::throw_failure() {
  if (!has_failed_) return;
  const std::lock_guard lock(failure_mutex_);
  throw Error(*failure_);
}

// ---- delivery reports; all of it under poll_mutex_

void TransactionHandle::on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  auto& run = run_of(*static_cast<OutgoingRun*>(message->_private));
  run.handle->count(run, *message);
}

void TransactionHandle::count(TransactionRun& run, const rd_kafka_message_t& message) {
  if (message.err) refuse(message);
  const bool same =
      streak_.run == &run && streak_.topic == message.rkt && streak_.partition == message.partition;
  if (!same) {
    settle();
    streak_ = {&run, message.rkt, message.partition, -1, 0};
  }
  ++streak_.count;
  if (!message.err) streak_.offset = std::max(streak_.offset, message.offset);
}

void TransactionHandle::settle() {
  if (!streak_.run) return;
  if (streak_.offset >= 0) {
    const std::lock_guard lock(topics_mutex_);
    for (auto& topic : topics_) {
      if (topic.handle != streak_.topic) continue;
      auto& last = topic.last[static_cast<std::size_t>(streak_.partition)];
      last = std::max(last, streak_.offset);
    }
  }
  acknowledged_ += streak_.count;
  auto& run = *streak_.run;
  const auto messages = streak_.count;
  streak_ = {};
  release(run, messages);
}

void TransactionHandle::release(TransactionRun& run, std::uint32_t messages) {
  if (run.left.fetch_sub(messages) == messages) pool_.give_back(run);
}

void TransactionHandle::refuse(const rd_kafka_message_t& message) {
  const bool purged = message.err == RD_KAFKA_RESP_ERR__PURGE_QUEUE ||
                      message.err == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT;
  if (purged && state_ != State::Open) return;
  const auto what = fmt::format("Cannot write to topic '{}', partition {}",
                                rd_kafka_topic_name(message.rkt), message.partition);
  fail(error_of(message.err, what, rd_kafka_err2str(message.err)));
}

void TransactionHandle::poll_locked(int timeout_ms) {
  rd_kafka_poll(client_->handle(), timeout_ms);
  settle();
}

void TransactionHandle::poll() {
  if (std::unique_lock lock(poll_mutex_, std::try_to_lock); lock) poll_locked(0);
  throw_failure();
}

// As Producer::push_out.
void TransactionHandle::push_out() {
  constexpr int kWaitMs = 1;
  if (std::unique_lock lock(poll_mutex_, std::try_to_lock); lock) {
    if (lingers_.exchange(false) && in_flight() > 0) rd_kafka_flush(client_->handle(), kWaitMs);
    poll_locked(0);
  }
  throw_failure();
}

// ---- sending

TransactionHandle::Topic* TransactionHandle::find_topic(const std::string& name) {
  const std::lock_guard lock(topics_mutex_);
  const auto found = std::find_if(topics_.begin(), topics_.end(),
                                  [&](const auto& topic) { return topic.name == name; });
  return found == topics_.end() ? nullptr : &*found;
}

// Asking polls the handle, so it is one of those that serve reports.
ProducerTopic& TransactionHandle::topic(const std::string& name) {
  if (auto* known = find_topic(name)) return *known;
  const std::lock_guard polling(poll_mutex_);
  if (auto* known = find_topic(name)) return *known;
  const auto described = client_->describe_topic(name, kStartTimeout);
  settle();
  const std::lock_guard lock(topics_mutex_);
  auto& added = topics_.emplace_back();
  added.name = name;
  added.handle = client_->topic_handle(name);
  added.partitions = static_cast<std::int32_t>(described.partitions.size());
  added.last.assign(described.partitions.size(), -1);
  return added;
}

std::vector<std::string> TransactionHandle::topic_names() {
  const std::lock_guard lock(topics_mutex_);
  std::vector<std::string> out;
  for (const auto& topic : topics_) out.push_back(topic.name);
  return out;
}

// Before the messages are with librdkafka: their reports may come at once, on another thread.
void TransactionHandle::account(TransactionRun& run, std::size_t messages) {
  run.handle = this;
  run.left += static_cast<std::uint32_t>(messages);
  produced_ += messages;
  lingers_ = true;
}

void TransactionHandle::send(OutgoingRun& outgoing, const ProducerTopic& topic,
                             std::int32_t partition, std::span<const std::uint32_t> messages) {
  throw_failure();
  auto& run = run_of(outgoing);
  while (!messages.empty()) {
    const auto chunk = messages.first(std::min(messages.size(), kSendLength));
    messages = messages.subspan(chunk.size());
    run.messages.resize(chunk.size());
    for (std::size_t i = 0; i < chunk.size(); ++i) fill_message(run, chunk[i], run.messages[i]);
    account(run, chunk.size());
    produce(run, topic, partition);
    fail_point("mid_produce");
  }
}

void TransactionHandle::produce(TransactionRun& run, const ProducerTopic& topic,
                                std::int32_t partition) {
  auto begin = run.messages.begin();
  while (true) {
    const auto left = static_cast<int>(run.messages.end() - begin);
    rd_kafka_produce_batch(topic.handle, partition, 0, &*begin, left);
    // Refused messages stay behind, in order: all of them once the queue is full.
    begin = std::stable_partition(begin, run.messages.end(), [](const auto& m) { return !m.err; });
    if (begin == run.messages.end()) return;
    if (!is_full(begin->err)) throw produce_error(begin->err, topic);
    wait_for_room();
  }
}

void TransactionHandle::send(OutgoingRun& outgoing, const OutgoingRecord& record) {
  throw_failure();
  auto& run = run_of(outgoing);
  account(run, 1);
  while (const auto code = produce_record(client_->handle(), run, record)) {
    if (!is_full(code)) throw produce_error(code, *record.topic);
    wait_for_room();
  }
  fail_point("mid_produce");
}

void TransactionHandle::wait_for_room() {
  {
    const std::lock_guard lock(poll_mutex_);
    poll_locked(kPollMs);
  }
  throw_failure();
  check_interruption();
}

void TransactionHandle::end(TransactionRun& run) { release(run, 1); }

// ---- the end of the epoch

Witnesses TransactionHandle::flush() {
  const auto start = system_clock().monotonic_millis();
  while (in_flight() > 0) {
    {
      const std::lock_guard lock(poll_mutex_);
      rd_kafka_flush(client_->handle(), kPollMs);
      poll_locked(0);
    }
    throw_failure();
    check_interruption();
  }
  throw_failure();
  const auto took = system_clock().monotonic_millis() - start;
  if (took > kSlowFlushMs) spdlog::warn("kafka {}: a flush took {} ms", client_->servers(), took);
  client_->connection().recovered();
  Witnesses out;
  const std::lock_guard lock(topics_mutex_);
  for (const auto& topic : topics_) {
    for (std::int32_t p = 0; p < topic.partitions; ++p) {
      const auto last = topic.last[static_cast<std::size_t>(p)];
      if (last >= 0) out[{topic.name, p}] = last;
    }
  }
  return out;
}

void TransactionHandle::send_marker(const MarkerPlace& place, std::uint64_t epoch,
                                    const std::string& metadata) {
  // A transaction whose offset is negative never reaches the broker and "commits".
  const auto offset = static_cast<std::int64_t>(epoch);
  if (state_ != State::Open || offset < 0) {
    throw Error(ErrorCode::Internal, "a marker needs an open transaction and an epoch");
  }
  PartitionList offsets(1);
  offsets.add(place.carrier, offset);
  auto& entry = offsets.get()->elems[0];
  entry.metadata = ::strdup(metadata.c_str());  // freed with the list
  entry.metadata_size = metadata.size();
  const auto list = std::make_shared<PartitionList>(std::move(offsets));
  while (rd_kafka_error_t* error = send_offsets(list, place.group)) {
    wait_again(error, "Cannot write the marker of a checkpoint");
  }
}

// librdkafka may wait for ever here, whatever its timeout, when the group's coordinator was away
// for a moment (its issue 5456). Such a call is left alone with its client, for good; recovery
// fences the transaction.
rd_kafka_error_t* TransactionHandle::send_offsets(const std::shared_ptr<PartitionList>& offsets,
                                                  const std::string& group) {
  constexpr std::chrono::seconds kPatience{30};
  std::packaged_task<rd_kafka_error_t*()> call([offsets, group, rk = client_->handle()] {
    fail_point("in_send");
    auto* metadata = rd_kafka_consumer_group_metadata_new(group.c_str());
    auto* error = rd_kafka_send_offsets_to_transaction(rk, offsets->get(), metadata, -1);
    rd_kafka_consumer_group_metadata_destroy(metadata);
    return error;
  });
  auto result = call.get_future();
  std::thread(std::move(call)).detach();
  for (Millis waited{0}; waited < kPatience; waited += Interruption::kSlice) {
    if (result.wait_for(Interruption::kSlice) == std::future_status::ready) return result.get();
    if (interruption_ && interruption_->requested()) break;
  }
  is_stuck_ = true;
  state_ = State::Ending;
  check_interruption();
  throw Error(ErrorCode::ExternalSystemUnavailable,
              fmt::format("Cannot write the marker of a checkpoint: no answer in {} s from the "
                          "coordinator of group '{}'",
                          kPatience.count(), group));
}

// Abortable errors are not tried again on this handle either: recovery asks the marker.
void TransactionHandle::commit() {
  state_ = State::Ending;
  const std::lock_guard lock(poll_mutex_);
  while (rd_kafka_error_t* error = rd_kafka_commit_transaction(client_->handle(), kSliceMs)) {
    wait_again(error, "Cannot commit a transaction");
  }
  state_ = State::Committed;
}

// Takes the error: throws it unless the same call may go on.
void TransactionHandle::wait_again(rd_kafka_error_t* error, std::string_view what) const {
  const bool slice_is_over = rd_kafka_error_code(error) == RD_KAFKA_RESP_ERR__TIMED_OUT;
  const bool again = rd_kafka_error_is_retriable(error);
  auto failure = error_of(error, what);
  if (!again) throw failure;
  if (!slice_is_over) spdlog::warn("{}; trying again", failure.message());
  check_interruption();
}

}  // namespace streamsql::kafka
