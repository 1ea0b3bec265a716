// A directory of files as one text, which can be looked at and committed; golden/README.md says
// how.
#pragma once

#include <filesystem>
#include <string>

namespace streamsql::checkpoints {

// Makes the directory that it is in.
void write_text(const std::filesystem::path& path, std::string_view text);

std::string packed(const std::filesystem::path& directory);
void unpack(const std::string& text, const std::filesystem::path& directory);

}  // namespace streamsql::checkpoints
