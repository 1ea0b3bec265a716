// Redo of files: those sealed in an epoch get their names once it is decided.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "connectors/filesystem/file_table.h"
#include "connectors/filesystem/part_file.h"
#include "engine/connector/transaction.h"

namespace streamsql::filesystem {

// What a redo record says: a file to name, or a marker to write behind the files of its partition.
std::string redo_of_file(const SealedFile& file);
std::string redo_of_marker(const std::string& path);

// Hidden names of a job's files begin with ".part-<this>-", so that a sweep finds them.
std::string job_tag(std::string_view job_uuid);

std::unique_ptr<RedoTarget> make_redo_target(FileTablePtr table, const ParticipantContext& context);

}  // namespace streamsql::filesystem
