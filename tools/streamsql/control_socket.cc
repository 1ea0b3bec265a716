#include "tools/streamsql/control_socket.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "engine/base/error.h"

namespace streamsql {
namespace {

constexpr const char* kName = "CONTROL";

// Paths of sockets are short; that of a descriptor's entry in /proc is always short enough.
class SocketAddress {
 public:
  explicit SocketAddress(const std::filesystem::path& path) {
    directory_ = ::open(path.parent_path().c_str(), O_PATH | O_CLOEXEC);
    const auto name = fmt::format("/proc/self/fd/{}/{}", directory_, path.filename().string());
    address_.sun_family = AF_UNIX;
    std::strncpy(address_.sun_path, name.c_str(), sizeof address_.sun_path - 1);
  }
  ~SocketAddress() {
    if (directory_ >= 0) ::close(directory_);
  }
  SocketAddress(const SocketAddress&) = delete;
  SocketAddress& operator=(const SocketAddress&) = delete;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address_); }

 private:
  sockaddr_un address_{};
  int directory_ = -1;
};

void write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const auto count = ::send(file, text.data(), text.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;  // nobody listens any more
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

std::string read_until(int file, char end) {
  std::string out;
  char c = 0;
  while (::read(file, &c, 1) == 1 && c != end) out += c;
  return out;
}

Error nobody_listens(const std::filesystem::path& job_directory) {
  return Error(ErrorCode::InvalidArgument,
               fmt::format("No process runs the job in '{}'", job_directory.string()))
      .hint("'streamsql checkpoints list' shows what it has left");
}

}  // namespace

ControlSocket::ControlSocket(const std::filesystem::path& job_directory, Answer answer)
    : path_(job_directory / kName), answer_(std::move(answer)) {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);  // LOCK is ours: nobody answers there
  socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const SocketAddress address(path_);
  const auto mask = ::umask(0177);
  const bool bound = ::bind(socket_, address.get(), sizeof(sockaddr_un)) == 0;
  ::umask(mask);
  if (!bound || ::listen(socket_, 8) != 0) {
    const auto reason = errno;
    ::close(socket_);
    throw Error(ErrorCode::FileSystemFault,
                fmt::format("Cannot listen at '{}': {}", path_.string(), std::strerror(reason)));
  }
  ended_ = eventfd(0, EFD_CLOEXEC);
  thread_ = std::thread([this] { serve(); });
}

ControlSocket::~ControlSocket() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(ended_, &one, sizeof one);
  thread_.join();
  ::close(socket_);
  ::close(ended_);
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

void ControlSocket::serve() {
  pollfd files[] = {{socket_, POLLIN, 0}, {ended_, POLLIN, 0}};
  for (;;) {
    ::poll(files, 2, -1);
    if (files[1].revents) return;
    const int connection = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) continue;
    serve_one(connection);
    ::close(connection);
  }
}

void ControlSocket::serve_one(int connection) const {
  const timeval patience{5, 0};  // with one who connects and says nothing
  ::setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  try {
    write_all(connection, "ok\n" + answer_(read_until(connection, '\n')));
  } catch (const Error& error) {
    write_all(connection, "error\n" + error.message());
  }
}

std::string ask_job(const std::filesystem::path& job_directory, const std::string& request) {
  const int file = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const SocketAddress address(job_directory / kName);
  if (::connect(file, address.get(), sizeof(sockaddr_un)) != 0) {
    ::close(file);
    throw nobody_listens(job_directory);
  }
  write_all(file, request + "\n");
  const auto verdict = read_until(file, '\n');
  auto text = read_until(file, '\0');
  ::close(file);
  if (verdict == "ok") return text;
  if (verdict.empty()) throw nobody_listens(job_directory);
  throw Error(ErrorCode::ExternalSystemRefused, text);
}

}  // namespace streamsql
