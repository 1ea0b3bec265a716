#include "connectors/formats/bad_records.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "connectors/formats/json_scanner.h"
#include "engine/base/base64.h"
#include "engine/base/utf8.h"
#include "engine/type/timestamp.h"

namespace streamsql {
namespace {

constexpr OptionSpec kSpecs[] = {
    {.key = "dead-letter.path",
     .summary = "Appends records that cannot be read to this file, one JSON object per line with "
                "their bytes, place and reason, and goes on instead of failing.",
     .extension = true},
};

class FailingBadRecords : public BadRecords {
 public:
  void report(const BadRecord& record) override {
    throw Error(ErrorCode::MalformedRecord,
                fmt::format("A record cannot be read ({}): {}", record.place, record.reason))
        .hint(
            "to go on, keep such records with 'dead-letter.path', or skip them with the "
            "format's 'ignore-parse-errors' = 'true'");
  }
  void flush() override {}
};

class DeadLetterFile : public BadRecords {
 public:
  explicit DeadLetterFile(std::string path) : path_(std::move(path)) {}
  ~DeadLetterFile() override {
    if (file_ >= 0) ::close(file_);
  }
  DeadLetterFile(const DeadLetterFile&) = delete;
  DeadLetterFile& operator=(const DeadLetterFile&) = delete;

  void report(const BadRecord& record) override {
    open();
    const std::string line = dead_letter_line(record) + '\n';
    const auto written = ::write(file_, line.data(), line.size());
    if (written != static_cast<ssize_t>(line.size())) fail("written");
  }
  void flush() override {
    if (file_ >= 0 && ::fsync(file_) != 0 && errno != EINVAL) fail("made durable");
  }

 private:
  // At the first record, so that jobs without bad records leave no empty file.
  void open() {
    if (file_ >= 0) return;
    file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (file_ < 0) fail("opened");
  }
  [[noreturn]] void fail(std::string_view what) const {
    throw Error(ErrorCode::FileSystemFault,
                fmt::format("The dead letter file '{}' cannot be {}: {}", path_, what,
                            std::strerror(errno)));
  }

  const std::string path_;
  int file_ = -1;
};

class CountingBadRecords : public BadRecords {
 public:
  CountingBadRecords(std::unique_ptr<BadRecords> next, Counter& count)
      : next_(std::move(next)), count_(count) {}
  void report(const BadRecord& record) override {
    count_.add();
    next_->report(record);
  }
  void prepare(CheckpointId id) override { next_->prepare(id); }
  void flush() override { next_->flush(); }

 private:
  std::unique_ptr<BadRecords> next_;
  Counter& count_;
};

std::unique_ptr<BadRecords> make_policy(const Options& options, const OtherDeadLetters& other) {
  if (other) {
    if (auto made = other(options)) return made;
  }
  if (const auto path = options.text("dead-letter.path")) return make_dead_letter_file(*path);
  return make_failing_bad_records();
}

}  // namespace

std::span<const OptionSpec> bad_record_option_specs() { return kSpecs; }

std::unique_ptr<BadRecords> make_failing_bad_records() {
  return std::make_unique<FailingBadRecords>();
}

std::unique_ptr<BadRecords> make_dead_letter_file(const std::string& path) {
  return std::make_unique<DeadLetterFile>(path);
}

std::unique_ptr<BadRecords> make_bad_records(const Options& options, const MetricGroup& metrics,
                                             const OtherDeadLetters& other) {
  return std::make_unique<CountingBadRecords>(make_policy(options, other),
                                              metrics.counter("source_bad_records_total"));
}

std::string dead_letter_line(const BadRecord& record) {
  std::string out = "{\"time\":\"";
  const auto millis = record.wall_micros / 1000;
  append_java_instant({millis, static_cast<std::int32_t>(record.wall_micros % 1000) * 1000}, out);
  out += "\",\"place\":";
  append_json_string(record.place, out);
  out += ",\"reason\":";
  append_json_string(record.reason, out);
  out += ",\"bytes\":\"";
  append_base64(record.bytes, out);
  out += '"';
  if (is_valid_utf8(record.bytes)) {
    out += ",\"text\":";
    append_json_string(record.bytes, out);
  }
  return out + '}';
}

}  // namespace streamsql
