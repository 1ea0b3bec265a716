#include "engine/connector/connector.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/base/suggestion.h"

namespace streamsql {
namespace {

template <typename T>
void add_named(std::vector<std::unique_ptr<T>>& entries, std::unique_ptr<T> entry) {
  const auto same = [&](const auto& other) { return other->name() == entry->name(); };
  if (std::any_of(entries.begin(), entries.end(), same)) {
    throw Error(ErrorCode::Internal, fmt::format("'{}' is registered twice", entry->name()));
  }
  entries.push_back(std::move(entry));
}

template <typename T>
const T* find_named(const std::vector<std::unique_ptr<T>>& entries, std::string_view name) {
  for (const auto& entry : entries) {
    if (entry->name() == name) return entry.get();
  }
  return nullptr;
}

template <typename T>
std::vector<const T*> sorted(const std::vector<std::unique_ptr<T>>& entries) {
  std::vector<const T*> out;
  for (const auto& entry : entries) out.push_back(entry.get());
  std::sort(out.begin(), out.end(), [](auto* a, auto* b) { return a->name() < b->name(); });
  return out;
}

// "did you mean 'kafka'? Available: blackhole, kafka, print."
template <typename T>
std::string hint_for(const std::vector<std::unique_ptr<T>>& entries, std::string_view name) {
  std::vector<std::string> names;
  for (const auto* entry : sorted(entries)) names.emplace_back(entry->name());
  const std::string meant = did_you_mean(name, names);
  const std::string list = fmt::format("{}", fmt::join(names, ", "));
  return meant.empty() ? "available: " + list : meant + " Available: " + list;
}

}  // namespace

void FormatRegistry::add(std::unique_ptr<FormatFactory> format) {
  add_named(formats_, std::move(format));
}

const FormatFactory& FormatRegistry::find(std::string_view name) const {
  if (const auto* format = find_named(formats_, name)) return *format;
  throw Error(ErrorCode::UnknownFormat, fmt::format("There is no format '{}'", name))
      .hint(hint_for(formats_, name));
}

std::vector<const FormatFactory*> FormatRegistry::all() const { return sorted(formats_); }

void ConnectorRegistry::add(std::unique_ptr<ConnectorFactory> connector) {
  add_named(connectors_, std::move(connector));
}

const ConnectorFactory& ConnectorRegistry::find(std::string_view name) const {
  if (const auto* connector = find_named(connectors_, name)) return *connector;
  throw Error(ErrorCode::UnknownConnector, fmt::format("There is no connector '{}'", name))
      .hint(hint_for(connectors_, name));
}

std::vector<const ConnectorFactory*> ConnectorRegistry::all() const { return sorted(connectors_); }

}  // namespace streamsql
