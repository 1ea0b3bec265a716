#include "engine/state/checkpoint_directory.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/error.h"
#include "engine/base/fail_point.h"
#include "engine/base/uuid.h"
#include "engine/state/durable_file.h"
#include "engine/state/manifest.h"

// <job-dir>/                 0700
//   LOCK                     flock for the life of the process; holds its pid
//   JOB                      name, uuid, decider: a line each
//   DECIDED                  "n uuid\n"
//   chk-<n>-<uuid>.tmp/      being written
//   chk-<n>-<uuid>/          durable, decided or not
//     META                   manifest.h
//     …                      the database, redo files: whatever META lists
//   chk-….del/               being removed
//   work-<uuid>/             an open database; never a published directory
namespace streamsql {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "chk-";
constexpr std::string_view kTemporary = ".tmp", kDoomed = ".del";

Error file_fault(std::string_view what, const fs::path& path, const std::error_code& code) {
  return Error(ErrorCode::FileSystemFault,
               fmt::format("Cannot {} '{}': {}", what, path.string(), code.message()));
}

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
  if (code) throw file_fault("list", directory, code);
  return out;
}

void remove_tree(const fs::path& path) {
  std::error_code code;
  fs::remove_all(path, code);
  if (code) throw file_fault("remove", path, code);
}

void make_directory(const fs::path& path) {
  std::error_code code;
  fs::create_directories(path, code);
  if (!code) fs::permissions(path, fs::perms::owner_all, code);
  if (code) throw file_fault("make", path, code);
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
    throw file_fault("open", lock, std::error_code(errno, std::generic_category()));
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
    const auto code = std::error_code(errno, std::generic_category());
    close(file);
    throw file_fault("write", lock, code);
  }
  return file;
}

// Lines of a small file; empty when it is not there.
std::vector<std::string> read_lines(const fs::path& path) {
  if (!fs::exists(path)) return {};
  const auto text = read_file(path);
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
  if (code) throw file_fault("list", directory, code);
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

}  // namespace

CheckpointDirectory::CheckpointDirectory(fs::path path) : path_(std::move(path)) {
  make_directory(path_);
  lock_ = take_lock(path_);
}

CheckpointDirectory::~CheckpointDirectory() { close(lock_); }

std::optional<JobIdentity> CheckpointDirectory::identity() const {
  const auto lines = read_lines(path_ / "JOB");
  if (lines.empty()) return std::nullopt;
  if (lines.size() == 3) return JobIdentity{lines[0], lines[1], lines[2]};
  throw Error(ErrorCode::CheckpointDamaged,
              fmt::format("'{}' is damaged", (path_ / "JOB").string()))
      .hint("restore the job directory from a copy, or begin anew in another one");
}

void CheckpointDirectory::write_identity(const JobIdentity& identity) {
  replace_file(path_ / "JOB",
               fmt::format("{}\n{}\n{}\n", identity.name, identity.uuid, identity.decider));
}

std::optional<CheckpointName> CheckpointDirectory::decided() const {
  const auto lines = read_lines(path_ / "DECIDED");
  if (lines.empty()) return std::nullopt;
  char* end = nullptr;
  const auto id = std::strtoull(lines[0].c_str(), &end, 10);
  if (lines.size() == 1 && end != lines[0].c_str() && *end == ' ' && end[1] != '\0') {
    return CheckpointName{id, end + 1};
  }
  throw Error(ErrorCode::CheckpointDamaged,
              fmt::format("'{}' is damaged", (path_ / "DECIDED").string()))
      .hint("restore the job directory from a copy");
}

void CheckpointDirectory::write_decided(const CheckpointName& name) {
  replace_file(path_ / "DECIDED", fmt::format("{} {}\n", name.id, name.uuid));
}

std::vector<CheckpointName> CheckpointDirectory::checkpoints() const {
  return list_checkpoints(path_);
}

fs::path CheckpointDirectory::begin(const CheckpointName& name) {
  const fs::path directory = path_ / (directory_name(name) + std::string(kTemporary));
  remove_tree(directory);
  make_directory(directory);
  return directory;
}

CheckpointManifest::File CheckpointDirectory::describe(const fs::path& file,
                                                       const fs::path& directory) {
  struct stat status {};
  if (stat(file.c_str(), &status) != 0) {
    throw file_fault("look at", file, std::error_code(errno, std::generic_category()));
  }
  const FileIdentity identity{status.st_ino, static_cast<std::uint64_t>(status.st_size),
                              status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec};
  const auto known = digests_.find(identity);
  std::string digest = known == digests_.end() ? "" : known->second;
  if (digest.empty()) {
    sync_file(file);
    digest = digest_file(file);
  }
  seen_[identity] = digest;
  return {fs::relative(file, directory).string(), identity.size, digest};
}

void CheckpointDirectory::publish(CheckpointManifest manifest) {
  const CheckpointName name{manifest.id, manifest.uuid};
  const fs::path directory = path_ / (directory_name(name) + std::string(kTemporary));
  try {
    seen_.clear();
    for (const auto& file : files_below(directory)) {
      manifest.files.push_back(describe(file, directory));
    }
    digests_ = seen_;
    fail_point("chk_mid");
    replace_file(directory / "META", manifest_text(manifest));
    sync_tree(directory);
    fail_point("chk_before_rename");
    rename_durably(directory, path_ / directory_name(name));
    fail_point("chk_after_rename");
  } catch (const Error& error) {
    if (error.code() != ErrorCode::FileSystemFault) throw;
    throw Error(ErrorCode::CheckpointFailed,
                fmt::format("Checkpoint {} could not be written: {}", name.id, error.message()))
        .hint(error.hint_text());
  }
}

void CheckpointDirectory::abandon(const CheckpointName& name) {
  remove_tree(path_ / (directory_name(name) + std::string(kTemporary)));
}

void CheckpointDirectory::remove(const CheckpointName& name) {
  const fs::path directory = path_ / directory_name(name);
  const fs::path doomed = directory.string() + std::string(kDoomed);
  std::error_code code;
  fs::rename(directory, doomed, code);
  if (code) throw file_fault("rename", directory, code);
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

std::vector<CheckpointName> list_checkpoints(const fs::path& job_directory) {
  std::vector<CheckpointName> out;
  for (const auto& entry : entries_of(job_directory)) {
    if (auto name = parse_name(entry.filename().string())) out.push_back(*std::move(name));
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace streamsql
