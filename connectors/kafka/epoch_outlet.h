// EpochOutlet: what one task hands over to the job's transaction, each run in its epoch.
#pragma once

#include <deque>
#include <functional>

#include "connectors/kafka/transaction.h"

namespace streamsql::kafka {

// One per writer or reader, on its thread. What follows a barrier waits here until the epoch behind
// it has begun; before the first barrier, whichever epoch is open is the right one.
class EpochOutlet {
 public:
  using Send = std::function<void(RunSender&, OutgoingRun&)>;

  explicit EpochOutlet(KafkaTransaction& transaction) : transaction_(transaction) {}

  OutgoingRun& begin_run() { return transaction_.runs().take(); }
  // Sends the run now, or keeps it and `send` until its epoch has begun.
  void hand_over(OutgoingRun& run, Send send);
  // Sends what waits, if it may go now, and serves delivery reports.
  void drain();
  void push_out();  // as the input idles
  // Whether a run would be sent without waiting long; a few may wait for their epoch.
  bool has_room();
  bool waits() const { return !waiting_.empty(); }
  // Barrier `id`: everything so far is in epoch `id`, and what follows in the next.
  void prepare(CheckpointId id);
  void flush();  // everything is handed over
  std::uint64_t in_flight();

 private:
  struct Waiting {
    TransactionRun* run;
    Send send;
  };
  void send_waiting(TransactionHandle& handle);
  static std::size_t bytes_of(const OutgoingRun& run);

  KafkaTransaction& transaction_;
  std::optional<CheckpointId> epoch_;  // nothing before the first barrier
  std::deque<Waiting> waiting_;
  std::size_t waiting_bytes_ = 0;
};

}  // namespace streamsql::kafka
