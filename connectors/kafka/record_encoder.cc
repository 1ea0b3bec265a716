#include "connectors/kafka/record_encoder.h"

#include "connectors/kafka/row_decoder.h"

namespace streamsql::kafka {
namespace {

// One format at work on the key's or the value's columns.
class FormatEncoder {
 public:
  FormatEncoder(const FormatChoice& format, const std::vector<int>& columns,
                const TableDescriptor& table, std::string_view prefix)
      : columns_(columns),
        encoder_(format.factory->make_encoder(
            {record_schema(*table.physical, columns, prefix), format.options, table.zone, {}})) {}

  void encode(const Batch& batch, EncodedRun& out) {
    std::vector<ColumnPtr> columns;
    for (const int column : columns_) {
      columns.push_back(batch.column_ptr(static_cast<std::size_t>(column)));
    }
    encoder_->encode(batch.with_columns(std::move(columns)), out);
    if (out.ends.size() == batch.row_count()) return;
    throw Error(ErrorCode::Internal, "a Kafka format did not write one message per row");
  }

 private:
  std::vector<int> columns_;
  std::unique_ptr<Encoder> encoder_;
};

class KeyAndValueEncoder : public RecordEncoder {
 public:
  KeyAndValueEncoder(const TableDescriptor& table, const TableOptions& options)
      : upsert_(options.kind == TableKind::UpsertKafka),
        value_(options.value, options.layout.value_columns, table, "") {
    if (!options.key.factory) return;
    key_.emplace(options.key, options.layout.key_columns, table, options.layout.key_prefix);
  }

  void encode(const Batch& batch, OutgoingRun& run) override {
    value_.encode(batch, run.values);
    if (upsert_ && !batch.insert_only()) mark_tombstones(batch, run.values);
    run.has_keys = key_.has_value();
    if (key_) key_->encode(batch, run.keys);
  }

 private:
  static void mark_tombstones(const Batch& batch, EncodedRun& values) {
    values.null.resize(batch.row_count());
    for (std::size_t row = 0; row < batch.row_count(); ++row) {
      const auto kind = batch.kind(row);
      values.null[row] = kind == RowKind::Delete || kind == RowKind::UpdateBefore;
    }
  }

  bool upsert_;
  FormatEncoder value_;
  std::optional<FormatEncoder> key_;
};

}  // namespace

std::unique_ptr<RecordEncoder> make_record_encoder(const TableDescriptor& table,
                                                   const TableOptions& options) {
  return std::make_unique<KeyAndValueEncoder>(table, options);
}

}  // namespace streamsql::kafka
