#include "connectors/kafka/marker.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fmt/format.h>

#include "connectors/kafka/partition_list.h"
#include "engine/base/clock.h"

namespace streamsql::kafka {
namespace {

constexpr std::string_view kVersion = "v1:";
constexpr std::size_t kMaxLength = 200;

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127; });
}

// What must be so whatever the table's properties say: an isolation level of read_uncommitted
// answers with the marker before (exactly-once.md §2).
ClientConfig marker_config(ClientConfig config, const MarkerPlace& place) {
  config.role = ClientRole::Consumer;
  config.fixed = {{"group.id", place.group},
                  {"isolation.level", "read_committed"},
                  {"enable.auto.commit", "false"},
                  {"enable.auto.offset.store", "false"},
                  {"retry.backoff.ms", "10"}};
  return config;
}

std::optional<Marker> marker_in(const rd_kafka_topic_partition_t& entry) {
  if (entry.offset < 0 || !entry.metadata) return std::nullopt;
  // librdkafka sizes metadata by the wire, but copies it up to the first NUL.
  const auto* text = static_cast<const char*>(entry.metadata);
  return parse_marker(entry.offset, {text, ::strnlen(text, entry.metadata_size)});
}

}  // namespace

std::string marker_text(CheckpointId id, std::string_view uuid) {
  auto out = fmt::format("{}{}:{}", kVersion, id, uuid);
  if (out.size() < kMaxLength && is_plain(out)) return out;
  throw Error(ErrorCode::Internal, fmt::format("'{}' cannot be a marker", out));
}

std::optional<Marker> parse_marker(std::int64_t offset, std::string_view metadata) {
  if (!metadata.starts_with(kVersion)) return std::nullopt;
  metadata.remove_prefix(kVersion.size());
  const auto colon = std::min(metadata.find(':'), metadata.size());
  Marker out{0, {}};
  const auto [end, error] = std::from_chars(metadata.data(), metadata.data() + colon, out.id);
  if (error != std::errc() || end != metadata.data() + colon) return std::nullopt;
  out.uuid = metadata.substr(std::min(colon + 1, metadata.size()));
  const bool matches = offset >= 0 && static_cast<std::uint64_t>(offset) == out.id;
  if (!matches || out.uuid.empty()) return std::nullopt;
  return out;
}

std::optional<Marker> read_marker(const ClientConfig& consumer, const MarkerPlace& place) {
  constexpr int kTryMs = 2000;
  constexpr std::int64_t kPatienceMs = 60'000;
  Client client(marker_config(consumer, place));
  const auto deadline = system_clock().monotonic_millis() + kPatienceMs;
  while (true) {
    const std::vector<TopicPartition> asked{place.carrier};
    const PartitionList list(asked, RD_KAFKA_OFFSET_INVALID);
    auto failed = rd_kafka_committed(client.handle(), list.get(), kTryMs);
    if (!failed) failed = list.of(place.carrier).err;
    if (!failed) return marker_in(list.of(place.carrier));
    rd_kafka_poll(client.handle(), 10);
    const auto trouble = client.connection_trouble();
    const bool final = trouble && trouble->is_final;
    if (!final && system_clock().monotonic_millis() < deadline) continue;
    if (trouble) throw client.unreachable();
    throw client_error(failed, fmt::format("Cannot read the marker in group '{}', topic '{}'",
                                           place.group, place.carrier.topic));
  }
}

}  // namespace streamsql::kafka
