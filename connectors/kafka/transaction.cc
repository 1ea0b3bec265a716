#include "connectors/kafka/transaction.h"

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <thread>

#include "connectors/kafka/witness.h"
#include "engine/base/clock.h"
#include "engine/base/fail_point.h"

namespace streamsql::kafka {
namespace {

using Millis = std::chrono::milliseconds;

void assert_rule(bool holds, std::string_view rule, CheckpointId id) {
  if (holds) return;
  throw Error(ErrorCode::Internal, fmt::format("epoch {}: {}", id, rule));
}

}  // namespace

KafkaTransaction::Settings::Settings(TransactionSettings settings)
    : TransactionSettings(std::move(settings)) {
  producer_servers = producer.properties.values["bootstrap.servers"];
}

KafkaTransaction::KafkaTransaction(TransactionSettings settings) : settings_(std::move(settings)) {}

KafkaTransaction::~KafkaTransaction() = default;

std::string KafkaTransaction::identity() const {
  return fmt::format("kafka {} {}", settings_.marker.carrier.topic, settings_.prefix);
}

// ---- recovery

void KafkaTransaction::open_handle(std::size_t index) {
  auto config = settings_.producer;
  config.fixed.emplace_back("transactional.id", fmt::format("{}-{}", settings_.prefix, index));
  auto made = std::make_unique<TransactionHandle>(std::move(config), runs_, settings_.interruption);
  made->init(settings_.topics, settings_.patience);
  handles_[index] = std::move(made);
}

// A cluster that is away is waited for: it comes back, and the job with it.
void KafkaTransaction::open_handle_patiently(std::size_t index) {
  const auto deadline = system_clock().monotonic_millis() + settings_.patience.count();
  while (true) {
    try {
      return open_handle(index);
    } catch (const Error& error) {
      const bool wait = error.code() == ErrorCode::ExternalSystemUnavailable &&
                        system_clock().monotonic_millis() < deadline;
      if (!wait) throw;
      spdlog::warn("{}; trying again", error.message());
      if (settings_.interruption) settings_.interruption->check();
    }
  }
}

// In parallel: an id with an open transaction costs half a second.
void KafkaTransaction::fence() {
  std::array<std::exception_ptr, 2> failures;
  const auto fence_one = [&](std::size_t index) {
    try {
      open_handle_patiently(index);
      fail_point(index == 0 ? "r_fence0" : "r_fence1");
    } catch (...) {
      failures[index] = std::current_exception();
    }
  };
  std::thread other(fence_one, 1);
  fence_one(0);
  other.join();
  for (const auto& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  settings_.patience = kClusterPatience;
}

std::optional<Marker> KafkaTransaction::read_marker() {
  assert_rule(handles_[0] && handles_[1], "the marker is read after both ids are fenced", 0);
  auto out = kafka::read_marker(settings_.consumer, settings_.marker);
  fail_point("r_marker");
  return out;
}

WitnessVerdict KafkaTransaction::examine(const std::vector<std::string>& witnesses) {
  assert_rule(handles_[0] && handles_[1], "witnesses are asked after both ids are fenced", 0);
  return examine_witnesses({settings_.consumer, settings_.interruption}, witnesses);
}

// ---- one epoch

void KafkaTransaction::begin(CheckpointId id) {
  {
    const std::unique_lock lock(gate_);
    assert_rule(!open_, "another epoch is still open", id);
    handle(id).begin();
    fail_point("after_begin");
    open_ = id;
  }
  opened_.notify_all();
}

std::vector<std::string> KafkaTransaction::flush(CheckpointId id) {
  {
    const std::unique_lock lock(gate_);
    assert_rule(open_ == id, "only the open epoch can be flushed", id);
    open_.reset();
  }
  fail_point("before_flush");
  auto witnesses = witness_texts(handle(id).flush());
  fail_point("after_flush");
  return witnesses;
}

void KafkaTransaction::commit(CheckpointId id, std::string_view uuid) {
  const auto& next = handles_[(id + 1) % 2];
  assert_rule(next && (next->is_ready() || next->is_open()),
              "the next epoch's transaction is ready before this one is committed", id);
  handle(id).send_marker(settings_.marker, id, marker_text(id, uuid));
  fail_point("after_send");
  fail_point("in_commit");
  handle(id).commit();
  fail_point("after_commit");
}

void KafkaTransaction::renew(CheckpointId id) {
  fail_point("before_renew");
  // Topics that rows have named on the way are known to the next handle from the start.
  for (auto& topic : handle(id).topic_names()) {
    auto& known = settings_.topics;
    if (std::find(known.begin(), known.end(), topic) == known.end()) known.push_back(topic);
  }
  handles_[id % 2].reset();
  open_handle_patiently(id % 2);
  fail_point("after_renew_init");
}

// ---- writers

bool KafkaTransaction::with_open(std::optional<CheckpointId> epoch,
                                 const std::function<void(TransactionHandle&)>& work) {
  const std::shared_lock lock(gate_);
  if (!open_ || (epoch && *epoch != *open_)) return false;
  work(handle(*open_));
  return true;
}

void KafkaTransaction::wait_until_open(std::optional<CheckpointId> epoch) {
  constexpr std::chrono::minutes kPatience{20};  // beyond every transaction timeout
  std::shared_lock lock(gate_);
  const auto open = [&] { return open_ && (!epoch || *epoch == *open_); };
  for (Millis waited{0}; waited < kPatience; waited += Interruption::kSlice) {
    if (opened_.wait_for(lock, Interruption::kSlice, open)) return;
    if (settings_.interruption) settings_.interruption->check();
  }
  throw Error(ErrorCode::Internal, "an epoch has ended, and the next one does not begin");
}

}  // namespace streamsql::kafka
