// Chain: operators of one subtask that call each other directly, and the channels behind them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/operator/operator.h"
#include "engine/plan/physical.h"
#include "engine/runtime/channel.h"

namespace streamsql {

// Spreads the elements of one subtask over the subtasks behind an exchange. Batches go where the
// distribution says; everything else goes to all.
class ChannelWriter {
 public:
  ChannelWriter(physical::Distribution distribution, std::vector<int> keys)
      : distribution_(distribution), keys_(std::move(keys)) {}
  void add(Channel& channel) { channels_.push_back(&channel); }
  void write(const Batch& batch);
  void broadcast(const Element& element);
  bool has_room() const;
  bool wanted() const;  // any receiver still wants rows

 private:
  void write_hashed(const Batch& batch);

  physical::Distribution distribution_;
  std::vector<int> keys_;
  std::vector<Channel*> channels_;
  std::size_t next_ = 0;
};

// Takes what a SELECT yields. Called on task threads, one at a time per root.
using Collector = std::function<void(const Batch&)>;

class ChainedOperator;

// What one operator's rows flow into: further operators, channels, a collector.
class Link final : public Output {
 public:
  void emit(Batch batch) override;
  void emit(Watermark watermark) override;
  void end() override { ended_ = true; }
  // Whether what is emitted here can still change a result.
  bool wanted() const;

  std::vector<ChainedOperator*> operators;
  std::vector<ChannelWriter*> channels;
  const Collector* collector = nullptr;
  Counter* records = nullptr;  // counts what is emitted; null at the head of a chain

 private:
  bool ended_ = false;
};

class ChainedOperator {
 public:
  ChainedOperator(std::unique_ptr<Operator> op, const MetricGroup& metrics)
      : op_(std::move(op)), records_in_(metrics.counter("records_in_total")) {
    link.records = &metrics.counter("records_out_total");
  }

  void process(int input, const Batch& batch) {
    records_in_.add(batch.row_count());
    op_->process(input, batch, link);
  }
  // Time does not go back, as it would behind a restore until the input has come so far again.
  void on_watermark(Watermark watermark) {
    if (watermark.millis < watermark_) return;
    watermark_ = watermark.millis;
    op_->on_watermark(watermark, link);
  }
  std::int64_t watermark() const { return watermark_; }  // the last one
  Operator& op() { return *op_; }

  Link link;

 private:
  std::int64_t watermark_ = INT64_MIN;
  std::unique_ptr<Operator> op_;
  Counter& records_in_;
};

// The operators of one subtask in topological order, behind one head link that the task's source or
// gate feeds. The task's thread only, after it is built.
class Chain {
 public:
  Link head;

  ChainedOperator& add(std::unique_ptr<Operator> op, const MetricGroup& metrics);
  ChannelWriter& add_writer(physical::Distribution distribution, std::vector<int> keys);
  void open(std::size_t index, const OperatorContext& context) {
    operators_[index]->op().open(context);
  }
  std::size_t size() const { return operators_.size(); }
  ChainedOperator& at(std::size_t index) { return *operators_[index]; }

  bool has_room() const;  // of the channels
  bool ready() const;     // of the operators
  void on_idle();
  // Calls on_idle of the operators whose deadline has come.
  void on_time(std::int64_t now_millis);
  std::optional<std::int64_t> deadline() const;
  void before_checkpoint(CheckpointId id);
  void finish();
  void broadcast(const Element& element);  // to every channel

 private:
  std::vector<std::unique_ptr<ChainedOperator>> operators_;
  std::vector<std::unique_ptr<ChannelWriter>> writers_;
};

}  // namespace streamsql
