// PartFile: a file that is written under a hidden name, and gets its own when it is complete.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/durable_file.h"

namespace streamsql::filesystem {

// One thread. Throws FileSystemFault with the path and the system's reason.
class PartFile {
 public:
  // Makes the directory and, exclusively, the hidden file. `directory` ends in a slash.
  PartFile(const std::string& directory, const std::string& name);
  void write(std::string_view bytes);
  // It is on the disk when this returns, by its hidden name; nothing more is written.
  void seal();
  void publish();  // after seal(); durable
  std::uint64_t size() const { return size_; }
  const std::string& hidden_path() const { return hidden_; }
  const std::string& final_path() const { return final_; }

  std::int64_t begun = 0, last_write = 0;  // milliseconds of the monotonic clock

 private:
  const std::string final_;
  std::optional<DurableFile> file_;  // until it is sealed
  const std::string hidden_;
  std::uint64_t size_ = 0;
};

// Gives a sealed file of `size` bytes its own name, durably; nothing to do when it has it already.
// Never replaces another file.
struct SealedFile {
  std::string hidden, final;
  std::uint64_t size;
};
void publish(const SealedFile& file);

// An empty file that says a directory is complete.
void write_marker(const std::string& path);

}  // namespace streamsql::filesystem
