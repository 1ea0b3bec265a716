#include "engine/runtime/redo_log.h"

#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <utility>

#include "engine/base/error.h"
#include "engine/base/uuid.h"

namespace streamsql {
namespace {

constexpr std::string_view kMagic = "SSQLREDO";
constexpr std::uint32_t kLongestRecord = 1u << 30;

Error write_fault(const std::filesystem::path& path) {
  return Error(ErrorCode::FileSystemFault, fmt::format("Cannot write '{}'", path.string()))
      .hint("is there room on that disk?");
}

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
  if (!part_.spilled) {
    std::filesystem::create_directories(directory_);
    part_.spilled = directory_ / ("redo-" + make_uuid());
    std::ofstream(*part_.spilled, std::ios::binary) << kMagic;
  }
  std::ofstream file(*part_.spilled, std::ios::binary | std::ios::app);
  if (!file.write(part_.bytes.data(), static_cast<std::streamsize>(part_.bytes.size())).flush()) {
    throw write_fault(*part_.spilled);
  }
  spilled_bytes_ += part_.bytes.size();
  part_.bytes.clear();
}

RedoPart EpochRedoLog::take() {
  memory_.release(std::exchange(reserved_, 0));
  spilled_bytes_ = 0;
  return std::exchange(part_, {});
}

void write_redo_file(RedoPart part, const std::filesystem::path& file) {
  if (part.spilled) {
    std::error_code code;
    std::filesystem::rename(*part.spilled, file, code);
    if (code) throw write_fault(file);
  }
  std::ofstream out(file, std::ios::binary | std::ios::app);
  if (!part.spilled) out << kMagic;
  if (!out.write(part.bytes.data(), static_cast<std::streamsize>(part.bytes.size())).flush()) {
    throw write_fault(file);
  }
}

std::unique_ptr<RedoReader> open_redo_file(const std::filesystem::path& file) {
  return std::make_unique<FileReader>(file);
}

}  // namespace streamsql
