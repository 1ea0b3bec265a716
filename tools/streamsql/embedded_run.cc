#include "tools/streamsql/embedded_run.h"

#include <fmt/format.h>

#include "engine/base/error.h"

namespace streamsql {

std::unique_ptr<EmbeddedStore> load_fixtures(const JobArguments& arguments) {
  namespace fs = std::filesystem;
  auto store = std::make_unique<EmbeddedStore>();
  const bool named = !arguments.fixtures.empty();
  const auto directory =
      named ? fs::path(arguments.fixtures) : fs::path(arguments.file).parent_path() / "fixtures";
  if (fs::is_directory(directory)) {
    store->load(directory);
  } else if (named) {
    throw Error(ErrorCode::FileSystemFault,
                fmt::format("--fixtures: '{}' is not a directory", arguments.fixtures));
  }
  return store;
}

std::string written_text(const EmbeddedStore& store) {
  std::string out;
  for (const auto& [sink, changes] : store.written()) {
    out += fmt::format("{}:\n{}", sink, changes);
  }
  return out;
}

}  // namespace streamsql
