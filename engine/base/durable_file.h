// Durable files: what must be on the disk, whole or not at all, when a call returns.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "engine/base/error.h"

namespace streamsql {

// All throw Error(FileSystemFault) with the path and the system's reason. A failed fsync is never
// repeated on the same file: what it covered may be gone although a second one says yes. Tests make
// each of them fail by the fail points file_open, file_write, file_sync, file_rename and file_link
// (one operation of that kind) and file (any of them); the state database passes the same points.

// A file that is written from its beginning, or at its end, and synced. One thread.
class DurableFile {
 public:
  enum class Mode : std::uint8_t {
    Replace,    // made, or emptied
    Exclusive,  // made; must not exist
    Append      // made, or written behind its end
  };
  DurableFile(std::filesystem::path path, Mode mode, int permissions = 0600);
  ~DurableFile();
  DurableFile(const DurableFile&) = delete;
  DurableFile& operator=(const DurableFile&) = delete;

  void write(std::string_view bytes);
  void sync();  // its bytes; its name is the matter of sync_directory()
  const std::filesystem::path& path() const { return path_; }

 private:
  const std::filesystem::path path_;
  int number_;
};

void sync_file(const std::filesystem::path& path);
void sync_directory(const std::filesystem::path& path);
// Writes a file under another name, syncs it, renames it over `path`, and syncs the directory.
void replace_file(const std::filesystem::path& path, std::string_view text);
// Renames and syncs the directory.
void rename_durably(const std::filesystem::path& from, const std::filesystem::path& to);
// Makes a directory and those above it; the new ones have their names on the disk.
void make_directories(const std::filesystem::path& path);
// A second name for a file that nobody writes any more; where the file system has none, a synced
// copy. The name is the matter of sync_directory(). Throws std::filesystem::filesystem_error:
// the caller says of what it is a part.
void link_or_copy_file(const std::filesystem::path& from, const std::filesystem::path& to);
std::string read_file(const std::filesystem::path& path);

// XXH3-128 of a text and of a file, as 32 hexadecimal digits.
std::string digest_text(std::string_view text);
std::string digest_file(const std::filesystem::path& path);

// "Cannot open '/a/b': No space left on device", with what to do about it where that is known.
// `code` is an errno.
Error file_fault(std::string_view what, const std::filesystem::path& path, int code);

}  // namespace streamsql
