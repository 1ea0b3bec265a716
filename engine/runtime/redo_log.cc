#include "engine/runtime/redo_log.h"

#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <utility>

#include "engine/base/durable_file.h"
#include "engine/base/uuid.h"

namespace streamsql {
namespace {

constexpr std::string_view kMagic = "SSQLREDO";
constexpr std::uint32_t kLongestRecord = 1u << 30;

class FileReader final : public RedoReader {
 public:
  explicit FileReader(const std::filesystem::path& path)
      : path_(path), file_(path, std::ios::binary) {
    std::string magic(kMagic.size(), '\0');
    if (!file_.read(magic.data(), static_cast<std::streamsize>(magic.size())) || magic != kMagic) {
      throw damaged();
    }
  }

  std::optional<std::string_view> next() override {
    char header[4];
    file_.read(header, sizeof header);
    if (file_.gcount() == 0 && file_.eof()) return std::nullopt;
    std::uint32_t size = 0;
    std::memcpy(&size, header, sizeof size);
    if (!file_ || size > kLongestRecord) throw damaged();
    record_.resize(size);
    if (!file_.read(record_.data(), size)) throw damaged();
    return record_;
  }

 private:
  Error damaged() const {
    return Error(ErrorCode::CheckpointDamaged,
                 fmt::format("The redo file '{}' is damaged", path_.string()));
  }

  const std::filesystem::path path_;
  std::ifstream file_;
  std::string record_;
};

// Not synced: publishing the checkpoint does that.
void append_to(const std::filesystem::path& path, std::string_view head, std::string_view bytes) {
  DurableFile file(path, DurableFile::Mode::Append);
  if (!head.empty()) file.write(head);
  file.write(bytes);
}

}  // namespace

EpochRedoLog::EpochRedoLog(std::filesystem::path directory, std::uint64_t memory_limit,
                           MemoryPool& memory)
    : directory_(std::move(directory)), memory_limit_(memory_limit), memory_(memory) {}

EpochRedoLog::~EpochRedoLog() { memory_.release(reserved_); }

void EpochRedoLog::append(std::string_view record) {
  const auto size = static_cast<std::uint32_t>(record.size());
  char header[4];
  std::memcpy(header, &size, sizeof size);
  part_.bytes.append(header, sizeof header);
  part_.bytes.append(record);
  ++part_.records;
  if (part_.bytes.capacity() > reserved_) {
    memory_.account(part_.bytes.capacity() - reserved_);
    reserved_ = part_.bytes.capacity();
  }
  if (part_.bytes.size() >= memory_limit_) spill();
}

void EpochRedoLog::spill() {
  const bool first = !part_.spilled;
  if (first) {
    make_directories(directory_);
    part_.spilled = directory_ / ("redo-" + make_uuid());
  }
  append_to(*part_.spilled, first ? kMagic : "", part_.bytes);
  spilled_bytes_ += part_.bytes.size();
  part_.bytes.clear();
}

RedoPart EpochRedoLog::take() {
  memory_.release(std::exchange(reserved_, 0));
  spilled_bytes_ = 0;
  return std::exchange(part_, {});
}

void write_redo_file(RedoPart part, const std::filesystem::path& file) {
  if (part.spilled) rename_durably(*part.spilled, file);
  append_to(file, part.spilled ? "" : kMagic, part.bytes);
}

std::unique_ptr<RedoReader> open_redo_file(const std::filesystem::path& file) {
  return std::make_unique<FileReader>(file);
}

}  // namespace streamsql
