#include "engine/base/durable_file.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <xxhash.h>

#include "engine/base/fail_point.h"

namespace streamsql {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kReadBytes = 1 << 20;

// What a test wants this operation to end with; 0: nothing.
int injected(std::string_view operation) {
  if (const int code = fail_point_errno("file")) return code;
  return fail_point_errno(operation);
}

// Calls until the call was not merely interrupted. `call` returns below 0 for a fault.
template <typename Call>
auto retried(Call call) {
  for (;;) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

int open_file(const fs::path& path, int flags, int permissions = 0600) {
  if (const int code = injected("file_open")) throw file_fault("open", path, code);
  const int number = open(path.c_str(), flags | O_CLOEXEC, permissions);
  if (number < 0) throw file_fault("open", path, errno);
  return number;
}

void sync_number(int number, const fs::path& path) {
  fail_point("fsync");
  if (const int code = injected("file_sync")) throw file_fault("sync", path, code);
  if (fsync(number) != 0) throw file_fault("sync", path, errno);
}

// Open for reading.
class Descriptor {
 public:
  explicit Descriptor(const fs::path& path, int flags = 0)
      : path_(path), number_(open_file(path, O_RDONLY | flags)) {}
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  std::size_t read(char* data, std::size_t size) const {
    const auto count = retried([&] { return ::read(number_, data, size); });
    if (count < 0) throw file_fault("read", path_, errno);
    return static_cast<std::size_t>(count);
  }
  void sync() const { sync_number(number_, path_); }

 private:
  const fs::path path_;
  const int number_;
};

int flags_of(DurableFile::Mode mode) {
  switch (mode) {
    case DurableFile::Mode::Replace: return O_TRUNC;
    case DurableFile::Mode::Exclusive: return O_EXCL;
    case DurableFile::Mode::Append: break;
  }
  return O_APPEND;
}

std::string hex(XXH128_hash_t hash) {
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace

Error file_fault(std::string_view what, const fs::path& path, int code) {
  auto error = Error(ErrorCode::FileSystemFault,
                     fmt::format("Cannot {} '{}': {}", what, path.string(), std::strerror(code)));
  if (code == ENOSPC || code == EDQUOT) return std::move(error).hint("make room on that disk");
  return error;
}

DurableFile::DurableFile(fs::path path, Mode mode, int permissions)
    : path_(std::move(path)),
      number_(open_file(path_, O_WRONLY | O_CREAT | flags_of(mode), permissions)) {}

DurableFile::~DurableFile() { ::close(number_); }

void DurableFile::write(std::string_view bytes) {
  if (const int code = injected("file_write")) throw file_fault("write", path_, code);
  while (!bytes.empty()) {
    const auto count = retried([&] { return ::write(number_, bytes.data(), bytes.size()); });
    if (count < 0) throw file_fault("write", path_, errno);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void DurableFile::sync() { sync_number(number_, path_); }

void sync_file(const fs::path& path) { Descriptor(path).sync(); }

void sync_directory(const fs::path& path) { Descriptor(path, O_DIRECTORY).sync(); }

void replace_file(const fs::path& path, std::string_view text) {
  const fs::path other = path.string() + ".new";
  {
    DurableFile file(other, DurableFile::Mode::Replace);
    file.write(text);
    file.sync();
  }
  rename_durably(other, path);
}

void rename_durably(const fs::path& from, const fs::path& to) {
  if (const int code = injected("file_rename")) throw file_fault("rename", from, code);
  if (rename(from.c_str(), to.c_str()) != 0) throw file_fault("rename", from, errno);
  sync_directory(to.parent_path());
}

void make_directories(const fs::path& path) {
  std::error_code unknown;  // what is there and no directory is noticed when it is used
  if (path.empty() || fs::exists(path, unknown)) return;
  make_directories(path.parent_path());
  if (const int code = injected("file_open")) throw file_fault("make", path, code);
  if (mkdir(path.c_str(), 0777) != 0 && errno != EEXIST) throw file_fault("make", path, errno);
  const auto parent = path.parent_path();
  sync_directory(parent.empty() ? "." : parent);
}

void link_or_copy_file(const fs::path& from, const fs::path& to) {
  std::error_code code;
  fs::create_hard_link(from, to, code);
  if (!code) return;
  fs::copy_file(from, to);
  sync_file(to);
}

std::string read_file(const fs::path& path) {
  const Descriptor file(path);
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
  const Descriptor file(path);
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
