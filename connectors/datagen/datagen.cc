#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <fmt/format.h>
#include <mutex>

#include "connectors/datagen/field_generator.h"
#include "connectors/datagen/register.h"
#include "engine/batch/batch_builder.h"

namespace streamsql {
namespace {

using std::chrono::milliseconds;

constexpr OptionSpec kOptions[] = {
    {.key = "connector", .required = true, .summary = "`datagen`."},
    {.key = "rows-per-second",
     .type = OptionType::Int,
     .default_value = "10000",
     .summary = "Rows made in a second, over all subtasks."},
    {.key = "number-of-rows",
     .type = OptionType::Int,
     .summary = "Rows made in all; without it, and without a sequence, the table never ends."},
    {.key = "scan.parallelism",
     .type = OptionType::Int,
     .summary = "Subtasks that make rows; by default the job's parallelism."},
    {.key = "fields.#.kind",
     .type = OptionType::Enum,
     .default_value = "random",
     .summary = "How values are made; a sequence also bounds the table.",
     .values = "random|sequence"},
    {.key = "fields.#.min", .summary = "Least random value; by default the type's."},
    {.key = "fields.#.max", .summary = "Greatest random value; by default the type's."},
    {.key = "fields.#.max-past",
     .type = OptionType::Duration,
     .default_value = "0 s",
     .summary = "How far random times lie before now, at most."},
    {.key = "fields.#.length",
     .type = OptionType::Int,
     .default_value = "100",
     .summary = "Length of random text, binaries and collections."},
    {.key = "fields.#.var-len",
     .type = OptionType::Boolean,
     .default_value = "false",
     .summary = "Vary the length between 1 and 'length'."},
    {.key = "fields.#.start", .type = OptionType::Int, .summary = "First value of a sequence."},
    {.key = "fields.#.end", .type = OptionType::Int, .summary = "Last value of a sequence."},
    {.key = "fields.#.null-rate",
     .type = OptionType::Double,
     .default_value = "0",
     .summary = "Share of NULLs among random values."},
};

constexpr std::int64_t kDefaultRate = 10'000;
constexpr std::size_t kBatchRows = 1024;

// A split: rows next, next + step, … below `end`.
struct Share {
  std::string id;
  std::int64_t next = 0, step = 1;
  std::optional<std::int64_t> end;

  bool is_done() const { return end && next >= *end; }
};

struct DatagenSpec {
  Schema schema;  // the columns wanted
  std::vector<FieldSpec> fields;
  std::optional<std::int64_t> rows;
  std::int64_t rows_per_second = kDefaultRate;
  std::optional<std::uint64_t> seed;
  std::optional<int> parallelism;
};

// Split i of n makes the rows i, i + n, i + 2n, …; its position is the next of them.
class DatagenEnumerator final : public SplitEnumerator {
 public:
  explicit DatagenEnumerator(int splits) : splits_(splits) {}
  void restore(std::string_view) override { discovered_ = true; }
  std::vector<Split> discover() override {
    std::vector<Split> out;
    if (std::exchange(discovered_, true)) return out;
    for (int i = 0; i < splits_; ++i) {
      out.push_back({fmt::format("{}/{}", i, splits_), std::to_string(i)});
    }
    return out;
  }
  std::string state() const override { return ""; }

 private:
  const int splits_;
  bool discovered_ = false;
};

class DatagenReader final : public SourceReader {
 public:
  DatagenReader(const DatagenSpec& spec, const ConnectorContext& context)
      : spec_(spec),
        clock_(context.clock),
        random_(spec.seed ? *spec.seed + static_cast<std::uint64_t>(context.subtask)
                          : std::random_device()()),
        builder_(spec.schema) {
    for (const auto& field : spec_.fields)
      generators_.push_back(make_field_generator(field, random_));
  }

  void add_splits(std::span<const Split> splits) override {
    for (const auto& split : splits) {
      const auto step = split.id.substr(split.id.find('/') + 1);
      shares_.push_back(Share{split.id, parse(split.position), parse(step), spec_.rows});
    }
    started_millis_ = clock_.monotonic_millis();
  }
  void no_more_splits() override { complete_ = true; }

  Progress poll(milliseconds timeout, std::optional<SplitBatch>& out) override {
    Share* const share = next_share();
    if (!share) {
      if (complete_) return Progress::Finished;
      sleep(timeout);
      return Progress::NothingYet;
    }
    auto allowed = rows_allowed();
    if (allowed == 0) {
      sleep(std::min(timeout, millis_to_next()));
      allowed = rows_allowed();
    }
    if (allowed == 0) return Progress::NothingYet;
    out = SplitBatch{make(allowed, *share), share->id};
    return Progress::HasRows;
  }

  std::vector<Split> positions() const override {
    std::vector<Split> out;
    for (const auto& share : shares_) out.push_back({share.id, std::to_string(share.next)});
    return out;
  }
  void commit(CheckpointId, std::span<const Split>) override {}
  void wake_up() override {
    const std::lock_guard lock(mutex_);
    woken_ = true;
    condition_.notify_one();
  }

 private:
  static std::int64_t parse(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  }

  // The splits in turn, those left out that have made all their rows.
  Share* next_share() {
    for (std::size_t i = 0; i < shares_.size(); ++i) {
      Share& share = shares_[turn_++ % shares_.size()];
      if (!share.is_done()) return &share;
    }
    return nullptr;
  }

  // The rate is of all splits together; this reader has its part of them.
  double rows_per_milli() const {
    const auto part = static_cast<double>(shares_.size()) / static_cast<double>(shares_[0].step);
    return static_cast<double>(spec_.rows_per_second) / 1000 * part;
  }
  std::int64_t rows_due() const {
    const auto elapsed = static_cast<double>(clock_.monotonic_millis() - started_millis_);
    return 1 + static_cast<std::int64_t>(elapsed * rows_per_milli());
  }
  std::size_t rows_allowed() const {
    return static_cast<std::size_t>(std::clamp<std::int64_t>(rows_due() - made_, 0, kBatchRows));
  }
  milliseconds millis_to_next() const {
    const auto due = static_cast<double>(made_) / rows_per_milli();
    const auto elapsed = clock_.monotonic_millis() - started_millis_;
    return milliseconds(std::max<std::int64_t>(static_cast<std::int64_t>(due) + 1 - elapsed, 1));
  }

  Batch make(std::size_t rows, Share& share) {
    const auto now = clock_.wall_millis();
    for (std::size_t i = 0; i < rows; ++i) {
      if (share.is_done()) break;
      const GeneratedRow row{share.next, now};
      for (std::size_t c = 0; c < generators_.size(); ++c) {
        generators_[c]->append(row, builder_.column(c));
      }
      builder_.end_row();
      share.next += share.step;
      ++made_;
    }
    return builder_.finish();
  }

  void sleep(milliseconds timeout) {
    std::unique_lock lock(mutex_);
    condition_.wait_for(lock, timeout, [this] { return woken_; });
    woken_ = false;
  }

  const DatagenSpec& spec_;
  const Clock& clock_;
  std::mt19937_64 random_;
  BatchBuilder builder_;
  std::vector<std::unique_ptr<FieldGenerator>> generators_;
  std::vector<Share> shares_;
  std::size_t turn_ = 0;
  std::int64_t made_ = 0, started_millis_ = 0;
  bool complete_ = false;
  std::mutex mutex_;
  std::condition_variable condition_;
  bool woken_ = false;
};

class DatagenSource final : public TableSource {
 public:
  DatagenSource(const TableDescriptor& table, std::optional<std::uint64_t> seed) : table_(table) {
    validate_options(table.options, kOptions, fmt::format("table '{}'", table.name));
    spec_.seed = seed;
    spec_.rows = table.options.integer("number-of-rows");
    spec_.rows_per_second = table.options.integer("rows-per-second").value_or(kDefaultRate);
    if (spec_.rows_per_second < 1) {
      throw table.options.invalid("rows-per-second", "It must be at least 1");
    }
    if (const auto wanted = table.options.integer("scan.parallelism")) {
      if (*wanted < 1) throw table.options.invalid("scan.parallelism", "It must be at least 1");
      spec_.parallelism = static_cast<int>(*wanted);
    }
    std::mt19937_64 random;
    for (const auto& field : table.physical->fields) {
      const auto spec = field_spec(field);
      make_field_generator(spec, random);  // says what is wrong with the options
      const auto length = sequence_length(spec);
      if (length) spec_.rows = std::min(spec_.rows.value_or(*length), *length);
    }
    check_field_names();
  }

  ChangelogMode changelog() const override { return ChangelogMode::insert_only(); }
  bool is_bounded() const override { return spec_.rows.has_value(); }
  std::optional<int> parallelism() const override { return spec_.parallelism; }
  ScanAnswer push_down(const ScanRequest& request) override {
    for (const auto column : request.columns) {
      const auto& field = table_.physical->fields[static_cast<std::size_t>(column)];
      spec_.schema.fields.push_back(field);
      spec_.fields.push_back(field_spec(field));
    }
    return {std::vector<bool>(request.predicates.size(), false), false};
  }
  std::unique_ptr<SplitEnumerator> make_enumerator(const ConnectorContext& context) const override {
    return std::make_unique<DatagenEnumerator>(context.parallelism);
  }
  std::unique_ptr<SourceReader> make_reader(const ConnectorContext& context) const override {
    return std::make_unique<DatagenReader>(spec_, context);
  }
  std::string describe() const override {
    if (!spec_.rows) return fmt::format("datagen, {} rows/s", spec_.rows_per_second);
    return fmt::format("datagen, {} rows, {} rows/s", *spec_.rows, spec_.rows_per_second);
  }

 private:
  FieldSpec field_spec(const Field& field) const {
    const std::string path = "fields." + field.name;
    return {field.type, table_.options.below(path + "."), path};
  }

  // An option of a field that does not exist is a slip.
  void check_field_names() const {
    const auto options = table_.options.below("fields.");
    for (const auto& [key, value] : options.entries()) {
      const auto belongs = [&key = key](const Field& field) {
        return key.starts_with(field.name + ".");
      };
      const auto& fields = table_.physical->fields;
      if (std::any_of(fields.begin(), fields.end(), belongs)) continue;
      throw Error(
          ErrorCode::UnknownOption,
          fmt::format("Option 'fields.{}': table '{}' has no such column", key, table_.name))
          .at(value.key_span)
          .hint(fmt::format("columns: {}", fmt::join(table_.physical->names(), ", ")));
    }
  }

  const TableDescriptor table_;
  DatagenSpec spec_;
};

class DatagenConnector final : public ConnectorFactory {
 public:
  explicit DatagenConnector(std::optional<std::uint64_t> seed) : seed_(seed) {}
  std::string_view name() const override { return "datagen"; }
  std::string_view summary() const override {
    return "Makes rows up: random values or sequences, at a given rate.";
  }
  std::span<const OptionSpec> options() const override { return kOptions; }
  std::vector<MetadataSpec> metadata(const TableDescriptor&) const override { return {}; }
  std::unique_ptr<TableSource> make_source(const TableDescriptor& table) const override {
    return std::make_unique<DatagenSource>(table, seed_);
  }
  std::unique_ptr<TableSink> make_sink(const TableDescriptor&) const override { return nullptr; }
  std::unique_ptr<LookupTable> make_lookup(const TableDescriptor&) const override {
    return nullptr;
  }

 private:
  const std::optional<std::uint64_t> seed_;
};

}  // namespace

void register_datagen(ConnectorRegistry& connectors, std::optional<std::uint64_t> seed) {
  connectors.add(std::make_unique<DatagenConnector>(seed));
}

}  // namespace streamsql
