// Writing changes in Debezium's envelope, as Flink does: an update is a delete and an insert.
#include "connectors/formats/debezium_json.h"
#include "connectors/formats/json_options.h"

namespace streamsql {
namespace {

struct Envelope {
  std::string_view before, after;  // what stands before and behind the row
};

class DebeziumEncoder : public Encoder {
 public:
  explicit DebeziumEncoder(const FormatContext& context) : rows_(make_json_encoder(context)) {
    // A NULL 'before' or 'after' is a NULL field like any other.
    const bool bare = read_debezium_options(context.options).ignore_null_fields;
    insert_ = {bare ? "{\"after\":" : "{\"before\":null,\"after\":", ",\"op\":\"c\"}"};
    remove_ = {"{\"before\":", bare ? ",\"op\":\"d\"}" : ",\"after\":null,\"op\":\"d\"}"};
  }

  void encode(const Batch& batch, EncodedRun& out) override {
    run_.clear();
    rows_->encode(batch, run_);
    for (std::size_t row = 0; row < batch.row_count(); ++row) {
      const auto kind = batch.kind(row);
      const bool adds = kind == RowKind::Insert || kind == RowKind::UpdateAfter;
      const auto& envelope = adds ? insert_ : remove_;
      out.bytes += envelope.before;
      out.bytes += run_.message(row);
      out.bytes += envelope.after;
      out.ends.push_back(out.bytes.size());
    }
  }

 private:
  std::unique_ptr<Encoder> rows_;
  EncodedRun run_;
  Envelope insert_, remove_;
};

}  // namespace

std::unique_ptr<Encoder> make_debezium_encoder(const FormatContext& context) {
  return std::make_unique<DebeziumEncoder>(context);
}

}  // namespace streamsql
