#include "engine/runtime/input_gate.h"

#include <algorithm>
#include <utility>

#include "engine/operator/watermark_generator.h"

namespace streamsql {

void InputGate::add(Channel& channel, int input) { ports_.push_back({&channel, input}); }

std::optional<InputGate::Received> InputGate::poll() {
  for (std::size_t tried = 0; tried < ports_.size();) {
    Port& port = ports_[next_];
    auto element = port.has_barrier || port.ended ? std::nullopt : port.channel->pop();
    if (!element) {
      next_ = (next_ + 1) % ports_.size();
      ++tried;
      continue;
    }
    if (auto out = advance(port, std::move(*element))) return Received{std::move(*out), port.input};
  }
  return std::nullopt;
}

void InputGate::refuse() {
  for (auto& port : ports_) port.channel->refuse();
}

std::optional<Element> InputGate::advance(Port& port, Element element) {
  if (const auto* batch = std::get_if<Batch>(&element)) {
    next_ = (next_ + 1) % ports_.size();
    if (batch->running_watermark().empty()) return element;
    return hold_back(*batch, watermark_of_others(port));
  }
  if (const auto* watermark = std::get_if<Watermark>(&element)) {
    port.watermark = std::max(port.watermark, watermark->millis);
    port.idle = false;
    return combine_watermarks();
  }
  if (std::holds_alternative<Idle>(element)) {
    port.idle = true;
    return combine_watermarks();
  }
  if (const auto* barrier = std::get_if<Barrier>(&element)) {
    port.has_barrier = true;
    return align(*barrier);
  }
  return end(port);
}

std::int64_t InputGate::watermark_of_others(const Port& port) const {
  std::int64_t minimum = kMaxWatermark;
  for (const auto& other : ports_) {
    if (&other == &port || other.ended || other.idle) continue;
    minimum = std::min(minimum, other.watermark);
  }
  return minimum;
}

std::optional<Element> InputGate::combine_watermarks() {
  std::int64_t minimum = kMaxWatermark;
  bool any_active = false, any_open = false;
  for (const auto& port : ports_) {
    if (port.ended) continue;
    any_open = true;
    if (port.idle) continue;
    any_active = true;
    minimum = std::min(minimum, port.watermark);
  }
  if (any_open && !any_active) {
    if (std::exchange(idle_, true)) return std::nullopt;
    return Idle{};
  }
  idle_ = false;
  if (!any_open || minimum <= watermark_) return std::nullopt;
  watermark_ = minimum;
  return Watermark{minimum};
}

std::optional<Element> InputGate::align(Barrier barrier) {
  aligning_ = barrier;
  const bool complete = std::all_of(ports_.begin(), ports_.end(), [](const Port& port) {
    return port.has_barrier || port.ended;
  });
  if (!complete) return std::nullopt;
  for (auto& port : ports_) port.has_barrier = false;
  aligning_.reset();
  return barrier;
}

std::optional<Element> InputGate::end(Port& port) {
  port.ended = true;
  const bool complete =
      std::all_of(ports_.begin(), ports_.end(), [](const Port& other) { return other.ended; });
  if (complete) return EndOfInput{};
  // An end may be the last thing that an alignment or the minimum was waiting for.
  if (aligning_) return align(*aligning_);
  return combine_watermarks();
}

}  // namespace streamsql
