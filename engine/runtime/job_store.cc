#include "engine/runtime/job_store.h"

#include <algorithm>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sstream>

#include "engine/base/uuid.h"
#include "engine/runtime/checkpoint_ledger.h"

namespace streamsql {
namespace {

constexpr std::string_view kEndings[] = {"finished", "stopped", "deleted"};

std::istringstream words_of(const std::filesystem::path& note) {
  return std::istringstream(read_note(note).value_or(""));
}

}  // namespace

JobStore::JobStore(const std::filesystem::path& directory, const std::string& job_name, bool fresh)
    : directory_(directory), identity_{job_name, make_uuid(), ""} {
  try {
    const auto known = directory_.identity();
    is_new_ = !known;
    if (known) identity_ = *known;
  } catch (const Error& error) {
    if (!fresh || error.code() != ErrorCode::CheckpointDamaged) throw;
    leave_behind(error);
  }
}

JobStore::~JobStore() = default;

void JobStore::write_identity(std::string decider) {
  identity_.decider = std::move(decider);
  directory_.write_identity(identity_);
  is_new_ = false;
}

void JobStore::leave_behind(const Error& why) {
  left_behind_ = highest();
  const auto where = directory_.set_aside();
  is_new_ = true;
  spdlog::warn("{}: begins afresh; left behind in '{}': {}", identity_.name, where.string(),
               why.message());
}

void JobStore::adopt(const std::string& job_uuid) {
  identity_.uuid = job_uuid;
  is_new_ = true;
}

void JobStore::keep_ledger(std::unique_ptr<CheckpointLedger> ledger) {
  ledger_ = std::move(ledger);
}

std::optional<JobStore::Ending> JobStore::ended() const {
  auto text = words_of(directory_.path() / "ENDED");
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
  write_note(
      directory_.path() / "ENDED",
      fmt::format("{} {} {}\n", kEndings[static_cast<std::size_t>(ending)], last.id, last.uuid));
  if (ledger_ && ending != Ending::Stopped) ledger_->finish(path_of(last));
}

void JobStore::discard() {
  if (const auto last = directory_.decided()) write_ended(Ending::Deleted, *last);
  for (const auto& name : directory_.checkpoints()) directory_.remove(name);
}

bool JobStore::has_begun_with(const std::string& uuid) const {
  auto text = words_of(directory_.path() / "RESTORED");
  CheckpointName first{};
  text >> first.id >> first.uuid;
  const auto decided = directory_.decided();
  return text && first.uuid == uuid && decided && decided->id >= first.id;
}

void JobStore::write_restored(CheckpointId first, const std::string& uuid) {
  write_note(directory_.path() / "RESTORED", fmt::format("{} {}\n", first, uuid));
}

std::filesystem::path JobStore::path_of(const CheckpointName& name) const {
  return checkpoint_path(directory_.path(), name);
}

std::optional<CheckpointId> JobStore::highest() const {
  auto highest = left_behind_;
  for (const auto& name : directory_.checkpoints())
    highest = std::max(highest.value_or(0), name.id);
  try {
    if (const auto decided = directory_.decided())
      highest = std::max(highest.value_or(0), decided->id);
  } catch (const Error& error) {  // a job that begins anew leaves damage behind
    if (error.code() != ErrorCode::CheckpointDamaged) throw;
  }
  return highest;
}

}  // namespace streamsql
