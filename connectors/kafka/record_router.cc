#include "connectors/kafka/record_router.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

#include "connectors/kafka/metadata.h"

namespace streamsql::kafka {
namespace {

WrittenMetadata find_written(const TableDescriptor& table) {
  WrittenMetadata out;
  for (std::size_t i = 0; i < table.metadata.size(); ++i) {
    const auto column = table.physical->fields.size() + i;
    const auto key = find_metadata(table.metadata[i].key);
    if (key == MetadataKey::Topic) out.topic = column;
    if (key == MetadataKey::Timestamp) out.timestamp = column;
    if (key == MetadataKey::Headers) out.headers = column;
  }
  return out;
}

std::vector<HeaderView> headers_of(const Column& column, std::size_t row) {
  std::vector<HeaderView> out;
  const auto& names = *column.children()[0];
  const auto& values = *column.children()[1];
  const auto entries = column.value<ListRef>(row);
  for (std::size_t i = entries.offset; i < entries.offset + entries.length; ++i) {
    const bool is_null = values.is_null(i);
    if (names.is_null(i)) continue;
    out.push_back({names.string(i), is_null ? std::string_view() : values.string(i), is_null});
  }
  return out;
}

}  // namespace

RecordRouter::RecordRouter(const TableDescriptor& table, const TableOptions& options, int subtask)
    : topics_(options.topics),
      topic_pattern_(options.topic_pattern),
      partitioner_(options.partitioner),
      subtask_(subtask),
      written_(find_written(table)) {}

void RecordRouter::send(RunSender& to, OutgoingRun& run, const Batch& batch) {
  written_.any() ? send_each(to, run, batch) : send_all(to, run, batch);
}

Partitioning& RecordRouter::partitioning(const std::string& topic) {
  const auto found = partitionings_.find(topic);
  if (found != partitionings_.end()) return found->second;
  return partitionings_.emplace(topic, Partitioning(partitioner_, subtask_)).first->second;
}

void RecordRouter::send_all(RunSender& to, OutgoingRun& run, const Batch& batch) {
  const auto& topic = to.topic(topics_.front());
  const auto all = all_rows(batch.row_count());
  for (const auto& group : partitioning(topic.name).split(run, topic.partitions, all)) {
    to.send(run, topic, group.partition, group.messages);
  }
}

void RecordRouter::send_each(RunSender& to, OutgoingRun& run, const Batch& batch) {
  for (std::uint32_t row = 0; row < batch.row_count(); ++row) {
    auto& topic = to.topic(topic_of(batch, row));
    const auto& groups = partitioning(topic.name).split(run, topic.partitions, {&row, 1});
    to.send(run, record_of(batch, row, {&topic, groups.front().partition, row, {}, {}}));
  }
}

bool RecordRouter::is_allowed(const std::string& topic) const {
  return std::find(topics_.begin(), topics_.end(), topic) != topics_.end() ||
         partitionings_.contains(topic) ||
         (!topic_pattern_.empty() && re2::RE2::FullMatch(topic, topic_pattern_));
}

std::string RecordRouter::topic_of(const Batch& batch, std::size_t row) const {
  if (topics_.size() == 1) return topics_.front();
  const auto& column = batch.column(*written_.topic);
  if (column.is_null(row)) {
    throw Error(ErrorCode::MalformedRecord,
                "The topic of the sink record is not valid: the "
                "metadata column 'topic' is NULL");
  }
  std::string name(column.string(row));
  if (is_allowed(name)) return name;
  throw Error(
      ErrorCode::MalformedRecord,
      fmt::format("The topic of the sink record is not valid. Expected topic {}: {} but was: {}",
                  topics_.empty() ? "to match" : "to be in",
                  topics_.empty() ? topic_pattern_ : fmt::format("[{}]", fmt::join(topics_, ", ")),
                  name));
}

OutgoingRecord RecordRouter::record_of(const Batch& batch, std::size_t row,
                                       OutgoingRecord record) const {
  if (written_.timestamp && !batch.column(*written_.timestamp).is_null(row)) {
    record.timestamp_millis = batch.column(*written_.timestamp).value<Timestamp>(row).millis;
  }
  if (written_.headers && !batch.column(*written_.headers).is_null(row)) {
    record.headers = headers_of(batch.column(*written_.headers), row);
  }
  return record;
}

}  // namespace streamsql::kafka
