// TemporaryDirectory: a new directory that goes with everything in it when its owner goes.
#pragma once

#include <filesystem>
#include <string>
#include <unistd.h>

#include "engine/base/error.h"

namespace streamsql {

class TemporaryDirectory {
 public:
  // Named after `purpose`, below the system's directory for temporary files.
  explicit TemporaryDirectory(const std::string& purpose) {
    std::string pattern =
        (std::filesystem::temp_directory_path() / ("streamsql-" + purpose + "-XXXXXX")).string();
    if (!::mkdtemp(pattern.data())) {
      throw Error(ErrorCode::FileSystemFault, "Cannot make the temporary directory " + pattern);
    }
    path_ = pattern;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace streamsql
