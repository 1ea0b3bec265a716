// Durable files: what must be on the disk, whole or not at all, when a call returns.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace streamsql {

// All throw Error(FileSystemFault) with the path and the system's reason. A failed fsync is never
// repeated on the same file: what it covered may be gone although a second one says yes.
void sync_file(const std::filesystem::path& path);
void sync_directory(const std::filesystem::path& path);
// Writes a file under another name, syncs it, renames it over `path`, and syncs the directory.
void replace_file(const std::filesystem::path& path, std::string_view text);
// Renames and syncs the directory.
void rename_durably(const std::filesystem::path& from, const std::filesystem::path& to);
std::string read_file(const std::filesystem::path& path);

// XXH3-128 of a text and of a file, as 32 hexadecimal digits.
std::string digest_text(std::string_view text);
std::string digest_file(const std::filesystem::path& path);

}  // namespace streamsql
