#include "engine/runtime/chain.h"

#include <algorithm>

#include "engine/batch/key_codec.h"
#include "engine/batch/key_group.h"

namespace streamsql {

void ChannelWriter::write(const Batch& batch) {
  if (distribution_ == physical::Distribution::Hash && channels_.size() > 1) {
    return write_hashed(batch);
  }
  channels_[next_]->push(batch);
  next_ = (next_ + 1) % channels_.size();
}

void ChannelWriter::write_hashed(const Batch& batch) {
  std::vector<ColumnPtr> columns;
  for (const auto key : keys_) columns.push_back(batch.column_ptr(static_cast<std::size_t>(key)));
  EncodedKeys keys;
  encode_keys(columns, all_rows(batch.row_count()), keys);
  std::vector<std::vector<std::uint32_t>> rows(channels_.size());
  const auto parallelism = static_cast<int>(channels_.size());
  for (std::uint32_t row = 0; row < batch.row_count(); ++row) {
    const auto subtask = subtask_of(key_group_of(keys.hash(row)), parallelism);
    rows[static_cast<std::size_t>(subtask)].push_back(row);
  }
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    if (!rows[i].empty()) channels_[i]->push(batch.take(rows[i]));
  }
}

void ChannelWriter::broadcast(const Element& element) {
  for (auto* channel : channels_) channel->push(element);
}

bool ChannelWriter::has_room() const {
  return std::all_of(channels_.begin(), channels_.end(),
                     [](const Channel* channel) { return channel->has_room(); });
}

bool ChannelWriter::wanted() const {
  return std::any_of(channels_.begin(), channels_.end(),
                     [](const Channel* channel) { return channel->wanted(); });
}

bool Link::wanted() const {
  if (ended_) return false;
  if (operators.empty() && channels.empty()) return true;  // behind a sink or a collector
  return std::any_of(operators.begin(), operators.end(),
                     [](const auto* next) { return next->link.wanted(); }) ||
         std::any_of(channels.begin(), channels.end(),
                     [](const auto* writer) { return writer->wanted(); });
}

void Link::emit(Batch batch) {
  if (batch.row_count() == 0) return;
  if (records) records->add(batch.row_count());
  for (auto* next : operators) next->process(0, batch);
  for (auto* writer : channels) writer->write(batch);
  if (collector && *collector) (*collector)(batch);
}

void Link::emit(Watermark watermark) {
  for (auto* next : operators) next->on_watermark(watermark);
  for (auto* writer : channels) writer->broadcast(watermark);
}

ChainedOperator& Chain::add(std::unique_ptr<Operator> op, const MetricGroup& metrics) {
  operators_.push_back(std::make_unique<ChainedOperator>(std::move(op), metrics));
  return *operators_.back();
}

ChannelWriter& Chain::add_writer(physical::Distribution distribution, std::vector<int> keys) {
  writers_.push_back(std::make_unique<ChannelWriter>(distribution, std::move(keys)));
  return *writers_.back();
}

bool Chain::has_room() const {
  return std::all_of(writers_.begin(), writers_.end(),
                     [](const auto& writer) { return writer->has_room(); });
}

bool Chain::ready() const {
  return std::all_of(operators_.begin(), operators_.end(),
                     [](const auto& chained) { return chained->op().ready(); });
}

void Chain::on_idle() {
  for (auto& chained : operators_) chained->op().on_idle(chained->link);
}

void Chain::on_time(std::int64_t now_millis) {
  for (auto& chained : operators_) {
    const auto due = chained->op().deadline();
    if (due && *due <= now_millis) chained->op().on_idle(chained->link);
  }
}

std::optional<std::int64_t> Chain::deadline() const {
  std::optional<std::int64_t> earliest;
  for (const auto& chained : operators_) {
    const auto due = chained->op().deadline();
    if (due && (!earliest || *due < *earliest)) earliest = due;
  }
  return earliest;
}

void Chain::before_checkpoint(CheckpointId id) {
  for (auto& chained : operators_) chained->op().before_checkpoint(id, chained->link);
}

void Chain::finish() {
  for (auto& chained : operators_) chained->op().finish(chained->link);
}

void Chain::broadcast(const Element& element) {
  for (auto& writer : writers_) writer->broadcast(element);
}

}  // namespace streamsql
