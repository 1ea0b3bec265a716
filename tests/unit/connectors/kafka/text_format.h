// A format for tests: STRING columns joined by '|'; a message that begins with '!' is malformed.
#pragma once

#include <memory>

#include "engine/connector/connector.h"

namespace streamsql::test {

class TextDecoder : public Decoder {
 public:
  explicit TextDecoder(std::size_t columns) : columns_(columns) {}

  void decode(const MessageRun& run, BatchBuilder& out, DecodeReport& report) override {
    report.clear();
    if (!run.messages.empty()) out.hold(run.owner);
    for (std::uint32_t m = 0; m < run.messages.size(); ++m) {
      report.row_counts.push_back(decode_one(run.messages[m], m, out, report));
    }
  }

 private:
  std::uint32_t decode_one(std::string_view message, std::uint32_t index, BatchBuilder& out,
                           DecodeReport& report) const {
    if (message.starts_with('!')) {
      report.problems.push_back({index, "it begins with '!'"});
      return 0;
    }
    if (!message.data()) return 0;
    for (std::size_t c = 0; c < columns_; ++c) {
      const auto end =
          c + 1 == columns_ ? message.size() : std::min(message.find('|'), message.size());
      out.column(c).append_view(message.substr(0, end));
      message.remove_prefix(std::min(end + 1, message.size()));
    }
    out.end_row();
    return 1;
  }

  std::size_t columns_;
};

// 'loud' writes the names of the columns too: "k=a|v=1".
class TextEncoder : public Encoder {
 public:
  explicit TextEncoder(const FormatContext& context)
      : schema_(context.schema), loud_(context.options.boolean("loud").value_or(false)) {}

  void encode(const Batch& batch, EncodedRun& out) override {
    for (std::size_t row = 0; row < batch.row_count(); ++row) {
      for (std::size_t c = 0; c < batch.column_count(); ++c) {
        if (c > 0) out.bytes += '|';
        if (loud_) out.bytes += schema_->fields[c].name + "=";
        if (!batch.column(c).is_null(row)) out.bytes += batch.column(c).string(row);
      }
      out.ends.push_back(out.bytes.size());
    }
  }

 private:
  const SchemaPtr schema_;
  const bool loud_;
};

class TextFormat : public FormatFactory {
 public:
  std::string_view name() const override { return "text"; }
  std::string_view summary() const override { return "Columns joined by '|'."; }
  std::span<const OptionSpec> options() const override {
    static constexpr OptionSpec kOptions[] = {{.key = "loud", .type = OptionType::Boolean}};
    return kOptions;
  }
  ChangelogMode changelog() const override { return ChangelogMode::insert_only(); }
  void check(const FormatContext&) const override {}
  std::unique_ptr<Decoder> make_decoder(const FormatContext& context) const override {
    return std::make_unique<TextDecoder>(context.schema->fields.size());
  }
  std::unique_ptr<Encoder> make_encoder(const FormatContext& context) const override {
    return std::make_unique<TextEncoder>(context);
  }
};

// The same with a changelog, as CDC formats have.
class ChangelogTextFormat : public TextFormat {
 public:
  std::string_view name() const override { return "changelog-text"; }
  ChangelogMode changelog() const override { return ChangelogMode::all(); }
};

inline FormatRegistry text_formats() {
  FormatRegistry out;
  out.add(std::make_unique<TextFormat>());
  out.add(std::make_unique<ChangelogTextFormat>());
  return out;
}

}  // namespace streamsql::test
