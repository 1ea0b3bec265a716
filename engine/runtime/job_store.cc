#include "engine/runtime/job_store.h"

#include <algorithm>
#include <fmt/format.h>
#include <sstream>

#include "engine/base/uuid.h"
#include "engine/state/durable_file.h"

namespace streamsql {
namespace {

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

void JobStore::write_identity(std::string decider) {
  identity_.decider = std::move(decider);
  directory_.write_identity(identity_);
  is_new_ = false;
}

std::optional<JobStore::Ending> JobStore::ended() const {
  std::istringstream text(read_if_there(directory_.path() / "ENDED"));
  std::string how;
  CheckpointName last{};
  text >> how >> last.id >> last.uuid;
  const auto decided = directory_.decided();
  if (!text || !decided || *decided != last) return std::nullopt;
  return how == "finished" ? Ending::Finished : Ending::Stopped;
}

void JobStore::write_ended(Ending ending, const CheckpointName& last) {
  replace_file(directory_.path() / "ENDED",
               fmt::format("{} {} {}\n", ending == Ending::Finished ? "finished" : "stopped",
                           last.id, last.uuid));
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
