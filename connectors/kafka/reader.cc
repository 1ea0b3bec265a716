#include "connectors/kafka/reader.h"

#include <deque>
#include <fmt/format.h>

#include "connectors/kafka/consumer.h"

namespace streamsql::kafka {
namespace {

using Millis = std::chrono::milliseconds;

// What one run has become, waiting to be handed out: usually one batch.
struct Decoded {
  std::deque<Batch> batches;
  std::string split;
  PartitionSplit position;  // behind the run
};

class Reader : public SourceReader {
 public:
  Reader(ReaderSettings settings, const ConnectorContext& context)
      : clock_(context.clock),
        consumer_(std::move(settings.client)),
        decoder_(make_row_decoder(settings.plan)),
        bad_records_(std::move(settings.bad_records)),
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
    for (const auto& split : splits) {
      added.push_back(parse_split(split));
      auto group = metrics_.with("topic", added.back().where.topic)
                       .with("partition", std::to_string(added.back().where.partition));
      lags_.push_back(&group.gauge("source_lag"));
    }
    positions_.insert(positions_.end(), added.begin(), added.end());
    consumer_.add(added);
  }

  void no_more_splits() override { no_more_splits_ = true; }

  Progress poll(std::chrono::milliseconds timeout, std::optional<SplitBatch>& out) override {
    out.reset();
    update_metrics();
    while (waiting_.batches.empty()) {
      if (failure_) throw Error(*failure_);
      if (is_finished()) return Progress::Finished;
      // Say that nothing is there before waiting, so that what was made of the last rows is sent.
      auto run = consumer_.poll(busy_ ? Millis(0) : timeout);
      if (!run) return none();
      decode(*run);
      busy_ = true;
    }
    split_ = waiting_.split;
    out.emplace(SplitBatch{std::move(waiting_.batches.front()), split_});
    waiting_.batches.pop_front();
    if (waiting_.batches.empty()) positions_[current_] = waiting_.position;
    return Progress::HasRows;
  }

  std::vector<Split> positions() const override {
    std::vector<Split> out;
    for (const auto& position : positions_) out.push_back(position.to_split());
    return out;
  }

  void commit(CheckpointId, std::span<const Split> positions) override {
    bad_records_->flush();
    if (!commits_) return;
    std::vector<PartitionSplit> parsed;
    for (const auto& split : positions) parsed.push_back(parse_split(split));
    consumer_.commit(parsed);
  }

  void wake_up() override { consumer_.wake_up(); }

 private:
  Progress none() {
    busy_ = false;
    return is_finished() ? Progress::Finished : Progress::NothingYet;
  }
  bool is_finished() const { return no_more_splits_ && consumer_.all_done(); }

  void decode(const Consumer::Run& run) {
    consumer_.client()->connection().recovered();
    auto decoded = decoder_->decode(run.messages);
    count(run, decoded);
    current_ = run.partition;
    waiting_.position = consumer_.partitions()[run.partition];
    report_bad(run, decoded);
    waiting_.split = waiting_.position.where.to_string();
    add_batches(decoded.rows);
    if (waiting_.batches.empty()) positions_[current_] = waiting_.position;
  }

  // A message may hold many rows, and a batch only so many.
  void add_batches(const Batch& rows) {
    if (rows.row_count() == 0) return;
    if (rows.row_count() <= kMaxBatchRows) return waiting_.batches.push_back(rows);
    const auto all = all_rows(rows.row_count());
    for (std::size_t at = 0; at < all.size(); at += kMaxBatchRows) {
      waiting_.batches.push_back(
          rows.take(all.subspan(at, std::min(kMaxBatchRows, all.size() - at))));
    }
  }

  void count(const Consumer::Run& run, const DecodedRun& decoded) {
    std::uint64_t bytes = 0;
    for (const auto* message : run.messages->messages()) bytes += message->len + message->key_len;
    bytes_.add(bytes);
    records_.add(run.messages->messages().size());
    skipped_.add(decoded.skipped);
  }

  // Under the fail policy the rows before the bad record still go out, as in Flink.
  void report_bad(const Consumer::Run& run, DecodedRun& decoded) {
    for (const auto& bad : decoded.bad) {
      const auto& message = *run.messages->messages()[bad.message];
      const auto& where = consumer_.partitions()[run.partition].where;
      const auto place = fmt::format("topic '{}', partition {}, offset {}", where.topic,
                                     where.partition, message.offset);
      const auto reason = bad.in_key ? "Key: " + bad.reason : bad.reason;
      const std::string_view bytes(static_cast<const char*>(message.payload), message.len);
      try {
        bad_records_->report({bytes, place, reason, clock_.wall_micros()});
      } catch (const Error& error) {
        failure_ = error;
        waiting_.position.next = message.offset;
        keep_rows_before(bad.message, decoded);
        return;
      }
    }
  }

  static void keep_rows_before(std::uint32_t message, DecodedRun& decoded) {
    std::size_t rows = 0;
    for (std::uint32_t m = 0; m < message; ++m) rows += decoded.row_counts[m];
    decoded.rows = decoded.rows.take(all_rows(decoded.rows.row_count()).first(rows));
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
  bool commits_;
  bool no_more_splits_ = false;
  std::vector<PartitionSplit> positions_;  // behind the rows that were handed out
  Decoded waiting_;
  std::size_t current_ = 0;
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
