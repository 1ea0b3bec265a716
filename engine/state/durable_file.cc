#include "engine/state/durable_file.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <unistd.h>
#include <utility>
#include <xxhash.h>

#include "engine/base/error.h"
#include "engine/base/fail_point.h"

namespace streamsql {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kReadBytes = 1 << 20;

Error fault(std::string_view what, const fs::path& path, int code) {
  auto error = Error(ErrorCode::FileSystemFault,
                     fmt::format("Cannot {} '{}': {}", what, path.string(), std::strerror(code)));
  if (code == ENOSPC || code == EDQUOT) return std::move(error).hint("make room on that disk");
  return error;
}

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : path_(path) {
    number_ = open(path.c_str(), flags | O_CLOEXEC, 0600);
    if (number_ < 0) throw fault("open", path, errno);
  }
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void write(std::string_view text) const {
    while (!text.empty()) {
      const auto count = ::write(number_, text.data(), text.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw fault("write", path_, errno);
      text.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  std::size_t read(char* data, std::size_t size) const {
    for (;;) {
      const auto count = ::read(number_, data, size);
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno != EINTR) throw fault("read", path_, errno);
    }
  }
  void sync() const {
    fail_point("fsync");
    if (fsync(number_) != 0) throw fault("sync", path_, errno);
  }

 private:
  const fs::path path_;
  int number_;
};

std::string hex(XXH128_hash_t hash) {
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace

void sync_file(const fs::path& path) { Descriptor(path, O_RDONLY).sync(); }

void sync_directory(const fs::path& path) { Descriptor(path, O_RDONLY | O_DIRECTORY).sync(); }

void replace_file(const fs::path& path, std::string_view text) {
  const fs::path other = path.string() + ".new";
  {
    const Descriptor file(other, O_WRONLY | O_CREAT | O_TRUNC);
    file.write(text);
    file.sync();
  }
  rename_durably(other, path);
}

void rename_durably(const fs::path& from, const fs::path& to) {
  if (rename(from.c_str(), to.c_str()) != 0) throw fault("rename", from, errno);
  sync_directory(to.parent_path());
}

std::string read_file(const fs::path& path) {
  const Descriptor file(path, O_RDONLY);
  std::string text;
  std::array<char, 1 << 14> buffer;
  while (const auto count = file.read(buffer.data(), buffer.size())) {
    text.append(buffer.data(), count);
  }
  return text;
}

std::string digest_text(std::string_view text) {
  return hex(XXH3_128bits(text.data(), text.size()));
}

std::string digest_file(const fs::path& path) {
  const Descriptor file(path, O_RDONLY);
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(),
                                                                       &XXH3_freeState);
  XXH3_128bits_reset(state.get());
  std::string buffer(kReadBytes, '\0');
  while (const auto count = file.read(buffer.data(), buffer.size())) {
    XXH3_128bits_update(state.get(), buffer.data(), count);
  }
  return hex(XXH3_128bits_digest(state.get()));
}

}  // namespace streamsql
