// KafkaTransaction: the decision of a job whose sinks are topics of one cluster.
#pragma once

#include <array>
#include <condition_variable>
#include <functional>
#include <shared_mutex>

#include "connectors/kafka/marker.h"
#include "connectors/kafka/transaction_handle.h"
#include "engine/connector/transaction.h"

namespace streamsql::kafka {

// With a cluster that is away, when the job has reached it before.
inline constexpr std::chrono::milliseconds kClusterPatience{30'000};

struct TransactionSettings {
  ClientConfig producer;  // without transactional.id
  ClientConfig consumer;  // of the same cluster
  std::string prefix;     // of the two transactional ids
  MarkerPlace marker;
  std::vector<std::string> topics;  // of all sinks, as far as they are known
  // Until the cluster is reached for the first time.
  std::chrono::milliseconds patience = kClusterPatience;
  const Interruption* interruption = nullptr;  // of the job; may be null
};

// Two transactional ids take turns, the id of epoch n is n mod 2, and the handle of epoch n is
// ready before epoch n - 1 is committed (Rule Z, exactly-once.md §5). Tasks hand over runs through
// EpochOutlets.
class KafkaTransaction final : public Transaction {
 public:
  explicit KafkaTransaction(TransactionSettings settings);
  ~KafkaTransaction() override;

  void fence() override;
  std::optional<Marker> read_marker() override;
  WitnessVerdict examine(const std::vector<std::string>& witnesses) override;
  void begin(CheckpointId id) override;
  std::vector<std::string> flush(CheckpointId id) override;
  void commit(CheckpointId id, std::string_view uuid) override;
  void renew(CheckpointId id) override;
  std::string identity() const override;

  // ---- for EpochOutlet; any thread
  RunPool& runs() { return runs_; }
  // Does `work` with the handle of the open epoch and answers true; false when none is open, or
  // another than `epoch`. Nothing for `epoch`: whichever is open.
  bool with_open(std::optional<CheckpointId> epoch,
                 const std::function<void(TransactionHandle&)>& work);
  // Waits for begin(epoch). Throws Error(Internal) when it does not come.
  void wait_until_open(std::optional<CheckpointId> epoch);
  const std::string& servers() const { return settings_.producer_servers; }

 private:
  struct Settings : TransactionSettings {
    explicit Settings(TransactionSettings settings);
    std::string producer_servers;
  };

  TransactionHandle& handle(CheckpointId id) { return *handles_[id % 2]; }
  void open_handle(std::size_t index);
  void open_handle_patiently(std::size_t index);

  Settings settings_;
  RunPool runs_;  // before the handles, which refer to it
  std::array<std::unique_ptr<TransactionHandle>, 2> handles_;
  std::shared_mutex gate_;  // shared: a run is being handed over
  std::condition_variable_any opened_;
  std::optional<CheckpointId> open_;
};

}  // namespace streamsql::kafka
