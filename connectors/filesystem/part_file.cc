#include "connectors/filesystem/part_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/error.h"

namespace streamsql::filesystem {
namespace {

[[noreturn]] void fail(const std::string& path, std::string_view what) {
  throw Error(ErrorCode::FileSystemFault,
              fmt::format("'{}' cannot be {}: {}", path, what, std::strerror(errno)));
}

void sync_parent(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path().string();
  const int directory = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) fail(parent, "opened");
  const int status = ::fsync(directory);
  ::close(directory);
  if (status != 0) fail(parent, "made durable");
}

}  // namespace

PartFile::PartFile(const std::string& directory, const std::string& name)
    : hidden_(directory + "." + name + ".inprogress"), final_(directory + name) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  file_ = ::open(hidden_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file_ < 0) fail(hidden_, "created");
}

PartFile::~PartFile() {
  if (file_ >= 0) ::close(file_);
}

void PartFile::write(std::string_view bytes) {
  size_ += bytes.size();
  while (!bytes.empty()) {
    const auto count = ::write(file_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(hidden_, "written");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void PartFile::seal() {
  if (::fsync(file_) != 0) fail(hidden_, "made durable");
  ::close(file_);
  file_ = -1;
}

void PartFile::publish() {
  if (::rename(hidden_.c_str(), final_.c_str()) != 0) fail(final_, "named");
}

void publish(const SealedFile& file) {
  if (::renameat2(AT_FDCWD, file.hidden.c_str(), AT_FDCWD, file.final.c_str(), RENAME_NOREPLACE) ==
      0) {
    return sync_parent(file.final);
  }
  const int reason = errno;
  struct stat status {};
  const bool is_there = ::stat(file.final.c_str(), &status) == 0 &&
                        static_cast<std::uint64_t>(status.st_size) == file.size;
  if (is_there && (reason == ENOENT || reason == EEXIST)) return;
  errno = reason;
  fail(file.final, "named");
}

void write_marker(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) fail(path, "created");
  ::close(file);
}

}  // namespace streamsql::filesystem
