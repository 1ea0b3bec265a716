// Signals: Ctrl-C and SIGTERM as calls on a thread, not in a handler.
#pragma once

#include <functional>
#include <thread>

namespace streamsql {

// While it lives, SIGINT and SIGTERM call `on_signal` with 1, 2, … on its thread. Made before any
// other thread is, so that all threads inherit the blocked signals.
class SignalWatch {
 public:
  explicit SignalWatch(std::function<void(int)> on_signal);
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

 private:
  void watch();

  std::function<void(int)> on_signal_;
  int signals_, ended_;  // file descriptors
  std::thread thread_;
};

// Writing to a closed pipe is an error of that write, not the end of the process.
void ignore_broken_pipes();

}  // namespace streamsql
