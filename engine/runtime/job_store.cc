#include "engine/runtime/job_store.h"

#include <algorithm>
#include <fmt/format.h>
#include <sstream>

#include "engine/base/uuid.h"
#include "engine/runtime/checkpoint_ledger.h"
#include "engine/state/durable_file.h"

namespace streamsql {
namespace {

constexpr std::string_view kEndings[] = {"finished", "stopped", "deleted"};

std::string read_if_there(const std::filesystem::path& path) {
  return std::filesystem::exists(path) ? read_file(path) : "";
}

}  // namespace

JobStore::JobStore(const std::filesystem::path& directory, const std::string& job_name)
    : directory_(directory) {
  const auto known = directory_.identity();
  is_new_ = !known;
  identity_ = known.value_or(JobIdentity{job_name, make_uuid(), ""});
}

JobStore::~JobStore() = default;

void JobStore::write_identity(std::string decider) {
  identity_.decider = std::move(decider);
  directory_.write_identity(identity_);
  is_new_ = false;
}

void JobStore::adopt(const std::string& job_uuid) {
  identity_.uuid = job_uuid;
  is_new_ = true;
}

void JobStore::keep_ledger(std::unique_ptr<CheckpointLedger> ledger) {
  ledger_ = std::move(ledger);
}

std::optional<JobStore::Ending> JobStore::ended() const {
  std::istringstream text(read_if_there(directory_.path() / "ENDED"));
  std::string how;
  CheckpointName last{};
  text >> how >> last.id >> last.uuid;
  const auto decided = directory_.decided();
  if (!text || !decided || *decided != last) return std::nullopt;
  const auto found = std::find(std::begin(kEndings), std::end(kEndings), how);
  if (found == std::end(kEndings)) return std::nullopt;
  return static_cast<Ending>(found - std::begin(kEndings));
}

void JobStore::write_ended(Ending ending, const CheckpointName& last) {
  replace_file(
      directory_.path() / "ENDED",
      fmt::format("{} {} {}\n", kEndings[static_cast<std::size_t>(ending)], last.id, last.uuid));
  if (ledger_ && ending != Ending::Stopped) ledger_->finish(path_of(last));
}

void JobStore::discard() {
  if (const auto last = directory_.decided()) write_ended(Ending::Deleted, *last);
  for (const auto& name : directory_.checkpoints()) directory_.remove(name);
}

bool JobStore::has_begun_with(const std::string& uuid) const {
  std::istringstream text(read_if_there(directory_.path() / "RESTORED"));
  CheckpointName first{};
  text >> first.id >> first.uuid;
  const auto decided = directory_.decided();
  return text && first.uuid == uuid && decided && decided->id >= first.id;
}

void JobStore::write_restored(CheckpointId first, const std::string& uuid) {
  replace_file(directory_.path() / "RESTORED", fmt::format("{} {}\n", first, uuid));
}

std::filesystem::path JobStore::path_of(const CheckpointName& name) const {
  return directory_.path() / fmt::format("chk-{}-{}", name.id, name.uuid);
}

std::optional<CheckpointId> JobStore::highest() const {
  const auto decided = directory_.decided();
  const auto all = directory_.checkpoints();
  if (all.empty()) return decided ? std::optional(decided->id) : std::nullopt;
  return std::max(all.back().id, decided ? decided->id : 0);
}

}  // namespace streamsql
