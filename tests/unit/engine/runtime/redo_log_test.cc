#include "engine/runtime/redo_log.h"

#include <doctest/doctest.h>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/temporary_directory.h"

namespace streamsql {
namespace {

std::vector<std::string> read(const std::filesystem::path& file) {
  std::vector<std::string> records;
  const auto reader = open_redo_file(file);
  while (const auto record = reader->next()) records.emplace_back(*record);
  return records;
}

TEST_CASE("the records of an epoch come back in order, with and without a spill") {
  const TemporaryDirectory temporary("test");
  MemoryPool pool("test", 1 << 20);
  for (const std::uint64_t limit : {1u, 10u, 1000u}) {
    EpochRedoLog log(temporary.path() / "work", limit, pool);
    std::vector<std::string> written;
    for (int i = 0; i < 20; ++i) written.push_back(std::string(static_cast<std::size_t>(i), 'x'));
    for (const auto& record : written) log.append(record);
    auto part = log.take();
    CHECK(part.records == 20);
    CHECK(log.bytes() == 0);
    const auto file = temporary.path() / std::to_string(limit);
    write_redo_file(std::move(part), file);
    CHECK(read(file) == written);
  }
  CHECK(pool.used() == 0);
}

TEST_CASE("a redo file that was cut off is refused") {
  const TemporaryDirectory temporary("test");
  MemoryPool pool("test", 1 << 20);
  EpochRedoLog log(temporary.path(), 1000, pool);
  log.append("one record");
  const auto file = temporary.path() / "redo";
  write_redo_file(log.take(), file);
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
  CHECK_THROWS_AS(read(file), Error);
}

}  // namespace
}  // namespace streamsql
