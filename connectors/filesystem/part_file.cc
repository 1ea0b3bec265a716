#include "connectors/filesystem/part_file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/error.h"

namespace streamsql::filesystem {
namespace {

namespace fs = std::filesystem;

constexpr int kPermissions = 0644;

std::string prepare(const std::string& directory, const std::string& name) {
  make_directories(fs::path(directory).parent_path());
  return directory + "." + name + ".inprogress";
}

bool is_there(const SealedFile& file) {
  struct stat status {};
  return ::stat(file.final.c_str(), &status) == 0 &&
         static_cast<std::uint64_t>(status.st_size) == file.size;
}

}  // namespace

PartFile::PartFile(const std::string& directory, const std::string& name)
    : final_(directory + name),
      file_(std::in_place, prepare(directory, name), DurableFile::Mode::Exclusive, kPermissions),
      hidden_(file_->path()) {}

void PartFile::write(std::string_view bytes) {
  size_ += bytes.size();
  file_->write(bytes);
}

void PartFile::seal() {
  file_->sync();
  file_.reset();
  sync_directory(fs::path(hidden_).parent_path());
}

void PartFile::publish() { rename_durably(hidden_, final_); }

// Found under its own name it was renamed before, by a process that may not have come to the sync.
void publish(const SealedFile& file) {
  if (::renameat2(AT_FDCWD, file.hidden.c_str(), AT_FDCWD, file.final.c_str(), RENAME_NOREPLACE) !=
      0) {
    const int reason = errno;
    if ((reason != ENOENT && reason != EEXIST) || !is_there(file)) {
      throw file_fault("name", file.final, reason);
    }
  }
  sync_directory(fs::path(file.final).parent_path());
}

void write_marker(const std::string& path) {
  DurableFile(path, DurableFile::Mode::Append, kPermissions).sync();
  sync_directory(fs::path(path).parent_path());
}

}  // namespace streamsql::filesystem
