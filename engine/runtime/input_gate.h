// InputGate: merges the channels of a task: batches pass, watermarks are the minimum, barriers and
// ends wait until every channel has one.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/runtime/channel.h"

namespace streamsql {

// The receiving task's thread only.
class InputGate {
 public:
  struct Received {
    Element element;
    int input;  // the operator's input that a batch belongs to
  };

  void add(Channel& channel, int input);
  bool has_channels() const { return !ports_.empty(); }
  // The minimum that was reached; a restored one is never gone below.
  std::int64_t watermark() const { return watermark_; }
  void restore(std::int64_t watermark) {
    watermark_ = watermark;
    for (auto& port : ports_) port.watermark = watermark;  // none was below it
  }
  // The next element that the task must handle; nothing when all channels are empty or blocked.
  // Watermark: the minimum over the non-idle channels has grown. Idle: all are idle. Barrier: all
  // channels have it; those that had it first were not read meanwhile. EndOfInput: all have ended.
  std::optional<Received> poll();
  // Tells every sender that its rows are no longer wanted. They end when they have heard it.
  void refuse();

 private:
  struct Port {
    Channel* channel;
    int input;
    std::int64_t watermark = INT64_MIN;
    bool idle = false, ended = false, has_barrier = false;
  };
  std::optional<Element> advance(Port& port, Element element);
  std::optional<Element> combine_watermarks();
  // What the rows of a port must not be ahead of.
  std::int64_t watermark_of_others(const Port& port) const;
  std::optional<Element> align(Barrier barrier);
  std::optional<Element> end(Port& port);

  std::vector<Port> ports_;
  std::size_t next_ = 0;  // round robin, so that no channel starves
  std::int64_t watermark_ = INT64_MIN;
  bool idle_ = false;
  std::optional<Barrier> aligning_;
};

}  // namespace streamsql
