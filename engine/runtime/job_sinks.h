// JobSinks: how the sinks of a job take part in its checkpoints: who decides, who redoes.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/connector/transaction.h"
#include "engine/plan/physical.h"
#include "engine/runtime/job.h"
#include "engine/state/checkpoint_directory.h"

namespace streamsql {

// Of one execution; outlives its tasks. The first group of transactional sinks in plan order
// decides; every other sink that can redo does; the rest writes at once (exactly-once.md §8).
class JobSinks {
 public:
  struct Redo {
    std::string sink;  // uid
    std::unique_ptr<RedoTarget> target;
    mutable bool is_open = false;

    // Fences, once per execution: opening it again would be another incarnation.
    void open() const {
      if (!is_open) target->open();
      is_open = true;
    }
  };

  // Connects to nothing. `identity` is JOB's.
  JobSinks(const physical::Plan& plan, const JobSettings& settings, const JobIdentity& identity);

  Transaction* transaction() const { return transaction_.get(); }  // null: decided locally
  const std::vector<Redo>& redo() const { return redo_; }
  Participation role_of(const physical::Node& sink) const { return roles_.at(&sink); }
  const std::string& job_uuid() const { return identity_.uuid; }
  std::string decider() const { return transaction_ ? transaction_->identity() : "local"; }
  // Sinks whose rows may be repeated: "print_table".
  const std::vector<std::string>& at_least_once() const { return at_least_once_; }

 private:
  struct Group {
    std::string name, uid;
    std::vector<const TableSink*> sinks;
  };
  void make_transaction(const std::vector<const physical::Node*>& sinks);
  void make_redo(const physical::Node& node);
  ParticipantContext context_of(std::string uid, std::vector<const TableSink*> sinks) const;

  const JobSettings& settings_;
  const JobIdentity identity_;
  std::unique_ptr<Transaction> transaction_;
  std::vector<Redo> redo_;
  std::map<const physical::Node*, Participation> roles_;
  std::vector<std::string> at_least_once_;
};

}  // namespace streamsql
