#include "connectors/kafka/row_decoder.h"

#include <algorithm>

#include "connectors/kafka/metadata.h"
#include "engine/connector/format_metadata.h"

namespace streamsql::kafka {
namespace {

using Counts = std::vector<std::uint32_t>;
using Columns = std::vector<int>;

bool contains(const Columns& columns, int column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

// Those of `all` that are wanted.
Columns decoded_columns(const Columns& all, const Columns& wanted) {
  Columns out;
  std::copy_if(all.begin(), all.end(), std::back_inserter(out),
               [&](int column) { return contains(wanted, column); });
  return out;
}

std::string_view text(const void* data, std::size_t size) {
  return {static_cast<const char*>(data), size};
}

// One format at work on the keys or on the values of runs.
class Part {
 public:
  // `metadata`: keys of the format's own, whose columns follow.
  Part(const FormatChoice& format, Columns columns, const FormatContext& context,
       const std::vector<std::string>& metadata = {})
      : columns_(std::move(columns)),
        builder_(with_metadata(format, *context.schema, metadata)),
        decoder_(make_decoder(format, context, metadata)) {}

  void decode(const ConsumedRunPtr& run, bool keys) {
    views_.clear();
    for (const auto* message : run->messages()) {
      views_.push_back(keys ? text(message->key, message->key_len)
                            : text(message->payload, message->len));
    }
    decoder_->decode({views_, run}, builder_, report_);
    rows_ = builder_.finish();
  }

  const Batch& rows() const { return rows_; }
  const DecodeReport& report() const { return report_; }
  const Columns& columns() const { return columns_; }
  bool one_row_each() const {
    return std::all_of(report_.row_counts.begin(), report_.row_counts.end(),
                       [](auto count) { return count == 1; });
  }
  void forget() { rows_ = Batch(); }

 private:
  static Schema with_metadata(const FormatChoice& format, Schema schema,
                              const std::vector<std::string>& keys) {
    for (const auto& key : keys) {
      for (const auto& spec : metadata_of(*format.factory)) {
        if (spec.key == key) schema.fields.push_back({key, spec.type});
      }
    }
    return schema;
  }

  static std::unique_ptr<Decoder> make_decoder(const FormatChoice& format,
                                               const FormatContext& context,
                                               const std::vector<std::string>& metadata) {
    if (metadata.empty()) return format.factory->make_decoder(context);
    return dynamic_cast<const MetadataFormat&>(*format.factory)
        .make_decoder_with(context, metadata);
  }

  Columns columns_;
  BatchBuilder builder_;
  std::unique_ptr<Decoder> decoder_;
  std::vector<std::string_view> views_;
  DecodeReport report_;
  Batch rows_;
};

constexpr std::uint32_t kNoRow = UINT32_MAX;

// Every key row with every value row of the same message.
struct Pairs {
  std::vector<std::uint32_t> keys, values;
  Counts counts;  // per message

  Pairs() = default;
  Pairs(const Counts& key_counts, const Counts& value_counts) {
    std::uint32_t key = 0, value = 0;
    for (std::size_t m = 0; m < value_counts.size(); ++m) {
      for (std::uint32_t v = 0; v < value_counts[m]; ++v) {
        for (std::uint32_t k = 0; k < key_counts[m]; ++k) {
          keys.push_back(key + k);
          values.push_back(value + v);
        }
      }
      key += key_counts[m];
      value += value_counts[m];
      counts.push_back(key_counts[m] * value_counts[m]);
    }
  }
};

// Of an upsert table: a tombstone has a key and no value, whatever the format makes of it.
Pairs upsert_pairs(const ConsumedRunPtr& run, const Counts& key_counts,
                   const Counts& value_counts) {
  Pairs out;
  std::uint32_t key = 0, value = 0;
  for (std::size_t m = 0; m < value_counts.size(); ++m) {
    const bool tombstone = !run->messages()[m]->payload;
    const auto rows = tombstone ? 1 : value_counts[m];
    for (std::uint32_t v = 0; v < rows; ++v) {
      for (std::uint32_t k = 0; k < key_counts[m]; ++k) {
        out.keys.push_back(key + k);
        out.values.push_back(tombstone ? kNoRow : value + v);
      }
    }
    key += key_counts[m];
    value += value_counts[m];
    out.counts.push_back(rows * key_counts[m]);
  }
  return out;
}

ColumnPtr gather(const Column& column, const std::vector<std::uint32_t>& rows) {
  ColumnBuilder builder(column.type());
  for (const auto row : rows) {
    row == kNoRow ? builder.append_null() : builder.append_from(column, row);
  }
  return builder.finish();
}

// From the value where there is one, as in Flink, else from the key.
ColumnPtr gather_either(const Column& value, const Column& key, const Pairs& pairs) {
  ColumnBuilder builder(value.type());
  for (std::size_t i = 0; i < pairs.values.size(); ++i) {
    const bool tombstone = pairs.values[i] == kNoRow;
    tombstone ? builder.append_from(key, pairs.keys[i])
              : builder.append_from(value, pairs.values[i]);
  }
  return builder.finish();
}

void note_bad(const DecodeReport& report, bool in_key, std::vector<BadMessage>& out) {
  for (const auto& problem : report.problems) {
    out.push_back({problem.message, problem.reason, in_key});
  }
}

class PlannedRowDecoder : public RowDecoder {
 public:
  explicit PlannedRowDecoder(const RowPlan& plan)
      : upsert_(plan.kind == TableKind::UpsertKafka), value_(make_value(plan)) {
    if (wants_key(plan)) make_key(plan);
    for (const int column : plan.columns) outputs_.push_back(find_output(column));
    std::size_t of_value = value_.columns().size();
    for (const auto& column : plan.metadata) {
      if (const auto key = find_metadata(column.key)) {
        metadata_.push_back({*key, ColumnBuilder(metadata_type(*key)), {}});
      } else {
        metadata_.push_back({{}, ColumnBuilder(column.type), of_value++});
      }
    }
  }

  DecodedRun decode(const ConsumedRunPtr& run) override {
    DecodedRun out;
    value_.decode(run, false);
    note_bad(value_.report(), false, out.bad);
    out.skipped = value_.report().skipped;
    if (key_) {
      key_->decode(run, true);
      note_bad(key_->report(), true, out.bad);
      std::stable_sort(out.bad.begin(), out.bad.end(),
                       [](const auto& a, const auto& b) { return a.message < b.message; });
    }
    join(run, out);
    value_.forget();
    if (key_) key_->forget();
    return out;
  }

 private:
  struct Output {
    bool from_key;
    std::size_t column;
    std::optional<std::size_t> key_column;  // of a column that the value has too
  };
  struct MetadataOutput {
    MetadataKey key;
    ColumnBuilder builder;
    std::optional<std::size_t> value_column;  // of the value's rows, instead
  };

  static Part make_value(const RowPlan& plan) {
    const auto& all = plan.layout.value_columns;
    auto columns = decoded_columns(all, plan.columns);
    FormatContext context{record_schema(*plan.physical, columns, ""), plan.value.options,
                          plan.zone};
    context.record = record_schema(*plan.physical, all, "");
    std::vector<std::string> metadata;
    for (const auto& column : plan.metadata) {
      if (find_metadata(column.key)) continue;
      metadata.push_back(column.key.substr(kValuePrefix.size()));
    }
    return Part(plan.value, std::move(columns), context, metadata);
  }

  // Only for columns that the value does not have; a key that is not wanted is not looked at.
  static bool wants_key(const RowPlan& plan) {
    if (plan.kind == TableKind::UpsertKafka) return true;  // tombstones
    return plan.key.factory &&
           std::any_of(plan.columns.begin(), plan.columns.end(),
                       [&](int column) { return !contains(plan.layout.value_columns, column); });
  }

  void make_key(const RowPlan& plan) {
    const auto& all = plan.layout.key_columns;
    const auto& prefix = plan.layout.key_prefix;
    auto columns = decoded_columns(all, plan.columns);
    FormatContext context{record_schema(*plan.physical, columns, prefix), plan.key.options,
                          plan.zone};
    context.record = record_schema(*plan.physical, all, prefix);
    key_ = std::make_unique<Part>(plan.key, std::move(columns), context);
  }

  Output find_output(int column) const {
    const auto& values = value_.columns();
    const auto found = std::find(values.begin(), values.end(), column);
    const bool in_value = found != values.end();
    std::optional<std::size_t> key_column;
    if (key_) {
      const auto& keys = key_->columns();
      const auto at = std::find(keys.begin(), keys.end(), column);
      if (at != keys.end()) key_column = static_cast<std::size_t>(at - keys.begin());
    }
    if (!in_value) return {true, *key_column, {}};
    return {false, static_cast<std::size_t>(found - values.begin()), key_column};
  }

  void join(const ConsumedRunPtr& run, DecodedRun& out) {
    const bool tombstones = upsert_ && has_tombstones(run);
    const bool one_each = !key_ || (key_->one_row_each() && value_.one_row_each());
    std::vector<ColumnPtr> columns;
    std::vector<RowKind> kinds(value_.rows().kinds().begin(), value_.rows().kinds().end());
    if (one_each && !tombstones) {
      out.row_counts = value_.report().row_counts;
      for (const auto& output : outputs_)
        columns.push_back(source_of(output).column_ptr(output.column));
      add_metadata(run, out.row_counts, nullptr, columns);
    } else {
      const auto& key_counts = key_->report().row_counts;
      const auto& value_counts = value_.report().row_counts;
      Pairs pairs = tombstones ? upsert_pairs(run, key_counts, value_counts)
                               : Pairs(key_counts, value_counts);
      kinds = kinds_of(kinds, pairs);
      for (const auto& output : outputs_) columns.push_back(paired(output, pairs));
      out.row_counts = pairs.counts;
      add_metadata(run, out.row_counts, &pairs, columns);
    }
    out.rows = Batch(std::move(columns), row_count(out.row_counts));
    if (upsert_ && kinds.empty()) kinds.assign(out.rows.row_count(), RowKind::UpdateAfter);
    if (!kinds.empty()) out.rows = out.rows.with_kinds(std::move(kinds));
  }

  static bool has_tombstones(const ConsumedRunPtr& run) {
    return std::any_of(run->messages().begin(), run->messages().end(),
                       [](const auto* message) { return !message->payload; });
  }

  ColumnPtr paired(const Output& output, const Pairs& pairs) const {
    const auto& column = source_of(output).column(output.column);
    if (output.from_key) return gather(column, pairs.keys);
    if (!upsert_ || !output.key_column) return gather(column, pairs.values);
    return gather_either(column, key_->rows().column(*output.key_column), pairs);
  }

  static std::size_t row_count(const Counts& counts) {
    std::size_t sum = 0;
    for (const auto count : counts) sum += count;
    return sum;
  }

  std::vector<RowKind> kinds_of(const std::vector<RowKind>& kinds, const Pairs& pairs) const {
    std::vector<RowKind> out;
    if (kinds.empty() && !upsert_) return out;
    for (const auto value : pairs.values) {
      const bool removes = value == kNoRow;
      out.push_back(upsert_ ? (removes ? RowKind::Delete : RowKind::UpdateAfter) : kinds[value]);
    }
    return out;
  }

  const Batch& source_of(const Output& output) const {
    return output.from_key ? key_->rows() : value_.rows();
  }

  void add_metadata(const ConsumedRunPtr& run, const Counts& counts, const Pairs* pairs,
                    std::vector<ColumnPtr>& columns) {
    if (metadata_.empty()) return;
    std::vector<const rd_kafka_message_t*> messages;
    for (std::size_t m = 0; m < counts.size(); ++m) {
      messages.insert(messages.end(), counts[m], run->messages()[m]);
    }
    for (auto& output : metadata_) {
      if (output.value_column) {
        const auto& column = value_.rows().column_ptr(*output.value_column);
        columns.push_back(pairs ? gather(*column, pairs->values) : column);
      } else {
        append_metadata(output.key, messages, output.builder);
        columns.push_back(output.builder.finish());
      }
    }
  }

  bool upsert_;
  Part value_;
  std::unique_ptr<Part> key_;  // null when no key column is wanted
  std::vector<Output> outputs_;
  std::vector<MetadataOutput> metadata_;
};

}  // namespace

SchemaPtr record_schema(const Schema& physical, const std::vector<int>& columns,
                        std::string_view prefix) {
  std::vector<Field> fields;
  for (const int column : columns) {
    auto field = physical.fields[static_cast<std::size_t>(column)];
    field.name.erase(0, prefix.size());
    fields.push_back(std::move(field));
  }
  return make_schema(std::move(fields));
}

std::unique_ptr<RowDecoder> make_row_decoder(const RowPlan& plan) {
  return std::make_unique<PlannedRowDecoder>(plan);
}

}  // namespace streamsql::kafka
