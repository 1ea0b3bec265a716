// Partition paths: "day=2024-06-10/hour=6", with the values of partition columns.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace streamsql::filesystem {

// The value of `key` in the k=v directories of `path`; nothing when there is no such directory.
std::optional<std::string> partition_value(std::string_view path, std::string_view key);

// "key=value/", with what cannot stand in a name as %XX (Flink's PartitionPathUtils).
std::string partition_directory(std::string_view key, std::string_view value);

}  // namespace streamsql::filesystem
