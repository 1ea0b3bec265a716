#include "tools/streamsql/log.h"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include "engine/base/error.h"
#include "engine/base/suggestion.h"
#include "tools/streamsql/status_line.h"

namespace streamsql {
namespace {

// Masks secrets in every line, then writes it to a file or above the status line.
class MaskingSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit MaskingSink(std::FILE* file) : file_(file) {}
  ~MaskingSink() override {
    if (file_) std::fclose(file_);
  }

  void keep_out(const Secrets& secrets) {
    const std::lock_guard lock(mutex_);
    secrets_.push_back(secrets);
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t buffer;
    formatter_->format(message, buffer);
    std::string line(buffer.data(), buffer.size());
    for (const auto& secrets : secrets_) line = secrets.mask(line);
    if (!file_) return stderr_status().print(line);
    std::fwrite(line.data(), 1, line.size(), file_);
    std::fflush(file_);
  }
  void flush_() override {}

 private:
  std::FILE* file_;
  std::vector<Secrets> secrets_;
};

// The level in at most five letters: "warn", not "warning".
class ShortLevel final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& out) override {
    static constexpr std::string_view kNames[] = {"trace", "debug", "info",
                                                  "warn",  "error", "fatal"};
    const auto text = fmt::format("{:<5}", kNames[message.level]);
    out.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<ShortLevel>();
  }
};

spdlog::level::level_enum level_of(const std::string& name) {
  static const std::vector<std::string> kNames = {"trace", "debug", "info", "warn", "error", "off"};
  if (std::find(kNames.begin(), kNames.end(), name) == kNames.end()) {
    throw Error(ErrorCode::InvalidArgument, fmt::format("'{}' is not a log level", name))
        .hint("one of trace, debug, info, warn, error, off");
  }
  return spdlog::level::from_str(name);
}

std::FILE* open_log(const std::string& path) {
  if (path.empty()) return nullptr;
  auto* file = std::fopen(path.c_str(), "ae");
  if (file) return file;
  throw Error(ErrorCode::FileSystemFault,
              fmt::format("Cannot write the log to '{}': {}", path, std::strerror(errno)));
}

}  // namespace

void set_up_log(const LogSettings& settings) {
  const auto level = level_of(settings.level);
  auto logger =
      std::make_shared<spdlog::logger>("", std::make_shared<MaskingSink>(open_log(settings.file)));
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<ShortLevel>('*').set_pattern(
      settings.file.empty() ? "%H:%M:%S.%e %* %v" : "%Y-%m-%d %H:%M:%S.%e %* %v");
  logger->set_formatter(std::move(formatter));
  logger->set_level(level);
  spdlog::set_default_logger(std::move(logger));
}

void keep_out_of_log(const Secrets& secrets) {
  if (secrets.empty()) return;
  for (const auto& sink : spdlog::default_logger()->sinks()) {
    if (auto* masking = dynamic_cast<MaskingSink*>(sink.get())) masking->keep_out(secrets);
  }
}

}  // namespace streamsql
