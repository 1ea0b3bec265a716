// Channel: a bounded queue of elements from one subtask to another, in order.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>

#include "engine/batch/batch.h"
#include "engine/runtime/mailbox.h"

namespace streamsql {

// One sending task, one receiving task. The bound is soft: a task looks for room before it handles
// an element, and whatever that element turns into is taken. A full channel stops its sender, so
// pressure walks back to the source.
class Channel {
 public:
  Channel(TaskSignal& sender, TaskSignal& receiver) : sender_(sender), receiver_(receiver) {}

  void push(Element element);    // the sender's thread
  bool has_room() const;         // the sender's thread
  std::optional<Element> pop();  // the receiver's thread
  // The receiver has all that it needs; what still comes is dropped there.
  void refuse();        // the receiver's thread
  bool wanted() const;  // the sender's thread

 private:
  static constexpr std::size_t kCapacity = 8;

  TaskSignal& sender_;
  TaskSignal& receiver_;
  mutable std::mutex mutex_;
  std::deque<Element> elements_;
  std::atomic<bool> wanted_{true};
};

}  // namespace streamsql
