#include "engine/runtime/channel.h"

namespace streamsql {

void Channel::push(Element element) {
  bool was_empty;
  {
    const std::lock_guard lock(mutex_);
    was_empty = elements_.empty();
    elements_.push_back(std::move(element));
  }
  if (was_empty) receiver_.ring();
}

bool Channel::has_room() const {
  const std::lock_guard lock(mutex_);
  return elements_.size() < kCapacity;
}

void Channel::refuse() {
  if (wanted_.exchange(false)) sender_.ring();
}

bool Channel::wanted() const { return wanted_; }

std::optional<Element> Channel::pop() {
  std::optional<Element> element;
  bool was_full;
  {
    const std::lock_guard lock(mutex_);
    if (elements_.empty()) return std::nullopt;
    was_full = elements_.size() >= kCapacity;
    element = std::move(elements_.front());
    elements_.pop_front();
  }
  if (was_full) sender_.ring();
  return element;
}

}  // namespace streamsql
