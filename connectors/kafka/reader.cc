#include "connectors/kafka/reader.h"

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <numeric>
#include <utility>

#include "connectors/kafka/consumer.h"
#include "connectors/kafka/offsets.h"

namespace streamsql::kafka {
namespace {

using Millis = std::chrono::milliseconds;

// A part of a run that is handed out as one batch: usually all of it.
struct Piece {
  Batch rows;
  std::size_t first_row;     // within the run
  std::uint32_t begin, end;  // messages
  PartitionSplit position;   // behind the rows
};

// What one run has become.
struct Decoded {
  std::deque<Piece> pieces;  // that wait to be handed out
  ConsumedRunPtr messages;
  std::vector<BadMessage> bad;
  std::vector<std::uint32_t> row_counts;
};

Batch part(const Batch& rows, std::size_t begin, std::size_t count) {
  std::vector<std::uint32_t> indices(count);
  std::iota(indices.begin(), indices.end(), static_cast<std::uint32_t>(begin));
  return rows.take(indices);
}

class Reader : public SourceReader {
 public:
  Reader(ReaderSettings settings, const ConnectorContext& context)
      : clock_(context.clock),
        consumer_(std::move(settings.client)),
        decoder_(make_row_decoder(settings.plan)),
        bad_records_(std::move(settings.bad_records)),
        group_id_(std::move(settings.group_id)),
        stop_(std::move(settings.stop)),
        commits_(settings.commits_offsets),
        metrics_(context.metrics),
        records_(metrics_.counter("source_messages_total")),
        bytes_(metrics_.counter("source_bytes_total")),
        skipped_(metrics_.counter("source_skipped_records_total")),
        errors_(metrics_.counter("source_fetch_errors_total")),
        commit_count_(metrics_.counter("source_commits_total")),
        failed_commits_(metrics_.counter("source_failed_commits_total")),
        repeated_(metrics_.counter("source_repeated_messages_total")) {}

  void add_splits(std::span<const Split> splits) override {
    std::vector<PartitionSplit> added;
    for (const auto& split : splits) added.push_back(parse_split(split));
    settle_ends(added);
    positions_.insert(positions_.end(), added.begin(), added.end());
    for (auto& split : added) {
      rows_done_.push_back(std::exchange(split.rows_done, 0));
      end_told_.push_back(false);
      auto group = metrics_.with("topic", split.where.topic)
                       .with("partition", std::to_string(split.where.partition));
      lags_.push_back(&group.gauge("source_lag"));
    }
    consumer_.add(added);
  }

  void no_more_splits() override { no_more_splits_ = true; }

  Progress poll(std::chrono::milliseconds timeout, std::optional<SplitBatch>& out) override {
    out.reset();
    update_metrics();
    while (true) {
      if (hand_out(out)) return Progress::HasRows;
      if (failure_) throw Error(*failure_);
      if (tell_end(out)) return Progress::HasRows;
      if (is_finished()) return Progress::Finished;
      // Say that nothing is there before waiting, so that what was made of the last rows is sent.
      auto run = consumer_.poll(busy_ ? Millis(0) : timeout);
      if (!run) return none();
      decode(*run);
      busy_ = true;
    }
  }

  std::vector<Split> positions() const override {
    std::vector<Split> out;
    for (const auto& position : positions_) out.push_back(position.to_split());
    return out;
  }

  void prepare(CheckpointId id) override { bad_records_->prepare(id); }

  void commit(CheckpointId, std::span<const Split> positions) override {
    bad_records_->flush();
    if (!commits_) return;
    std::vector<PartitionSplit> parsed;
    for (const auto& split : positions) parsed.push_back(parse_split(split));
    consumer_.commit(parsed);
  }

  void hold_splits(std::span<const std::string> ids) override {
    std::vector<std::size_t> held;
    for (std::size_t i = 0; i < positions_.size(); ++i) {
      const auto id = positions_[i].where.to_string();
      if (std::find(ids.begin(), ids.end(), id) != ids.end()) held.push_back(i);
    }
    consumer_.hold(held);
  }

  void wake_up() override { consumer_.wake_up(); }

 private:
  Progress none() {
    busy_ = false;
    return is_finished() ? Progress::Finished : Progress::NothingYet;
  }
  // The options say where the input ends, also when a checkpoint was taken under others.
  void settle_ends(std::vector<PartitionSplit>& splits) {
    std::vector<TopicPartition> endless;
    for (auto& split : splits) {
      if (stop_.mode == BoundedMode::Unbounded) split.stop.reset();
      if (!split.stop) endless.push_back(split.where);
    }
    if (stop_.mode == BoundedMode::Unbounded || endless.empty()) return;
    const auto ends = OffsetQueries(*consumer_.client(), group_id_).stop(endless, stop_);
    for (auto& split : splits) {
      const auto end = ends.find(split.where);
      if (!split.stop && end != ends.end()) split.stop = end->second;
    }
  }
  // A split that has ended says so once, by a batch without rows.
  bool tell_end(std::optional<SplitBatch>& out) {
    if (stop_.mode == BoundedMode::Unbounded) return false;
    for (std::size_t i = 0; i < positions_.size(); ++i) {
      if (end_told_[i] || !consumer_.is_done(i)) continue;
      end_told_[i] = true;
      split_ = positions_[i].where.to_string();
      out.emplace(SplitBatch{Batch({}, 0), split_});
      return true;
    }
    return false;
  }
  bool is_finished() const { return no_more_splits_ && consumer_.all_done(); }

  void decode(const Consumer::Run& run) {
    consumer_.client()->connection().recovered();
    auto decoded = decoder_->decode(run.messages);
    count(run, decoded);
    current_ = run.partition;
    split_ = consumer_.partitions()[current_].where.to_string();
    skip_rows_done(run, decoded);
    waiting_ = {{}, run.messages, std::move(decoded.bad), std::move(decoded.row_counts)};
    cut(decoded.rows);
  }

  // A checkpoint fell between two batches of one message.
  void skip_rows_done(const Consumer::Run& run, DecodedRun& decoded) {
    const auto done = std::exchange(rows_done_[current_], 0);
    const bool same = run.messages->messages().front()->offset == positions_[current_].next;
    if (done == 0 || !same) return;
    auto& count = decoded.row_counts.front();
    const auto skipped = std::min<std::uint64_t>(done, count);
    decoded.rows = part(decoded.rows, skipped, decoded.rows.row_count() - skipped);
    count -= static_cast<std::uint32_t>(skipped);
    first_rows_done_ = skipped;
  }

  // A message may hold many rows, and a batch only so many.
  void cut(const Batch& rows) {
    const auto& behind = consumer_.partitions()[current_];
    const auto messages = static_cast<std::uint32_t>(waiting_.row_counts.size());
    if (rows.row_count() <= kMaxBatchRows) {
      waiting_.pieces.push_back({rows, 0, 0, messages, behind});
    } else {
      cut_long(rows, behind);
    }
    first_rows_done_ = 0;
  }

  void cut_long(const Batch& rows, const PartitionSplit& behind) {
    std::uint32_t message = 0;
    std::uint64_t done = first_rows_done_, left = waiting_.row_counts.front();
    for (std::size_t at = 0; at < rows.row_count(); at += kMaxBatchRows) {
      const auto size = std::min(kMaxBatchRows, rows.row_count() - at);
      const auto first = message;
      std::uint64_t wanted = size;
      while (wanted >= left && message < waiting_.row_counts.size()) {
        wanted -= left;
        done = 0;
        left = ++message < waiting_.row_counts.size() ? waiting_.row_counts[message] : 0;
      }
      done += wanted;
      left -= wanted;
      auto position = behind;
      if (message < waiting_.row_counts.size()) {
        position.next = waiting_.messages->messages()[message]->offset;
        position.rows_done = done;
      }
      waiting_.pieces.push_back({part(rows, at, size), at, first, message, position});
    }
  }

  bool hand_out(std::optional<SplitBatch>& out) {
    while (!waiting_.pieces.empty() && !out) {
      auto piece = std::move(waiting_.pieces.front());
      waiting_.pieces.pop_front();
      report_bad(piece);
      positions_[current_] = piece.position;
      if (piece.rows.row_count() > 0) out.emplace(SplitBatch{std::move(piece.rows), split_});
      if (failure_) waiting_.pieces.clear();
    }
    return out.has_value();
  }

  void count(const Consumer::Run& run, const DecodedRun& decoded) {
    std::uint64_t bytes = 0;
    for (const auto* message : run.messages->messages()) bytes += message->len + message->key_len;
    bytes_.add(bytes);
    records_.add(run.messages->messages().size());
    skipped_.add(decoded.skipped);
  }

  // Under the fail policy the rows before the bad record still go out, as in Flink.
  void report_bad(Piece& piece) {
    for (const auto& bad : waiting_.bad) {
      if (bad.message < piece.begin || bad.message >= piece.end) continue;
      const auto& message = *waiting_.messages->messages()[bad.message];
      const auto& where = positions_[current_].where;
      const auto place = fmt::format("topic '{}', partition {}, offset {}", where.topic,
                                     where.partition, message.offset);
      const auto reason = bad.in_key ? "Key: " + bad.reason : bad.reason;
      const std::string_view bytes(static_cast<const char*>(message.payload), message.len);
      try {
        bad_records_->report({bytes, place, reason, clock_.wall_micros()});
      } catch (const Error& error) {
        failure_ = error;
        piece.position.next = message.offset;
        piece.position.rows_done = 0;
        keep_rows_before(bad.message, piece);
        return;
      }
    }
  }

  void keep_rows_before(std::uint32_t message, Piece& piece) const {
    std::size_t before = 0;
    for (std::uint32_t m = 0; m < message; ++m) before += waiting_.row_counts[m];
    piece.rows = piece.rows.take(all_rows(before - piece.first_row));
  }

  void update_metrics() {
    const auto now = clock_.monotonic_millis();
    if (now - last_update_ < 500 && last_update_ != 0) return;
    last_update_ = now;
    for (std::size_t i = 0; i < lags_.size(); ++i) {
      if (const auto lag = consumer_.lag(i)) lags_[i]->set(*lag);
    }
    auto counts = consumer_.counts();
    counts.errors += consumer_.client()->connection().error_count();
    errors_.add(counts.errors - counted_.errors);
    commit_count_.add(counts.commits - counted_.commits);
    failed_commits_.add(counts.failed_commits - counted_.failed_commits);
    repeated_.add(counts.repeated - counted_.repeated);
    counted_ = counts;
  }

  const Clock& clock_;
  Consumer consumer_;
  std::unique_ptr<RowDecoder> decoder_;
  std::unique_ptr<BadRecords> bad_records_;
  const std::string group_id_;
  const StopOptions stop_;
  bool commits_;
  bool no_more_splits_ = false;
  std::vector<PartitionSplit> positions_;  // behind the rows that were handed out
  Decoded waiting_;
  std::size_t current_ = 0;
  std::vector<bool> end_told_;            // per partition
  std::vector<std::uint64_t> rows_done_;  // per partition: of its first message, when restored
  std::uint64_t first_rows_done_ = 0;     // of the first message of the run at hand
  std::string split_;
  bool busy_ = false;  // rows came since NothingYet was last answered
  std::optional<Error> failure_;
  std::int64_t last_update_ = 0;
  Consumer::Counts counted_;  // in the metrics so far
  MetricGroup metrics_;
  Counter &records_, &bytes_, &skipped_, &errors_, &commit_count_, &failed_commits_, &repeated_;
  std::vector<Gauge*> lags_;
};

}  // namespace

std::unique_ptr<SourceReader> make_reader(ReaderSettings settings,
                                          const ConnectorContext& context) {
  return std::make_unique<Reader>(std::move(settings), context);
}

}  // namespace streamsql::kafka
