// FailingFileSystem: the files of the state database behind the fail points of durable_file.h.
#pragma once

#include <memory>

namespace rocksdb {
class Env;
}

namespace streamsql {

// An environment whose files pass the fail points file, file_open, file_write, file_sync,
// file_rename and file_link; null while no fail points are armed: the database then has its own.
std::unique_ptr<rocksdb::Env> make_failing_environment();

}  // namespace streamsql
