#include "connectors/filesystem/redo_files.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>
#include <vector>

#include "engine/base/durable_file.h"
#include "engine/base/fail_point.h"

// A record is "file\0<hidden>\0<final>\0<size>" or "marker\0<path>". Paths are relative to the
// table's, so that a directory may be moved together with its job. ".streamsql-<job>" in the
// table's directory belongs to the job: the epoch applied last, locked as long as the job runs.
namespace streamsql::filesystem {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> split(std::string_view record) {
  std::vector<std::string> fields(1);
  for (const char c : record) {
    if (c == '\0') {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

class Target final : public RedoTarget {
 public:
  Target(FileTablePtr table, const ParticipantContext& context)
      : table_(std::move(table)),
        tag_(job_tag(context.job_uuid)),
        owner_path_(table_->path + "/.streamsql-" + tag_ + "-" + job_tag(context.sink)) {}
  ~Target() override {
    if (owner_ >= 0) ::close(owner_);
  }

  void open() override {
    make_directories(table_->path);
    owner_ = ::open(owner_path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (owner_ < 0) {
      throw file_fault("open", owner_path_, errno)
          .hint("check that 'path' is a directory that may be written");
    }
    if (::flock(owner_, LOCK_EX | LOCK_NB) == 0) return;
    throw Error(ErrorCode::FencedByJob,
                fmt::format("The files in '{}' are being written by another process of this job",
                            table_->path))
        .hint("the same job runs twice, from two copies of its directory: stop one of them");
  }

  std::optional<CheckpointId> applied() override {
    char text[32] = {};
    const auto size = ::pread(owner_, text, sizeof text - 1, 0);
    if (size <= 0) return std::nullopt;
    return std::strtoull(text, nullptr, 10);
  }

  void initialise(CheckpointId applied) override { note(applied); }

  // Every step may be repeated: a file that has its name already is left alone.
  void apply(const Marker& epoch, std::vector<std::unique_ptr<RedoReader>> logs) override {
    const auto there = applied().value_or(0);
    if (there == epoch.id) return;
    if (there > epoch.id) {
      throw Error(ErrorCode::SinkAhead,
                  fmt::format("The files in '{}' are at epoch {}, ahead of checkpoint {} of this "
                              "job directory",
                              table_->path, there, epoch.id))
          .hint("this job directory is an old copy: use the latest one");
    }
    fail_point("redo_after_guard");
    for (const auto& log : logs) {
      while (const auto record = log->next()) {
        apply_record(*record);
        fail_point("redo_mid_rows");
      }
    }
    fail_point("redo_before_commit");
    note(epoch.id);
    fail_point("redo_after_commit");
  }

  // Everything decided has its name by now: what is still hidden was never decided.
  void sweep(CheckpointId) override {
    const auto prefix = ".part-" + tag_ + "-";
    std::error_code error;
    std::vector<fs::path> left_over;
    for (fs::recursive_directory_iterator it(table_->path, error), end; !error && it != end;
         it.increment(error)) {
      const auto name = it->path().filename().string();
      if (name.starts_with(prefix) && name.ends_with(".inprogress"))
        left_over.push_back(it->path());
    }
    for (const auto& path : left_over) fs::remove(path, error);
  }

 private:
  void apply_record(std::string_view record) const {
    const auto fields = split(record);
    if (fields[0] == "file" && fields.size() == 4) {
      const auto base = table_->path + "/";
      return publish({base + fields[1], base + fields[2], std::stoull(fields[3])});
    }
    if (fields[0] == "marker" && fields.size() == 2) {
      return write_marker(table_->path + "/" + fields[1]);
    }
    throw Error(ErrorCode::CheckpointDamaged, "A redo record of files is damaged");
  }

  void note(CheckpointId epoch) const {
    const auto text = fmt::format("{:<20}\n", epoch);
    if (::pwrite(owner_, text.data(), text.size(), 0) < 0 || ::fdatasync(owner_) != 0) {
      throw file_fault("write", owner_path_, errno);
    }
  }

  const FileTablePtr table_;
  const std::string tag_, owner_path_;
  int owner_ = -1;
};

}  // namespace

std::string redo_of_file(const SealedFile& file) {
  return fmt::format("file{0}{1}{0}{2}{0}{3}", '\0', file.hidden, file.final, file.size);
}

std::string redo_of_marker(const std::string& path) {
  return fmt::format("marker{}{}", '\0', path);
}

std::string job_tag(std::string_view job_uuid) {
  std::string out;
  for (const char c : job_uuid.substr(0, 64)) {
    if (std::isalnum(static_cast<unsigned char>(c))) out += c;
  }
  return out;
}

std::unique_ptr<RedoTarget> make_redo_target(FileTablePtr table,
                                             const ParticipantContext& context) {
  return std::make_unique<Target>(std::move(table), context);
}

}  // namespace streamsql::filesystem
