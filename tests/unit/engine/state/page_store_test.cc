#include "engine/state/page_store.h"

#include <doctest/doctest.h>
#include <fstream>
#include <map>
#include <random>

#include "engine/base/fail_point.h"
#include "engine/base/temporary_directory.h"
#include "engine/state/operator_record.h"

namespace streamsql {
namespace {

namespace fs = std::filesystem;

using Pages = std::map<std::string, std::string>;

constexpr std::size_t kBuffer = 64 << 10;

Pages pages_of(PageStore& store) {
  Pages found;
  store.scan(row_prefix(0, 0), row_prefix(UINT32_MAX, 128), [&](auto name, auto page) {
    CHECK((found.empty() || found.rbegin()->first < name));
    found[std::string(name)] = page;
    return true;
  });
  return found;
}

struct Fixture {
  fs::path checkpoint(PageStore& store) {
    const auto path = directory.path() / ("chk-" + std::to_string(++number));
    store.checkpoint(path);
    return path;
  }
  std::unique_ptr<PageStore> restored(const fs::path& from) {
    return std::make_unique<PageStore>(directory.path() / ("work-" + std::to_string(++number)),
                                       from, kBuffer);
  }
  std::uint64_t bytes_in(const fs::path& path) const {
    std::uint64_t bytes = 0;
    for (const auto& entry : fs::directory_iterator(path)) bytes += entry.file_size();
    return bytes;
  }
  std::size_t files_in(const fs::path& path) const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(path), fs::directory_iterator()));
  }

  TemporaryDirectory directory{"pages"};
  int number = 0;
  std::mt19937_64 random{5};
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "every checkpoint of pages holds what was there when it was taken") {
  auto store = restored({});
  Pages expected;
  std::vector<std::pair<fs::path, Pages>> taken;
  for (int round = 0; round < 60; ++round) {
    for (auto i = random() % 300; i > 0; --i) {
      const auto key =
          blob_key(static_cast<std::uint32_t>(random() % 2), static_cast<int>(random() % 4),
                   static_cast<std::uint32_t>(random() % 50));
      if (random() % 8 == 0) {
        store->erase(key);
        expected.erase(key);
        continue;
      }
      expected[key] = std::string(random() % 3000, static_cast<char>('a' + random() % 26));
      store->put(key, expected[key]);
    }
    if (random() % 10 == 0) {
      store->erase_range(row_prefix(1, 2), row_prefix(1, 4));
      expected.erase(expected.lower_bound(row_prefix(1, 2)),
                     expected.lower_bound(row_prefix(1, 4)));
    }
    taken.emplace_back(checkpoint(*store), expected);
    if (random() % 6 == 0) store = restored(taken.back().first);
    CHECK((pages_of(*store) == expected));
  }
  for (const auto& [path, pages] : taken) CHECK((pages_of(*restored(path)) == pages));
}

TEST_CASE_FIXTURE(Fixture, "what was replaced does not pile up, nor do files") {
  auto store = restored({});
  const std::string page(64 << 10, 'p');
  Pages expected;
  fs::path last;
  for (std::uint32_t round = 0; round < 200; ++round) {
    // One page in four is replaced each time, and one more comes to stay.
    for (std::uint32_t i = round % 4; i < 100; i += 4) {
      store->put(blob_key(1, 0, i), expected[blob_key(1, 0, i)] = page + std::to_string(round));
    }
    store->put(blob_key(2, 0, round), expected[blob_key(2, 0, round)] = "s");
    last = checkpoint(*store);
    CHECK(bytes_in(last) < 2 * 100 * page.size() + (6 << 20));
    CHECK(files_in(last) < 30);
  }
  CHECK((pages_of(*store) == expected));
  CHECK((pages_of(*restored(last)) == expected));
}

TEST_CASE_FIXTURE(Fixture, "pages are given up with the checkpoint that failed, and come again") {
  auto store = restored({});
  const std::string old_page(3 * kBuffer, 'o'), new_page(3 * kBuffer, 'n');
  store->put(blob_key(1, 0, 0), old_page);
  const auto before = checkpoint(*store);
  arm_fail_points("file_write:1=enospc");
  CHECK_THROWS(store->put(blob_key(1, 0, 0), new_page));
  CHECK_THROWS(store->put(blob_key(1, 0, 1), "s"));
  CHECK_THROWS(checkpoint(*store));
  arm_fail_points("");
  store->give_up();
  store->put(blob_key(1, 0, 0), new_page);
  const auto after = checkpoint(*store);
  CHECK((pages_of(*restored(before)) == Pages{{blob_key(1, 0, 0), old_page}}));
  CHECK((pages_of(*restored(after)) == Pages{{blob_key(1, 0, 0), new_page}}));
}

TEST_CASE_FIXTURE(Fixture, "an index that is cut short, or of a later version, is refused") {
  auto store = restored({});
  store->put(blob_key(1, 0, 0), "page");
  const auto path = checkpoint(*store);
  const auto index = read_file(path / "INDEX");
  for (std::size_t size = 1; size < index.size(); ++size) {
    fs::resize_file(path / "INDEX", size);
    CHECK_THROWS_AS(restored(path), Error);
    std::ofstream(path / "INDEX", std::ios::binary) << index;
  }
  std::ofstream(path / "INDEX", std::ios::binary) << '\2' << index.substr(1);
  CHECK_THROWS_WITH_AS(restored(path), "The pages were written by another version", Error);
}

}  // namespace streamsql
