#include "connectors/kafka/redo_record.h"

#include <cstring>

namespace streamsql::kafka {
namespace {

constexpr std::int64_t kNoTime = INT64_MIN;

template <typename T>
void append_number(T value, std::string& out) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

void append_text(std::optional<std::string_view> text, std::string& out) {
  append_number(text ? static_cast<std::int32_t>(text->size()) : -1, out);
  if (text) out += *text;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  template <typename T>
  T number() {
    T out;
    const auto bytes = take(sizeof out);
    std::memcpy(&out, bytes.data(), sizeof out);
    return out;
  }
  std::optional<std::string_view> text() {
    const auto length = number<std::int32_t>();
    if (length < 0) return std::nullopt;
    return take(static_cast<std::size_t>(length));
  }

 private:
  std::string_view take(std::size_t size) {
    if (size > text_.size()) {
      throw Error(ErrorCode::CheckpointDamaged, "a Kafka record of a checkpoint is cut short");
    }
    const auto out = text_.substr(0, size);
    text_.remove_prefix(size);
    return out;
  }

  std::string_view text_;
};

}  // namespace

void append_redo_record(const RedoRecord& record, std::string& out) {
  append_text(record.topic, out);
  append_number(record.partition, out);
  append_number(record.timestamp_millis.value_or(kNoTime), out);
  append_text(record.key, out);
  append_text(record.value, out);
  append_number(static_cast<std::int32_t>(record.headers.size()), out);
  for (const auto& header : record.headers) {
    append_text(header.name, out);
    append_text(header.is_null ? std::nullopt : std::optional(header.value), out);
  }
}

RedoRecord read_redo_record(std::string_view text) {
  Reader in(text);
  RedoRecord out;
  out.topic = in.text().value_or("");
  out.partition = in.number<std::int32_t>();
  const auto time = in.number<std::int64_t>();
  if (time != kNoTime) out.timestamp_millis = time;
  out.key = in.text();
  out.value = in.text();
  for (auto left = in.number<std::int32_t>(); left > 0; --left) {
    const auto name = in.text().value_or("");
    const auto value = in.text();
    out.headers.push_back({name, value.value_or(std::string_view()), !value});
  }
  return out;
}

}  // namespace streamsql::kafka
