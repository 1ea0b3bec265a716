// PageStore: pages of keyed tables, in files that are written once from front to back.
#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/durable_file.h"

namespace streamsql {

// A page's key as numbers, in the order of its bytes (blob_key of operator_record.h); a shorter key
// is the first one that begins with it.
struct PageName {
  PageName() = default;
  explicit PageName(std::string_view key);
  std::string key() const;
  friend auto operator<=>(const PageName&, const PageName&) = default;

  std::uint64_t table_and_group = 0;
  std::uint32_t number = 0;
};

// A log-structured store (Rosenblum and Ousterhout, "The design and implementation of a
// log-structured file system", 1992): pages are appended, and where each one lies is known in
// memory. A checkpoint is a hard link to each file and the file INDEX, which says where the pages
// are:
//   version u8 | files u32, for each: number u32 | pages u32, for each, sorted:
//   table and group u64 | number u32 | its file as a position in the list u32 | offset u32 | size
//   u32
// The files hold nothing but the bytes of pages; what has changed in them is noticed by whoever
// compares the checkpoint's digests.
//
// Pages that are replaced stay in their files until those hold little else. A checkpoint then moves
// what is left of them, so that files are at most about twice as long as the pages in them.
//
// Any thread. Nothing is durable before the files of a checkpoint are synced. After a fault put()
// and checkpoint() fail until give_up().
class PageStore {
 public:
  // Begins with the checkpoint in `restored` where that holds one. Keeps at most about
  // `buffer_bytes` in memory, twice.
  PageStore(std::filesystem::path directory, const std::filesystem::path& restored,
            std::size_t buffer_bytes);
  ~PageStore();

  void put(std::string_view key, std::string_view page);
  void erase(std::string_view key);
  void erase_range(std::string_view from, std::string_view to);
  // Writes what is buffered when that is worth it: for the thread that has time to wait for a disk.
  // put() does it only when the buffer is full.
  void write_some();
  // The pages in [from, to), in order, as they are when it begins; until `visit` says false.
  void scan(std::string_view from, std::string_view to,
            const std::function<bool(std::string_view, std::string_view)>& visit);
  // Into a directory that does not exist yet. Nothing may be put meanwhile.
  void checkpoint(const std::filesystem::path& directory);
  // Forgets everything since the last checkpoint, which the next one must bring again.
  void give_up();

 private:
  class File;
  struct Place {
    std::shared_ptr<File> file;
    std::uint32_t offset = 0, size = 0;
    bool is(const Place& other) const { return file == other.file && offset == other.offset; }
  };
  using Index = std::map<PageName, Place>;

  void check_usable() const;
  void set(const PageName& name, Place place);
  Index::iterator remove(Index::iterator page);
  Place append(std::string_view page);
  void write_out();
  void move_survivors();
  std::vector<std::shared_ptr<File>> victims();
  void sweep_files();
  std::string index_text() const;
  void restore(const std::filesystem::path& directory);

  const std::filesystem::path directory_;
  const std::size_t buffer_bytes_;

  std::mutex disk_;  // held while files are written or read; taken before memory_
  std::string writing_;

  std::mutex memory_;  // of everything below
  Index pages_;
  std::vector<std::shared_ptr<File>> files_;
  std::shared_ptr<File> current_;  // of them the one being filled; null: the next page begins one
  std::string filling_;            // its end
  std::uint32_t next_file_ = 1;
  std::uint32_t first_new_ = 1;  // file numbers from here on are of no checkpoint yet
  bool broken_ = false;
};

}  // namespace streamsql
