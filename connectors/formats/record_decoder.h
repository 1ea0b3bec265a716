// RecordDecoder: what decoders have in common that read one message after the other.
#pragma once

#include <fmt/format.h>

#include "engine/connector/format.h"

namespace streamsql {

// Keeps the report, abandons rows that fail, and refuses messages that are too long. Derived has
//   bool decode_record(std::string_view message, BatchBuilder& out, std::string& reason);
// which appends the rows of one message, or returns false with the reason; and may hide begin(). A
// template, so that no message costs a virtual call.
template <typename Derived>
class RecordDecoder : public Decoder {
 public:
  void decode(const MessageRun& run, BatchBuilder& out, DecodeReport& report) final {
    auto& derived = static_cast<Derived&>(*this);
    report.clear();
    derived.begin(run, out);
    for (std::size_t i = 0; i < run.messages.size(); ++i) {
      if (i + kFetchedAhead < run.messages.size()) fetch(run.messages[i + kFetchedAhead]);
      const std::size_t before = out.row_count();
      std::string reason;
      if (is_too_long(run.messages[i], reason) ||
          !derived.decode_record(run.messages[i], out, reason)) {
        out.abandon_row();
        if (ignore_parse_errors_) {
          ++report.skipped;
        } else {
          report.problems.push_back({static_cast<std::uint32_t>(i), std::move(reason)});
        }
      }
      report.row_counts.push_back(static_cast<std::uint32_t>(out.row_count() - before));
    }
  }

 protected:
  RecordDecoder(const DecodeLimits& limits, bool ignore_parse_errors)
      : limits_(limits), ignore_parse_errors_(ignore_parse_errors) {}

  void begin(const MessageRun&, BatchBuilder&) {}

  const DecodeLimits limits_;
  const bool ignore_parse_errors_;

 private:
  // Another core has written the messages: the first lines of one are on their way while those
  // before it are decoded.
  static constexpr std::size_t kFetchedAhead = 4, kLine = 64;
  static void fetch(std::string_view message) {
    __builtin_prefetch(message.data());
    if (message.size() > kLine) __builtin_prefetch(message.data() + kLine);
  }

  bool is_too_long(std::string_view message, std::string& reason) const {
    if (message.size() <= limits_.message_bytes) return false;
    reason = fmt::format("{} bytes are more than the limit of {}", message.size(),
                         limits_.message_bytes);
    return true;
  }
};

}  // namespace streamsql
