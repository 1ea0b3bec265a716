#include "engine/state/failing_file_system.h"

#include <cerrno>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <string>
#include <utility>

#include "engine/base/fail_point.h"

namespace streamsql {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

IOStatus status_of(int code) {
  if (code == 0) return IOStatus::OK();
  return code == ENOSPC ? IOStatus::NoSpace("No space left on device")
                        : IOStatus::IOError("Input/output error");
}

// Whether the operation is to be made.
IOStatus pass(const char* operation) {
  const auto status = status_of(fail_point_errno("file"));
  return status.ok() ? status_of(fail_point_errno(operation)) : status;
}

template <typename Call>
IOStatus passing(const char* operation, Call call) {
  auto status = pass(operation);
  return status.ok() ? call() : status;
}

class FailingFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  using FSWritableFileOwnerWrapper::FSWritableFileOwnerWrapper;
  using Base = FSWritableFileOwnerWrapper;

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* context) override {
    return passing("file_write", [&] { return Base::Append(data, options, context); });
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& info, IODebugContext* context) override {
    return passing("file_write", [&] { return Base::Append(data, options, info, context); });
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* context) override {
    return passing("file_sync", [&] { return Base::Sync(options, context); });
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* context) override {
    return passing("file_sync", [&] { return Base::Fsync(options, context); });
  }
};

class FailingFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;
  const char* Name() const override { return "FailingFileSystem"; }

  IOStatus NewWritableFile(const std::string& name, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* out,
                           IODebugContext* context) override {
    auto status = passing("file_open",
                          [&] { return target()->NewWritableFile(name, options, out, context); });
    if (status.ok()) *out = std::make_unique<FailingFile>(std::move(*out));
    return status;
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* context) override {
    return passing("file_rename", [&] { return target()->RenameFile(from, to, options, context); });
  }
  IOStatus LinkFile(const std::string& from, const std::string& to, const IOOptions& options,
                    IODebugContext* context) override {
    return passing("file_link", [&] { return target()->LinkFile(from, to, options, context); });
  }
};

}  // namespace

std::unique_ptr<rocksdb::Env> make_failing_environment() {
  if (!has_fail_points()) return nullptr;
  return rocksdb::NewCompositeEnv(
      std::make_shared<FailingFileSystem>(rocksdb::FileSystem::Default()));
}

}  // namespace streamsql
