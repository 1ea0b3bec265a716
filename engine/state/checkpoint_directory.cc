#include "engine/state/checkpoint_directory.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <set>
#include <sstream>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/durable_file.h"
#include "engine/base/error.h"
#include "engine/base/fail_point.h"
#include "engine/base/uuid.h"
#include "engine/state/manifest.h"

// <job-dir>/                 0700
//   LOCK                     flock for the life of the process; holds its pid
//   JOB                      name, uuid, decider: a line each; a note (write_note)
//   DECIDED                  "n uuid"; a note
//   chk-<n>-<uuid>.tmp/      being written
//   chk-<n>-<uuid>/          durable, decided or not
//     META                   manifest.h
//     …                      the database, redo files: whatever META lists
//   chk-….del/               being removed
//   work-<uuid>/             an open database; never a published directory
//   left-behind-<k>/         what a job that began afresh could not read, JOB and all
namespace streamsql {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "chk-";
constexpr std::string_view kTemporary = ".tmp", kDoomed = ".del";

std::string directory_name(const CheckpointName& name) {
  return fmt::format("{}{}-{}", kPrefix, name.id, name.uuid);
}

// "chk-12-0b5e…" and nothing behind it.
std::optional<CheckpointName> parse_name(std::string_view text) {
  if (!text.starts_with(kPrefix) || text.ends_with(kTemporary) || text.ends_with(kDoomed)) {
    return std::nullopt;
  }
  const std::string rest(text.substr(kPrefix.size()));
  char* end = nullptr;
  const auto id = std::strtoull(rest.c_str(), &end, 10);
  if (end == rest.c_str() || *end != '-') return std::nullopt;
  return CheckpointName{id, end + 1};
}

std::vector<fs::path> entries_of(const fs::path& directory) {
  std::error_code code;
  std::vector<fs::path> out;
  for (fs::directory_iterator it(directory, code), end; !code && it != end; it.increment(code)) {
    out.push_back(it->path());
  }
  if (code) throw file_fault("list", directory, code.value());
  return out;
}

void remove_tree(const fs::path& path) {
  std::error_code code;
  fs::remove_all(path, code);
  if (code) throw file_fault("remove", path, code.value());
}

void make_directory(const fs::path& path) {
  std::error_code code;
  fs::create_directories(path, code);
  if (!code) fs::permissions(path, fs::perms::owner_all, code);
  if (code) throw file_fault("make", path, code.value());
}

std::string owner_of(const fs::path& lock) {
  std::string pid = read_file(lock);
  while (!pid.empty() && pid.back() == '\n') pid.pop_back();
  return pid.empty() ? "another process" : "process " + pid;
}

int take_lock(const fs::path& path) {
  const fs::path lock = path / "LOCK";
  const int file = open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) {
    throw file_fault("open", lock, errno);
  }
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    const auto owner = owner_of(lock);
    close(file);
    throw Error(ErrorCode::JobDirectoryLocked,
                fmt::format("The job directory '{}' is in use by {}", path.string(), owner))
        .hint("stop that process ('streamsql stop'), or give this job another pipeline.name");
  }
  const auto pid = fmt::format("{}\n", getpid());
  if (ftruncate(file, 0) != 0 || pwrite(file, pid.data(), pid.size(), 0) < 0) {
    const int code = errno;
    close(file);
    throw file_fault("write", lock, code);
  }
  return file;
}

Error damaged(const fs::path& file, std::string_view what) {
  return Error(ErrorCode::CheckpointDamaged, fmt::format("'{}' {}", file.string(), what))
      .hint(
          "restore the job directory from a copy; or begin anew with --fresh, which keeps what is "
          "here in a directory left-behind-<n> in it");
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::vector<fs::path> files_below(const fs::path& directory) {
  std::error_code code;
  std::vector<fs::path> out;
  for (fs::recursive_directory_iterator it(directory, code), end; !code && it != end;
       it.increment(code)) {
    if (it->is_regular_file() && it->path().filename() != "META") out.push_back(it->path());
  }
  if (code) throw file_fault("list", directory, code.value());
  std::sort(out.begin(), out.end());
  return out;
}

void sync_tree(const fs::path& directory) {
  for (const auto& entry : entries_of(directory)) {
    if (fs::is_directory(entry)) sync_tree(entry);
  }
  sync_directory(directory);
}

std::string complaint(const fs::path& checkpoint, const CheckpointManifest::File& file) {
  const auto path = checkpoint / file.path;
  std::error_code code;
  const auto size = fs::file_size(path, code);
  if (code) return fmt::format("{}: missing", file.path);
  if (size != file.size) {
    return fmt::format("{}: has {} bytes instead of {}", file.path, size, file.size);
  }
  if (digest_file(path) != file.digest) return fmt::format("{}: its bytes have changed", file.path);
  return {};
}

// The database would read some files that META knows nothing of.
void find_strangers(const fs::path& checkpoint, const CheckpointManifest& manifest,
                    std::vector<std::string>& complaints) {
  std::set<std::string> known;
  for (const auto& file : manifest.files) known.insert(file.path);
  for (const auto& path : files_below(checkpoint)) {
    auto name = fs::relative(path, checkpoint).string();
    if (!known.contains(name)) complaints.push_back(name + ": is not of this checkpoint");
  }
}

// An epoch is staged when the one before it was decided, so only the first may lack DECIDED.
bool has_followers(const fs::path& job_directory) {
  for (const auto& name : list_checkpoints(job_directory)) {
    if (!read_manifest(checkpoint_path(job_directory, name)).parent_uuid.empty()) return true;
  }
  return false;
}

}  // namespace

CheckpointDirectory::CheckpointDirectory(fs::path path) : path_(std::move(path)) {
  make_directory(path_);
  lock_ = take_lock(path_);
}

CheckpointDirectory::~CheckpointDirectory() { close(lock_); }

std::optional<JobIdentity> CheckpointDirectory::identity() const { return read_identity(path_); }

std::optional<CheckpointName> CheckpointDirectory::decided() const { return read_decided(path_); }

void CheckpointDirectory::write_identity(const JobIdentity& identity) {
  write_note(path_ / "JOB",
             fmt::format("{}\n{}\n{}\n", identity.name, identity.uuid, identity.decider));
}

void CheckpointDirectory::write_decided(const CheckpointName& name) {
  write_note(path_ / "DECIDED", fmt::format("{} {}\n", name.id, name.uuid));
}

CheckpointDirectory::FileIdentity CheckpointDirectory::identity_of(const fs::path& file) {
  struct stat status {};
  if (stat(file.c_str(), &status) != 0) throw file_fault("look at", file, errno);
  return {status.st_ino, static_cast<std::uint64_t>(status.st_size),
          status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec};
}

std::vector<CheckpointName> CheckpointDirectory::checkpoints() const {
  return list_checkpoints(path_);
}

// JOB goes last: what is broken off in between is still known to be no new job.
fs::path CheckpointDirectory::set_aside() {
  fs::path target;
  for (int k = 1; target.empty() || fs::exists(target); ++k) {
    target = path_ / fmt::format("left-behind-{}", k);
  }
  make_directory(target);
  const auto move = [&](const fs::path& entry) {
    if (fs::exists(entry)) rename_durably(entry, target / entry.filename());
  };
  for (const auto& name : checkpoints()) move(checkpoint_path(path_, name));
  for (const char* note : {"DECIDED", "ENDED", "RESTORED", "JOB"}) move(path_ / note);
  return target;
}

fs::path CheckpointDirectory::begin(const CheckpointName& name) {
  const fs::path directory = path_ / (directory_name(name) + std::string(kTemporary));
  remove_tree(directory);
  make_directory(directory);
  return directory;
}

std::string CheckpointDirectory::digest(const fs::path& file, const FileIdentity& identity) const {
  const auto known = digests_.find(identity);
  if (known != digests_.end()) return known->second;
  sync_file(file);
  return digest_file(file);
}

void CheckpointDirectory::publish(CheckpointManifest manifest) {
  const CheckpointName name{manifest.id, manifest.uuid};
  const fs::path directory = path_ / (directory_name(name) + std::string(kTemporary));
  try {
    std::map<FileIdentity, std::string> seen;
    for (const auto& file : files_below(directory)) {
      const auto identity = identity_of(file);
      const auto& text = seen[identity] = digest(file, identity);
      manifest.files.push_back({fs::relative(file, directory).string(), identity.size, text});
    }
    digests_ = std::move(seen);
    fail_point("chk_mid");
    replace_file(directory / "META", manifest_text(manifest));
    sync_tree(directory);
    fail_point("chk_before_rename");
    rename_durably(directory, checkpoint_path(path_, name));
    fail_point("chk_after_rename");
  } catch (const Error& error) {
    if (error.code() != ErrorCode::FileSystemFault) throw;
    throw Error(ErrorCode::CheckpointFailed,
                fmt::format("Checkpoint {} could not be written: {}", name.id, error.message()))
        .hint(error.hint_text());
  }
}

void CheckpointDirectory::remove(const CheckpointName& name) {
  const fs::path directory = checkpoint_path(path_, name);
  const fs::path doomed = directory.string() + std::string(kDoomed);
  std::error_code code;
  fs::rename(directory, doomed, code);
  if (code) throw file_fault("rename", directory, code.value());
  fail_point("gc_mid");
  remove_tree(doomed);
}

void CheckpointDirectory::sweep(const CheckpointName& keep) {
  for (const auto& entry : entries_of(path_)) {
    const auto text = entry.filename().string();
    const auto name = parse_name(text);
    const bool stale = name && (name->id > keep.id || (name->id == keep.id && *name != keep));
    const bool left_over = text.starts_with(kPrefix) && !name;
    if (stale || left_over || text.starts_with("work-")) remove_tree(entry);
  }
  sync_directory(path_);
}

fs::path CheckpointDirectory::work() const { return path_ / ("work-" + make_uuid()); }

fs::path checkpoint_path(const fs::path& job_directory, const CheckpointName& name) {
  return job_directory / directory_name(name);
}

CheckpointManifest read_manifest(const fs::path& checkpoint) {
  return parse_manifest(read_file(checkpoint / "META"));
}

std::vector<std::string> verify_checkpoint(const fs::path& checkpoint) {
  std::vector<std::string> complaints;
  try {
    const auto manifest = read_manifest(checkpoint);
    for (const auto& file : manifest.files) {
      auto text = complaint(checkpoint, file);
      if (!text.empty()) complaints.push_back(std::move(text));
    }
    find_strangers(checkpoint, manifest, complaints);
    const auto name = parse_name(checkpoint.filename().string());
    if (name && *name != CheckpointName{manifest.id, manifest.uuid}) {
      complaints.push_back(
          fmt::format("META: is of checkpoint {} ({})", manifest.id, manifest.uuid));
    }
  } catch (const Error& error) {
    complaints.push_back(error.message());
  }
  return complaints;
}

std::vector<std::string> verify_notes(const fs::path& job_directory) {
  try {
    read_identity(job_directory);
    const auto decided = read_decided(job_directory);
    if (!decided || fs::exists(checkpoint_path(job_directory, *decided))) return {};
    if (read_note(job_directory / "ENDED").value_or("").starts_with("deleted ")) return {};
    return {fmt::format("DECIDED: names checkpoint {} ({}), which is not here", decided->id,
                        decided->uuid)};
  } catch (const Error& error) {
    return {error.message()};
  }
}

std::vector<CheckpointName> list_checkpoints(const fs::path& job_directory) {
  std::vector<CheckpointName> out;
  for (const auto& entry : entries_of(job_directory)) {
    if (auto name = parse_name(entry.filename().string())) out.push_back(*std::move(name));
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::optional<JobIdentity> read_identity(const fs::path& job_directory) {
  const auto file = job_directory / "JOB";
  const auto text = read_note(file);
  if (!text) {
    if (list_checkpoints(job_directory).empty()) return std::nullopt;
    throw damaged(file, "is missing");
  }
  const auto lines = lines_of(*text);
  if (lines.size() != 3) throw damaged(file, "is damaged");
  return JobIdentity{lines[0], lines[1], lines[2]};
}

std::optional<CheckpointName> read_decided(const fs::path& job_directory) {
  const auto file = job_directory / "DECIDED";
  const auto text = read_note(file);
  if (!text) {
    if (!has_followers(job_directory)) return std::nullopt;
    throw damaged(file, "is missing");
  }
  std::istringstream words(*text);
  CheckpointName name{};
  words >> name.id >> name.uuid;
  if (!words) throw damaged(file, "is damaged");
  return name;
}

void write_note(const fs::path& file, const std::string& text) {
  replace_file(file, fmt::format("{}digest {}\n", text, digest_text(text)));
}

std::optional<std::string> read_note(const fs::path& file) {
  if (!fs::exists(file)) return std::nullopt;
  const auto text = read_file(file);
  const auto end = text.rfind("digest ");
  if (end == std::string::npos) {
    throw damaged(file, "has no digest: it is damaged, or of a version before digests were kept");
  }
  const auto lines = text.substr(0, end);
  if (text != fmt::format("{}digest {}\n", lines, digest_text(lines))) {
    throw damaged(file, "is damaged");
  }
  return lines;
}

}  // namespace streamsql
