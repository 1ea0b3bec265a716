#include "engine/plan/window.h"

#include <fmt/format.h>

namespace streamsql {
namespace {

std::string_view window_name(WindowKind kind) {
  switch (kind) {
    case WindowKind::Tumble: return "TUMBLE";
    case WindowKind::Hop: return "HOP";
    case WindowKind::Cumulate: return "CUMULATE";
    case WindowKind::Session: return "SESSION";
  }
  return "";
}

}  // namespace

std::string duration_text(std::int64_t millis) {
  struct Unit {
    std::int64_t millis;
    std::string_view name;
  };
  constexpr Unit kUnits[] = {{86'400'000, "d"}, {3'600'000, "h"}, {60'000, "min"}, {1'000, "s"}};
  for (const auto& unit : kUnits) {
    if (millis % unit.millis == 0 && millis != 0) {
      return fmt::format("{} {}", millis / unit.millis, unit.name);
    }
  }
  return fmt::format("{} ms", millis);
}

std::string to_string(const Window& window, const std::string& first) {
  auto out = fmt::format("{}({}", window_name(window.kind), first);
  const auto size = duration_text(window.size_ms), step = duration_text(window.step_ms);
  switch (window.kind) {
    case WindowKind::Tumble: out += fmt::format(", size=[{}]", size); break;
    case WindowKind::Hop: out += fmt::format(", size=[{}], slide=[{}]", size, step); break;
    case WindowKind::Cumulate: out += fmt::format(", max_size=[{}], step=[{}]", size, step); break;
    case WindowKind::Session: out += fmt::format(", gap=[{}]", size); break;
  }
  if (window.offset_ms != 0) out += fmt::format(", offset=[{}]", duration_text(window.offset_ms));
  return out + ")";
}

}  // namespace streamsql
