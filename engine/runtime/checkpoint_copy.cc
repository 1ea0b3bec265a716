#include "engine/runtime/checkpoint_copy.h"

#include <fmt/format.h>

#include "engine/base/error.h"
#include "engine/base/durable_file.h"

namespace streamsql {
namespace {

namespace fs = std::filesystem;

void copy_tree(const fs::path& from, const fs::path& to) {
  fs::create_directories(to);
  for (const auto& entry : fs::directory_iterator(from)) {
    const auto target = to / entry.path().filename();
    if (entry.is_directory()) {
      copy_tree(entry.path(), target);
    } else {
      link_or_copy_file(entry.path(), target);
    }
  }
  sync_directory(to);
}

}  // namespace

void link_or_copy(const fs::path& from, const fs::path& to) {
  try {
    copy_tree(from, to);
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::FileSystemFault,
                fmt::format("Cannot copy '{}' to '{}': {}", from.string(), to.string(),
                            error.code().message()));
  }
}

fs::path write_savepoint(const JobStore& store, const CheckpointName& name,
                         const fs::path& target) {
  const auto path = target / fmt::format("savepoint-{}-{}-{}", store.identity().name, name.id,
                                         name.uuid.substr(0, 8));
  std::error_code ignored;
  fs::remove_all(path, ignored);
  const fs::path unfinished = path.string() + ".tmp";
  fs::remove_all(unfinished, ignored);
  link_or_copy(store.path_of(name), unfinished);
  rename_durably(unfinished, path);
  return path;
}

}  // namespace streamsql
