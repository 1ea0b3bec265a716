// LookupJoin: FOR SYSTEM_TIME AS OF a processing time on a table that answers keys. Batches whose
// keys are all cached pass at once; others wait for their answers, and later batches and watermarks
// wait behind them, so that the output keeps the input's order.
#include <algorithm>
#include <deque>
#include <unordered_map>

#include "engine/operator/lookup_cache.h"
#include "engine/operator/lookup_client.h"
#include "engine/operator/operators.h"

namespace streamsql {
namespace {

// Batches that wait for answers; beyond this the source is held back.
constexpr std::size_t kMaxWaitingBatches = 16;

struct WaitingBatch {
  Batch input;
  std::vector<LookupMatch> matches;
  std::size_t unanswered = 0;          // probe rows
  std::optional<Watermark> watermark;  // instead of rows
};

class LookupJoin final : public Operator {
 public:
  LookupJoin(const physical::Node& node, std::shared_ptr<LookupCaches> caches)
      : join_(std::get<physical::LookupJoin>(node.node)), node_(node.id), caches_(caches) {}

  void open(const OperatorContext& context) override {
    context_.emplace(context);
    cache_ = caches_->get({node_, join_.found, join_.lookup->options(), context.clock});
    client_.emplace(join_, *context_,
                    LookupClient::Handlers{[this](const auto& question, const auto& rows) {
                                             answered(question, rows);
                                           },
                                           [this](const auto& question) { gave_up(question); }});
    hits_ = &context.metrics.counter("lookup_hits_total");
    misses_ = &context.metrics.counter("lookup_misses_total");
    entries_gauge_ = &context.metrics.gauge("lookup_cache_entries");
    bytes_gauge_ = &context.metrics.gauge("lookup_cache_bytes");
  }

  bool ready() const override { return waiting_.size() < kMaxWaitingBatches; }

  void process(int, const Batch& batch, Output& out) override {
    out_ = &out;
    auto waiting = std::make_shared<WaitingBatch>();
    waiting->input = batch;
    probe(waiting);
    waiting_.push_back(std::move(waiting));
    emit_ready();
  }

  void on_watermark(Watermark watermark, Output& out) override {
    out_ = &out;
    if (waiting_.empty()) return out.emit(watermark);
    waiting_.push_back(std::make_shared<WaitingBatch>());
    waiting_.back()->watermark = watermark;
  }

  void on_idle(Output&) override { client_->on_time(); }
  std::optional<std::int64_t> deadline() const override { return client_->deadline(); }
  void before_checkpoint(CheckpointId, Output& out) override { drain(out); }
  void finish(Output& out) override { drain(out); }

 private:
  using WaitingPtr = std::shared_ptr<WaitingBatch>;

  // A key that has been asked for, and the probe rows that want it.
  struct Ticket {
    std::string key;
    std::uint64_t hash;
    std::vector<std::pair<WaitingPtr, std::uint32_t>> rows;
  };

  void probe(const WaitingPtr& waiting) {
    const auto columns = key_columns(waiting->input);
    const auto rows = rows_with_keys(columns, waiting->input.row_count());
    encode_keys(columns, rows, keys_);
    cache_->probe(keys_, rows, probe_);
    waiting->matches = probe_.matches;
    hits_->add(rows.size() - probe_.misses.size());
    if (probe_.misses.empty()) return;
    misses_->add(probe_.misses.size());
    waiting->unanswered = probe_.misses.size();
    ask(waiting, columns, rows);
  }

  std::vector<ColumnPtr> key_columns(const Batch& batch) const {
    const auto rows = all_rows(batch.row_count());
    std::vector<ColumnPtr> columns;
    for (const auto& key : join_.keys) {
      columns.push_back(evaluate(*key, context_->evaluation, batch, rows));
    }
    return columns;
  }

  // A NULL key matches nothing and sends no query.
  Selection rows_with_keys(const std::vector<ColumnPtr>& columns, std::size_t row_count) {
    const auto has_nulls = [](const ColumnPtr& column) { return column->has_nulls(); };
    if (std::none_of(columns.begin(), columns.end(), has_nulls)) return all_rows(row_count);
    keyed_rows_.clear();
    for (const auto row : all_rows(row_count)) {
      const bool null = std::any_of(columns.begin(), columns.end(), [row](const ColumnPtr& column) {
        return column->is_null(row);
      });
      if (!null) keyed_rows_.push_back(row);
    }
    return keyed_rows_;
  }

  // One ticket per distinct key; a key in flight is not asked again.
  void ask(const WaitingPtr& waiting, const std::vector<ColumnPtr>& columns, Selection rows) {
    std::vector<std::uint32_t> first_rows;
    std::vector<std::uint64_t> tickets;
    for (const auto miss : probe_.misses) {
      const std::string key(keys_.key(miss));
      const auto [found, is_new] = in_flight_.try_emplace(key, next_ticket_);
      if (is_new) {
        tickets_[next_ticket_] = {key, keys_.hash(miss), {}};
        tickets.push_back(next_ticket_++);
        first_rows.push_back(rows[miss]);
      }
      tickets_[found->second].rows.emplace_back(waiting, rows[miss]);
    }
    const auto step = std::max<std::size_t>(client_->keys_per_question(), 1);
    for (std::size_t begin = 0; begin < tickets.size(); begin += step) {
      const auto count = std::min(step, tickets.size() - begin);
      std::vector<ColumnPtr> keys;
      for (const auto& column : columns) {
        keys.push_back(column->take(Selection(first_rows).subspan(begin, count)));
      }
      const auto first = tickets.begin() + static_cast<std::ptrdiff_t>(begin);
      client_->ask(
          {Batch(std::move(keys), count), {first, first + static_cast<std::ptrdiff_t>(count)}});
    }
  }

  void answered(const LookupQuestion& question, const LookupRows& answer) {
    std::size_t next = 0;
    std::vector<std::uint32_t> indices;
    for (std::uint32_t key = 0; key < question.tickets.size(); ++key) {
      indices.clear();
      for (; next < answer.key_row.size() && answer.key_row[next] == key; ++next) {
        indices.push_back(static_cast<std::uint32_t>(next));
      }
      const Ticket ticket = take_ticket(question.tickets[key]);
      const auto references = static_cast<std::uint32_t>(ticket.rows.size());
      settle(ticket, cache_->insert({ticket.key, ticket.hash}, {answer.rows, indices}, references));
    }
    entries_gauge_->set(static_cast<std::int64_t>(cache_->entry_count()));
    bytes_gauge_->set(static_cast<std::int64_t>(cache_->byte_size()));
    emit_ready();
  }

  void gave_up(const LookupQuestion& question) {
    const auto& options = join_.lookup->options();
    for (const auto id : question.tickets) {
      const Ticket ticket = take_ticket(id);
      std::optional<std::vector<std::uint32_t>> slots;
      if (join_.on_failure == OnLookupFailure::Stale) {
        const auto limit = options.max_staleness.value_or(std::chrono::hours(24 * 365));
        slots = cache_->stale({ticket.key, ticket.hash}, limit,
                              static_cast<std::uint32_t>(ticket.rows.size()));
      }
      settle(ticket, slots.value_or(std::vector<std::uint32_t>()));
    }
    // From ask(), the batch that asks is not in the queue yet.
    if (out_) emit_ready();
  }

  Ticket take_ticket(std::uint64_t id) {
    const auto found = tickets_.find(id);
    Ticket ticket = std::move(found->second);
    tickets_.erase(found);
    in_flight_.erase(ticket.key);
    return ticket;
  }

  static void settle(const Ticket& ticket, const std::vector<std::uint32_t>& slots) {
    for (const auto& [waiting, row] : ticket.rows) {
      for (const auto slot : slots) waiting->matches.push_back({row, slot});
      --waiting->unanswered;
    }
  }

  void emit_ready() {
    while (!waiting_.empty() && waiting_.front()->unanswered == 0) {
      const auto waiting = std::move(waiting_.front());
      waiting_.pop_front();
      if (waiting->watermark) {
        out_->emit(*waiting->watermark);
      } else {
        emit_joined(*waiting);
      }
    }
  }

  void drain(Output& out) {
    out_ = &out;
    while (!waiting_.empty()) {
      context_->mailbox.wait(client_->deadline());
      client_->on_time();
    }
  }

  void emit_joined(WaitingBatch& waiting) {
    auto& matches = waiting.matches;
    const auto by_row = [](const LookupMatch& a, const LookupMatch& b) {
      return a.probe_row < b.probe_row;
    };
    if (!std::is_sorted(matches.begin(), matches.end(), by_row)) {
      std::stable_sort(matches.begin(), matches.end(), by_row);
    }
    auto kept = join_.residual ? passing(waiting.input, matches) : matches;
    if (join_.left_outer) kept = with_unmatched(kept, waiting.input.row_count());
    for (std::size_t begin = 0; begin < kept.size(); begin += kMaxBatchRows) {
      const auto count = std::min(kMaxBatchRows, kept.size() - begin);
      out_->emit(joined(waiting.input, std::span(kept).subspan(begin, count)));
    }
    cache_->release(matches);
  }

  std::vector<LookupMatch> passing(const Batch& input, const std::vector<LookupMatch>& matches) {
    std::vector<LookupMatch> kept;
    for (std::size_t begin = 0; begin < matches.size(); begin += kMaxBatchRows) {
      const auto count = std::min(kMaxBatchRows, matches.size() - begin);
      const Batch candidates = joined(input, std::span(matches).subspan(begin, count));
      for (const auto row : select(*join_.residual, context_->evaluation, candidates,
                                   all_rows(candidates.row_count()))) {
        kept.push_back(matches[begin + row]);
      }
    }
    return kept;
  }

  // In input order, with a NULL dimension row for each probe row that found nothing.
  static std::vector<LookupMatch> with_unmatched(const std::vector<LookupMatch>& matches,
                                                 std::size_t row_count) {
    std::vector<LookupMatch> out;
    out.reserve(std::max(matches.size(), row_count));
    auto next = matches.begin();
    for (std::uint32_t row = 0; row < row_count; ++row) {
      if (next == matches.end() || next->probe_row != row)
        out.push_back({row, DimensionRows::kNone});
      for (; next != matches.end() && next->probe_row == row; ++next) out.push_back(*next);
    }
    return out;
  }

  Batch joined(const Batch& input, std::span<const LookupMatch> matches) {
    probe_rows_.clear();
    slots_.clear();
    for (const auto& match : matches) {
      probe_rows_.push_back(match.probe_row);
      slots_.push_back(match.slot);
    }
    const bool one_to_one =
        matches.size() == input.row_count() &&
        std::equal(probe_rows_.begin(), probe_rows_.end(), all_rows(matches.size()).begin());
    const Batch left = one_to_one ? input : input.take(probe_rows_);
    auto columns = left.columns();
    for (auto& column : cache_->gather(slots_)) columns.push_back(std::move(column));
    return left.with_columns(std::move(columns));
  }

  const physical::LookupJoin join_;
  const int node_;
  const std::shared_ptr<LookupCaches> caches_;
  std::optional<OperatorContext> context_;
  std::shared_ptr<LookupCache> cache_;
  std::optional<LookupClient> client_;
  Output* out_ = nullptr;
  std::deque<WaitingPtr> waiting_;
  std::unordered_map<std::string, std::uint64_t> in_flight_;  // key to ticket
  std::unordered_map<std::uint64_t, Ticket> tickets_;
  std::uint64_t next_ticket_ = 0;
  EncodedKeys keys_;
  LookupCache::Probe probe_;
  std::vector<std::uint32_t> keyed_rows_, probe_rows_, slots_;
  Counter* hits_ = nullptr;
  Counter* misses_ = nullptr;
  Gauge* entries_gauge_ = nullptr;
  Gauge* bytes_gauge_ = nullptr;
};

}  // namespace

std::unique_ptr<Operator> make_lookup_join(const physical::Node& node,
                                           const std::shared_ptr<LookupCaches>& caches) {
  return std::make_unique<LookupJoin>(node, caches);
}

}  // namespace streamsql
