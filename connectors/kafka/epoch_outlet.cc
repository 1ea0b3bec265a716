#include "connectors/kafka/epoch_outlet.h"

namespace streamsql::kafka {
namespace {

constexpr std::uint64_t kInFlightLimit = 20'000;
constexpr std::size_t kWaitingBytes = 8u << 20;

}  // namespace

std::size_t EpochOutlet::bytes_of(const OutgoingRun& run) {
  return run.values.bytes.size() + run.keys.bytes.size();
}

void EpochOutlet::hand_over(OutgoingRun& run, Send send) {
  waiting_bytes_ += bytes_of(run);
  waiting_.push_back({static_cast<TransactionRun*>(&run), std::move(send)});
  drain();
}

void EpochOutlet::send_waiting(TransactionHandle& handle) {
  handle.poll();
  while (!waiting_.empty()) {
    auto& next = waiting_.front();
    waiting_bytes_ -= bytes_of(*next.run);  // sent runs may be empty again at once
    next.send(handle, *next.run);
    handle.end(*next.run);
    waiting_.pop_front();
  }
}

void EpochOutlet::drain() {
  transaction_.with_open(epoch_, [&](TransactionHandle& handle) { send_waiting(handle); });
}

void EpochOutlet::push_out() {
  transaction_.with_open(epoch_, [&](TransactionHandle& handle) {
    send_waiting(handle);
    handle.push_out();
  });
}

bool EpochOutlet::has_room() {
  bool room = waiting_bytes_ < kWaitingBytes;
  transaction_.with_open(epoch_, [&](TransactionHandle& handle) {
    send_waiting(handle);
    room = handle.in_flight() < kInFlightLimit;
  });
  return room;
}

void EpochOutlet::prepare(CheckpointId id) {
  epoch_ = id;
  flush();
  epoch_ = id + 1;
}

void EpochOutlet::flush() {
  drain();
  if (waiting_.empty()) return;
  transaction_.wait_until_open(epoch_);
  drain();
}

std::uint64_t EpochOutlet::in_flight() {
  std::uint64_t out = 0;
  transaction_.with_open(epoch_, [&](TransactionHandle& handle) { out = handle.in_flight(); });
  return out;
}

}  // namespace streamsql::kafka
