#include "tools/streamsql/checkpoint_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include "engine/base/error.h"
#include "tools/streamsql/quantity_text.h"

namespace streamsql {
namespace {

namespace fs = std::filesystem;

std::uint64_t size_of(const CheckpointManifest& manifest) {
  std::uint64_t bytes = 0;
  for (const auto& file : manifest.files) bytes += file.size;
  return bytes;
}

// The bytes of files that `before` has not: what this checkpoint cost.
std::uint64_t added_bytes(const CheckpointManifest* before, const CheckpointManifest& manifest) {
  if (!before) return size_of(manifest);
  std::set<std::string> known;
  for (const auto& file : before->files) known.insert(file.digest);
  std::uint64_t bytes = 0;
  for (const auto& file : manifest.files) bytes += known.contains(file.digest) ? 0 : file.size;
  return bytes;
}

// Damage is a matter of `checkpoints verify`.
std::optional<CheckpointName> decided_in(const fs::path& job_directory) {
  try {
    return read_decided(job_directory);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::string watermark_text(std::int64_t millis) {
  if (millis == INT64_MIN) return "none";
  return millis == INT64_MAX ? "end" : instant_text(millis);
}

using Positions = std::map<std::pair<std::string, std::string>, std::string>;

Positions positions_of(const CheckpointManifest& manifest) {
  Positions out;
  for (const auto& p : manifest.positions) out[{p.source, p.split}] = p.position;
  return out;
}

// "+1,234" when both are plain numbers.
std::string step(const std::string& before, const std::string& after) {
  const auto is_number = [](const std::string& text) {
    return !text.empty() && text.size() < 19 &&
           text.find_first_not_of("0123456789") == std::string::npos;
  };
  if (!is_number(before) || !is_number(after)) return before == after ? "" : "changed";
  const auto difference = std::stoll(after) - std::stoll(before);
  if (difference == 0) return "";
  return difference > 0 ? "+" + count_text(static_cast<std::uint64_t>(difference))
                        : "-" + count_text(static_cast<std::uint64_t>(-difference));
}

using Row = std::vector<std::optional<std::string>>;

void compare_positions(const Positions& before, const Positions& after, ResultTable& out) {
  for (const auto& [split, position] : after) {
    const auto found = before.find(split);
    const auto old = found == before.end() ? "" : found->second;
    if (old == position) continue;
    out.rows.push_back({split.first + " " + split.second, old, position, step(old, position)});
  }
  for (const auto& [split, position] : before) {
    if (after.contains(split)) continue;
    out.rows.push_back({split.first + " " + split.second, position, "", "gone"});
  }
}

void compare_operators(const CheckpointManifest& before, const CheckpointManifest& after,
                       ResultTable& out) {
  std::map<std::string, std::string> old;
  for (const auto& op : before.operators) old[op.uid] = op.layout;
  for (const auto& op : after.operators) {
    const auto found = old.find(op.uid);
    if (found == old.end()) {
      out.rows.push_back({op.uid, "", op.layout, "new"});
    } else if (found->second != op.layout) {
      out.rows.push_back({op.uid, found->second, op.layout, "changed"});
    }
    old.erase(op.uid);
  }
  for (const auto& [uid, layout] : old) out.rows.push_back({uid, layout, "", "gone"});
}

std::string names_of(const std::vector<CheckpointManifest::Operator::Column>& columns) {
  std::string out;
  for (const auto& column : columns) {
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", column.name, column.type);
  }
  return out;
}

// Its kind and uid are what checkpoint_state is asked with.
std::string operator_text(const CheckpointManifest::Operator& op) {
  auto out = fmt::format("  operator   {} x{}: {}\n", op.uid, op.parallelism, op.name);
  if (!op.layout.empty()) out += fmt::format("             {}\n", op.layout);
  if (!op.keys.empty()) out += fmt::format("             keys: {}\n", names_of(op.keys));
  if (!op.values.empty()) out += fmt::format("             values: {}\n", names_of(op.values));
  return out;
}

Row list_row(const CheckpointName& name, const CheckpointManifest* before,
             const CheckpointManifest& manifest, const std::optional<CheckpointName>& decided) {
  return {std::to_string(name.id),
          name.uuid,
          instant_text(manifest.wall_millis),
          decided == name      ? "decided"
          : manifest.savepoint ? "savepoint"
                               : "",
          bytes_text(size_of(manifest)),
          bytes_text(added_bytes(before, manifest)),
          std::to_string(manifest.positions.size()),
          std::to_string(manifest.operators.size())};
}

}  // namespace

ResultTable checkpoint_list(const fs::path& job_directory) {
  ResultTable table{{"id", "uuid", "taken (UTC)", "", "size", "new", "splits", "operators"}, {}};
  const auto decided = decided_in(job_directory);
  std::optional<CheckpointManifest> before;
  for (const auto& name : list_checkpoints(job_directory)) {
    const auto path = checkpoint_path(job_directory, name);
    try {
      auto manifest = read_manifest(path);
      table.rows.push_back(list_row(name, before ? &*before : nullptr, manifest, decided));
      before = std::move(manifest);
    } catch (const Error&) {
      table.rows.push_back({std::to_string(name.id), name.uuid, "", "damaged", "", "", "", ""});
    }
  }
  return table;
}

std::string checkpoint_details(const CheckpointManifest& manifest) {
  std::string out = fmt::format(
      "checkpoint {} ({})\n  job        {} ({})\n  taken      {} UTC, by streamsql {}\n"
      "  before     {}\n  plan       {}\n  size       {} in {} files\n",
      manifest.id, manifest.uuid, manifest.job_name, manifest.job_uuid,
      instant_text(manifest.wall_millis), manifest.version,
      manifest.parent_uuid.empty() ? "nothing" : manifest.parent_uuid, manifest.plan_fingerprint,
      bytes_text(size_of(manifest)), manifest.files.size());
  for (const auto& p : manifest.positions) {
    out += fmt::format("  position   {} {}: {} (watermark {})\n", p.source, p.split, p.position,
                       watermark_text(p.watermark));
  }
  for (const auto& op : manifest.operators) out += operator_text(op);
  for (const auto& redo : manifest.redo) {
    out += fmt::format("  redo       {}: {} records in {}\n", redo.sink, count_text(redo.records),
                       redo.file);
  }
  for (const auto& witness : manifest.witnesses) out += fmt::format("  witness    {}\n", witness);
  for (const auto& file : manifest.files) {
    out += fmt::format("  file       {} {} {}\n", file.digest, bytes_text(file.size), file.path);
  }
  return out;
}

ResultTable checkpoint_difference(const CheckpointManifest& before,
                                  const CheckpointManifest& after) {
  ResultTable table{{"what", "before", "after", "difference"}, {}};
  compare_positions(positions_of(before), positions_of(after), table);
  compare_operators(before, after, table);
  if (before.plan_fingerprint != after.plan_fingerprint) {
    table.rows.push_back({"plan", before.plan_fingerprint, after.plan_fingerprint, "changed"});
  }
  table.rows.push_back({"size", bytes_text(size_of(before)), bytes_text(size_of(after)),
                        "new: " + bytes_text(added_bytes(&before, after))});
  return table;
}

}  // namespace streamsql
