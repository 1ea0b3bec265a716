#include "engine/state/page_store.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <unordered_map>
#include <utility>

#include "engine/base/error.h"
#include "engine/base/fail_point.h"
#include "engine/state/byte_record.h"
#include "engine/state/operator_record.h"

namespace streamsql {
namespace {

namespace fs = std::filesystem;

constexpr std::uint8_t kVersion = 1;
constexpr const char* kIndexName = "INDEX";
constexpr std::size_t kIndexEntryBytes = 24;
constexpr std::size_t kPiece = 256 << 10;       // what is worth a write
constexpr std::uint64_t kFileBytes = 64 << 20;  // a file that is as long gets no more pages
constexpr std::uint64_t kSlack = 4 << 20;       // replaced pages that are never worth a move
constexpr std::uint64_t kSmallFile = 16 << 20;  // each file costs a link per checkpoint, so that
constexpr std::size_t kSmallFiles = 16;         // small ones are joined when there are so many,
constexpr std::size_t kJoinedFiles = 12;        // and so many of them at once

std::string file_name(std::uint32_t number) { return fmt::format("{:08}", number); }

void link_file(const fs::path& from, const fs::path& to) {
  if (const int code = fail_point_errno("file_link")) throw file_fault("link", from, code);
  link_or_copy_file(from, to);
}

}  // namespace

PageName::PageName(std::string_view key) {
  constexpr std::size_t kTableAndGroup = 5, kNumber = 4;
  if (key.size() != kTableAndGroup && key.size() != kTableAndGroup + kNumber) {
    throw Error(ErrorCode::StateUnreadable, "A page has a key of another form");
  }
  for (const char c : key.substr(0, kTableAndGroup)) {
    table_and_group = table_and_group << 8 | static_cast<unsigned char>(c);
  }
  number = blob_number(key);
}

std::string PageName::key() const {
  return blob_key(static_cast<std::uint32_t>(table_and_group >> 8),
                  static_cast<int>(table_and_group & 255), number);
}

// `bytes` and `live` belong to the store's mutex memory_, writing to disk_. A file that is doomed
// stays as long as somebody may read it.
class PageStore::File {
 public:
  File(fs::path path, std::uint32_t number) : path_(std::move(path)), number_(number) {}
  ~File() {
    if (reader_ >= 0) ::close(reader_);
    std::error_code ignored;
    if (doomed_) fs::remove(path_, ignored);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  std::uint32_t number() const { return number_; }
  const fs::path& path() const { return path_; }
  void doom() { doomed_ = true; }

  void write(std::string_view piece) {
    if (!writer_) {
      writer_ = std::make_unique<DurableFile>(path_, DurableFile::Mode::Exclusive);
    }
    writer_->write(piece);
  }
  void close() { writer_.reset(); }

  void read(std::uint64_t offset, std::size_t size, std::string& out) {
    open_reader();
    out.resize(size);
    for (std::size_t done = 0; done < size;) {
      const auto count =
          ::pread(reader_, out.data() + done, size - done, static_cast<off_t>(offset + done));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw file_fault("read", path_, errno);
      if (count == 0) throw Error(ErrorCode::StateUnreadable, "A file of pages is cut short");
      done += static_cast<std::size_t>(count);
    }
  }

  std::uint64_t bytes = 0, live = 0;

 private:
  void open_reader() {
    const std::scoped_lock lock(mutex_);
    if (reader_ < 0) reader_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (reader_ < 0) throw file_fault("open", path_, errno);
  }

  const fs::path path_;
  const std::uint32_t number_;
  bool doomed_ = false;
  std::unique_ptr<DurableFile> writer_;
  std::mutex mutex_;  // of reader_
  int reader_ = -1;
};

PageStore::PageStore(fs::path directory, const fs::path& restored, std::size_t buffer_bytes)
    : directory_(std::move(directory)), buffer_bytes_(buffer_bytes) {
  fs::create_directories(directory_);
  if (!restored.empty() && fs::exists(restored / kIndexName)) restore(restored);
}

PageStore::~PageStore() = default;

void PageStore::put(std::string_view key, std::string_view page) {
  const PageName name(key);
  {
    const std::scoped_lock lock(memory_);
    check_usable();
    set(name, append(page));
    if (filling_.size() < buffer_bytes_) return;
  }
  const std::scoped_lock lock(disk_);
  write_out();
}

void PageStore::check_usable() const {
  if (!broken_) return;
  throw Error(ErrorCode::FileSystemFault, "An earlier write of the state's pages has failed")
      .hint("look at the free space and the health of the disk that holds the state directory");
}

void PageStore::erase(std::string_view key) {
  const std::scoped_lock lock(memory_);
  const auto found = pages_.find(PageName(key));
  if (found != pages_.end()) remove(found);
}

void PageStore::erase_range(std::string_view from, std::string_view to) {
  const std::scoped_lock lock(memory_);
  const PageName end(to);
  for (auto at = pages_.lower_bound(PageName(from)); at != pages_.end() && at->first < end;) {
    at = remove(at);
  }
}

PageStore::Index::iterator PageStore::remove(Index::iterator page) {
  page->second.file->live -= page->second.size;
  return pages_.erase(page);
}

void PageStore::set(const PageName& name, Place place) {
  place.file->live += place.size;
  auto& present = pages_[name];
  if (present.file) present.file->live -= present.size;
  present = std::move(place);
}

PageStore::Place PageStore::append(std::string_view page) {
  if (!current_) {
    const auto number = next_file_++;
    current_ = files_.emplace_back(std::make_shared<File>(directory_ / file_name(number), number));
  }
  Place place{current_, static_cast<std::uint32_t>(current_->bytes),
              static_cast<std::uint32_t>(page.size())};
  current_->bytes += page.size();
  filling_ += page;
  return place;
}

void PageStore::write_some() {
  {
    const std::scoped_lock lock(memory_);
    if (filling_.size() < std::min(kPiece, buffer_bytes_)) return;
  }
  const std::scoped_lock lock(disk_);
  write_out();
}

// disk_ is held. Others go on filling meanwhile.
void PageStore::write_out() {
  std::shared_ptr<File> file;
  bool full = false;
  {
    const std::scoped_lock lock(memory_);
    if (filling_.empty()) return;
    std::swap(filling_, writing_);
    file = current_;
    if (file->bytes >= kFileBytes) current_.reset();
    full = !current_;
  }
  try {
    file->write(writing_);
    if (full) file->close();
  } catch (const Error&) {
    const std::scoped_lock lock(memory_);
    broken_ = true;
    throw;
  }
  writing_.clear();
  if (writing_.capacity() > 2 * buffer_bytes_) writing_.shrink_to_fit();
}

void PageStore::scan(std::string_view from, std::string_view to,
                     const std::function<bool(std::string_view, std::string_view)>& visit) {
  std::vector<std::pair<PageName, Place>> found;
  {
    const std::scoped_lock disk(disk_);
    write_out();
    const std::scoped_lock lock(memory_);
    found.assign(pages_.lower_bound(PageName(from)), pages_.lower_bound(PageName(to)));
  }
  std::string page;
  for (const auto& [name, place] : found) {
    place.file->read(place.offset, place.size, page);
    if (!visit(name.key(), page)) return;
  }
}

void PageStore::checkpoint(const fs::path& directory) {
  const std::scoped_lock disk(disk_);
  move_survivors();
  write_out();
  std::string index;
  std::vector<std::shared_ptr<File>> files;
  {
    const std::scoped_lock lock(memory_);
    check_usable();
    if (current_) std::exchange(current_, nullptr)->close();
    sweep_files();
    index = index_text();
    files = files_;
    first_new_ = next_file_;
  }
  try {
    fs::create_directory(directory);
    for (const auto& file : files) {
      link_file(file->path(), directory / file->path().filename());
    }
  } catch (const fs::filesystem_error& error) {
    throw file_fault("link", directory, error.code().value());
  }
  DurableFile(directory / kIndexName, DurableFile::Mode::Exclusive).write(index);
}

// disk_ is held.
void PageStore::move_survivors() {
  std::vector<std::pair<Place, PageName>> survivors;
  {
    const std::scoped_lock lock(memory_);
    const auto doomed = victims();
    if (doomed.empty()) return;
    for (const auto& [name, place] : pages_) {
      if (std::binary_search(doomed.begin(), doomed.end(), place.file)) {
        survivors.emplace_back(place, name);
      }
    }
  }
  std::sort(survivors.begin(), survivors.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first.file, a.first.offset) < std::tie(b.first.file, b.first.offset);
  });
  std::string page;
  for (const auto& [place, name] : survivors) {
    place.file->read(place.offset, place.size, page);
    {
      const std::scoped_lock lock(memory_);
      const auto found = pages_.find(name);
      if (found == pages_.end() || !found->second.is(place)) continue;
      set(name, append(page));
      if (filling_.size() < kPiece) continue;
    }
    write_out();
  }
}

// Files of earlier checkpoints whose pages are to be moved, sorted by address.
std::vector<std::shared_ptr<PageStore::File>> PageStore::victims() {
  std::vector<std::shared_ptr<File>> files, chosen, small;
  std::uint64_t bytes = 0, live = 0;
  for (const auto& file : files_) {
    bytes += file->bytes;
    live += file->live;
    if (file->number() >= first_new_ || file->live == 0) continue;
    files.push_back(file);
    if (file->live < kSmallFile) small.push_back(file);
  }
  for (const auto& file : files_) {
    if (file->live == 0) bytes -= file->bytes;
  }
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a->live * b->bytes < b->live * a->bytes; });
  for (const auto& file : files) {
    if (bytes <= 2 * live + kSlack) break;
    bytes -= file->bytes - file->live;
    chosen.push_back(file);
  }
  if (small.size() > kSmallFiles) {
    std::sort(small.begin(), small.end(),
              [](const auto& a, const auto& b) { return a->live < b->live; });
    chosen.insert(chosen.end(), small.begin(), small.begin() + kJoinedFiles);
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

void PageStore::sweep_files() {
  std::erase_if(files_, [](const auto& file) {
    if (file->live == 0) file->doom();
    return file->live == 0;
  });
}

void PageStore::give_up() {
  const std::scoped_lock disk(disk_);
  const std::scoped_lock lock(memory_);
  for (auto at = pages_.begin(); at != pages_.end();) {
    at = at->second.file->number() >= first_new_ ? remove(at) : std::next(at);
  }
  if (current_) std::exchange(current_, nullptr)->close();
  filling_.clear();
  writing_.clear();
  sweep_files();
  broken_ = false;
}

std::string PageStore::index_text() const {
  std::string text;
  text.reserve(16 + files_.size() * sizeof(std::uint32_t) + pages_.size() * kIndexEntryBytes);
  ByteWriter out(text);
  out.number(kVersion);
  out.number(static_cast<std::uint32_t>(files_.size()));
  std::unordered_map<const File*, std::uint32_t> positions;
  for (const auto& file : files_) {
    positions.emplace(file.get(), static_cast<std::uint32_t>(positions.size()));
    out.number(file->number());
  }
  out.number(static_cast<std::uint32_t>(pages_.size()));
  for (const auto& [name, place] : pages_) {
    out.number(name.table_and_group);
    out.number(name.number);
    out.number(positions.at(place.file.get()));
    out.number(place.offset);
    out.number(place.size);
  }
  return text;
}

void PageStore::restore(const fs::path& directory) {
  const auto text = read_file(directory / kIndexName);
  ByteReader in(text);
  if (in.number<std::uint8_t>() != kVersion) {
    throw Error(ErrorCode::StateUnreadable, "The pages were written by another version");
  }
  for (auto left = in.number<std::uint32_t>(); left > 0; --left) {
    const auto number = in.number<std::uint32_t>();
    const auto file = std::make_shared<File>(directory_ / file_name(number), number);
    link_file(directory / file_name(number), file->path());
    file->bytes = fs::file_size(file->path());
    files_.push_back(file);
    next_file_ = first_new_ = std::max(next_file_, number + 1);
  }
  for (auto left = in.number<std::uint32_t>(); left > 0; --left) {
    PageName name;
    name.table_and_group = in.number<std::uint64_t>();
    name.number = in.number<std::uint32_t>();
    const auto position = in.number<std::uint32_t>();
    if (position >= files_.size()) {
      throw Error(ErrorCode::StateUnreadable, "A page lies in a file that is not there");
    }
    Place place{files_[position]};
    place.offset = in.number<std::uint32_t>();
    place.size = in.number<std::uint32_t>();
    set(name, std::move(place));
  }
}

}  // namespace streamsql
