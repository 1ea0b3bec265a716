#include "connectors/filesystem/partition_committer.h"

#include <fmt/format.h>

#include "connectors/filesystem/partition_path.h"

namespace streamsql::filesystem {
namespace {

// The text that names a partition's time: the pattern with values for '$column', or the first
// value.
std::string time_text(const FileTable& table, const std::string& partition) {
  const auto& keys = table.descriptor.partition_keys;
  const auto value_of = [&](const std::string& key) {
    return partition_value(partition, key).value_or("");
  };
  if (!table.commit.time_pattern) return value_of(keys.front());
  std::string out = *table.commit.time_pattern;
  for (const auto& key : keys) {
    const auto value = value_of(key);
    const auto name = "$" + key;
    for (std::size_t at = 0; (at = out.find(name, at)) != out.npos; at += value.size()) {
      out.replace(at, name.size(), value);
    }
  }
  return out;
}

}  // namespace

void PartitionCommitter::begin(const std::string& partition) {
  if (begun_.contains(partition)) return;
  begun_[partition] = table_.commit.by_event_time ? time_of(partition) : clock_.monotonic_millis();
}

std::int64_t PartitionCommitter::time_of(const std::string& partition) const {
  const auto& formatter = table_.commit.time_formatter;
  const auto text = time_text(table_, partition);
  const auto local = formatter ? formatter->parse_local(text) : parse_timestamp(text, 9);
  if (local) return table_.commit.watermark_zone->to_instant(*local).millis;
  throw Error(ErrorCode::MalformedRecord,
              fmt::format("Partition '{}' of table '{}' names no time: '{}' cannot be read",
                          partition, table_.descriptor.short_name, text))
      .hint("see 'partition.time-extractor.timestamp-pattern' and '…-formatter'");
}

bool PartitionCommitter::is_due(std::int64_t time) const {
  const auto delay = table_.commit.delay.count();
  if (!table_.commit.by_event_time) return clock_.monotonic_millis() - time >= delay;
  return watermark_millis_ > time + delay;
}

std::vector<std::string> PartitionCommitter::due(bool all) const {
  std::vector<std::string> out;
  for (const auto& [partition, time] : begun_) {
    if (all || is_due(time)) out.push_back(partition);
  }
  return out;
}

}  // namespace streamsql::filesystem
