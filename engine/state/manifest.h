// Manifest text: what META of a checkpoint says, as lines of fields.
#pragma once

#include <string>
#include <string_view>

#include "engine/state/checkpoint_directory.h"

namespace streamsql {

// One fact per line, fields separated by tabs; in a field, backslash, tab, line feed and carriage
// return are written \\, \t, \n and \r. The first line names the format and its version, the last
// is the digest of all lines before.
//
//   streamsql-checkpoint  2
//   checkpoint  12  <uuid>  <parent uuid>
//   job  <name>  <uuid>
//   operator  <uid>  <kind>  <layout>  <parallelism>
//   key  <name>  <type>        of the operator before, as "value"; for people only
//   ...
//   digest  <XXH3-128>
std::string manifest_text(const CheckpointManifest& manifest);

// Throws Error(CheckpointDamaged) that says what is wrong, StateUnreadable for a format that is
// newer than this program.
CheckpointManifest parse_manifest(std::string_view text);

}  // namespace streamsql
