// ControlSocket: how `streamsql stop`, `savepoint` and `why` reach a job that another process runs.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <thread>

namespace streamsql {

// A unix socket CONTROL, 0600, in the job directory. One request per connection: a line of words
// separated by tabs; the answer is text until the connection is closed, its first line "ok" or
// "error". Answers on its own thread, one request after the other.
class ControlSocket {
 public:
  using Answer = std::function<std::string(const std::string& request)>;  // may throw Error
  ControlSocket(const std::filesystem::path& job_directory, Answer answer);
  ~ControlSocket();
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

 private:
  void serve();
  void serve_one(int connection) const;

  const std::filesystem::path path_;
  const Answer answer_;
  int socket_ = -1, ended_ = -1;  // file descriptors
  std::thread thread_;
};

// Sends a request and returns what follows "ok". Throws Error: InvalidArgument when nobody listens,
// ExternalSystemRefused with what the job said.
std::string ask_job(const std::filesystem::path& job_directory, const std::string& request);

}  // namespace streamsql
