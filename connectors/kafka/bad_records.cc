#include "connectors/kafka/bad_records.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include "connectors/kafka/producer.h"
#include "engine/type/timestamp.h"

namespace streamsql::kafka {
namespace {

class FailingBadRecords : public BadRecords {
 public:
  void report(const BadRecord& record) override {
    throw Error(ErrorCode::MalformedRecord,
                fmt::format("Cannot decode the message at {}: {}", record.place, record.reason))
        .hint(
            "skip such messages with '<format>.ignore-parse-errors' = 'true', or keep them with "
            "'dead-letter.topic' or 'dead-letter.path'");
  }
  void flush() override {}
};

std::string instant(std::int64_t wall_micros) {
  const auto millis = wall_micros / 1000;
  std::string out;
  append_java_instant({millis, 0}, out);
  return out;
}

class DeadLetterTopic : public BadRecords {
 public:
  DeadLetterTopic(const std::string& topic, ClientConfig config)
      : producer_(std::move(config), kMaxInFlight), topic_(producer_.topic(topic)) {}

  void report(const BadRecord& record) override {
    while (!producer_.has_room()) producer_.flush();
    auto& run = producer_.begin();
    run.values.bytes.assign(record.bytes);
    run.values.ends.push_back(record.bytes.size());
    const auto time = instant(record.wall_micros);
    OutgoingRecord out{&topic_, RD_KAFKA_PARTITION_UA, 0, {}, {}};
    out.headers = {{"streamsql.place", record.place},
                   {"streamsql.reason", record.reason},
                   {"streamsql.time", time}};
    producer_.send(run, out);
    producer_.end(run);
    producer_.poll();
  }
  void flush() override { producer_.flush(); }

 private:
  static constexpr std::size_t kMaxInFlight = 10'000;
  Producer producer_;
  ProducerTopic& topic_;
};

// ---- file

void append_json_string(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

class DeadLetterFile : public BadRecords {
 public:
  explicit DeadLetterFile(std::string path)
      : path_(std::move(path)),
        file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {
    if (file_ < 0) throw fault("open");
  }
  ~DeadLetterFile() override {
    ::close(file_);  // lines not flushed belong to messages that will be read again
  }
  DeadLetterFile(const DeadLetterFile&) = delete;
  DeadLetterFile& operator=(const DeadLetterFile&) = delete;

  void report(const BadRecord& record) override {
    lines_ += "{\"place\":";
    append_json_string(record.place, lines_);
    lines_ += ",\"reason\":";
    append_json_string(record.reason, lines_);
    lines_ += fmt::format(",\"time\":\"{}\",\"bytes\":\"{}\"}}\n", instant(record.wall_micros),
                          base64(record.bytes));
    if (lines_.size() > kBufferBytes) write_out();
  }
  void flush() override {
    write_out();
    if (::fsync(file_) != 0) throw fault("sync");
  }

 private:
  static constexpr std::size_t kBufferBytes = 64u << 10;

  void write_out() {
    std::string_view left = lines_;
    while (!left.empty()) {
      const auto written = ::write(file_, left.data(), left.size());
      if (written < 0 && errno != EINTR) throw fault("write");
      if (written > 0) left.remove_prefix(static_cast<std::size_t>(written));
    }
    lines_.clear();
  }
  Error fault(std::string_view what) const {
    return Error(ErrorCode::FileSystemFault, fmt::format("Cannot {} the dead letter file '{}': {}",
                                                         what, path_, std::strerror(errno)));
  }

  std::string path_, lines_;
  int file_;
};

}  // namespace

std::unique_ptr<BadRecords> make_failing_bad_records() {
  return std::make_unique<FailingBadRecords>();
}

std::unique_ptr<BadRecords> make_dead_letter_topic(const std::string& topic,
                                                   ClientConfig producer) {
  return std::make_unique<DeadLetterTopic>(topic, std::move(producer));
}

std::unique_ptr<BadRecords> make_dead_letter_file(const std::string& path, int subtask) {
  return std::make_unique<DeadLetterFile>(subtask == 0 ? path
                                                       : fmt::format("{}.{}", path, subtask));
}

}  // namespace streamsql::kafka
