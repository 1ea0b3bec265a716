#include "tools/streamsql/job_checkpoints.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/session/checkpoint_options.h"
#include "tools/streamsql/state_home.h"

namespace streamsql {
namespace {

// A name that is one component of a path, and readable in a broker's lists.
std::string fit_for_files(std::string name) {
  for (auto& c : name) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' ||
                       c == '.' || static_cast<unsigned char>(c) >= 0x80;
    if (!plain) c = '_';
  }
  return name.empty() || name[0] == '.' ? "job" + name : name;
}

// What each sink may expect, said once.
std::string notice(const physical::Plan& plan, const CheckpointSettings& checkpoints) {
  std::set<std::string> deciding, redoing, repeating;
  for (const auto& root : plan.roots) {
    const auto* sink = std::get_if<physical::Sink>(&root->node);
    if (!sink) continue;
    const auto role =
        checkpoints.exactly_once ? sink->sink->participation() : Participation::AtLeastOnce;
    auto& group = role == Participation::Transaction ? deciding
                  : role == Participation::Redo      ? redoing
                                                     : repeating;
    group.insert(sink->table.substr(sink->table.rfind('.') + 1));
  }
  const auto interval = format_duration(checkpoints.interval);
  auto out = fmt::format("checkpoints every {} in {}", interval, checkpoints.directory.string());
  if (!deciding.empty()) {
    out += fmt::format(
        "; {}: exactly once, read_committed readers see a row up to {} after it was "
        "written",
        fmt::join(deciding, ", "), interval);
  }
  if (!redoing.empty()) {
    out += fmt::format("; {}: exactly once, rows appear with their checkpoint, up to {} later",
                       fmt::join(redoing, ", "), interval);
  }
  if (!repeating.empty()) {
    out += fmt::format("; {}: at once, and after a failure rows since the last checkpoint again",
                       fmt::join(repeating, ", "));
  }
  return out;
}

}  // namespace

void add_checkpoint_arguments(CLI::App& command, CheckpointArguments& arguments) {
  command
      .add_option("--restore", arguments.restore,
                  "Begins with this savepoint, checkpoint or job directory. A job that has begun\n"
                  "with it already goes on from its own last checkpoint")
      ->type_name("PATH");
  command.add_flag("--allow-dropped-state", arguments.allow_dropped_state,
                   "Drops state of a checkpoint that no operator of the job takes");
  command.add_flag("--fresh", arguments.fresh,
                   "Begins anew and leaves behind what the job directory holds");
  command
      .add_option("--state-dir", arguments.state_directory,
                  "Where job directories are; default: $XDG_STATE_HOME/streamsql, else\n"
                  "~/.local/state/streamsql")
      ->type_name("DIR");
  command
      .add_option("--at-least-once-from", arguments.at_least_once_from,
                  "Goes on from this older checkpoint of the job, and repeats rows")
      ->type_name("N");
  command
      .add_option("--assume-decided", arguments.assume_decided,
                  "Says that this checkpoint was committed, where nobody can tell any more")
      ->type_name("N");
  command.add_option("--assume-aborted", arguments.assume_aborted, "Says that it was not")
      ->type_name("N");
}

JobDirectories::JobDirectories(const CheckpointArguments& arguments, const std::string& file,
                               int jobs)
    : arguments_(arguments),
      stem_(file == "-" ? "stdin" : std::filesystem::path(file).stem().string()),
      jobs_(jobs) {}

std::string JobDirectories::name_of(const PlannedJob& job) {
  ++number_;
  auto name = fit_for_files(job.pipeline_name.value_or(stem_));
  if (!job.pipeline_name && jobs_ > 1) name += fmt::format("-{}", number_);
  if (taken_.insert(name).second) return name;
  name += fmt::format("-{}", number_);
  taken_.insert(name);
  return name;
}

void JobDirectories::give(PlannedJob& job) {
  if (!job.checkpoints) return;
  auto checkpoints = *job.checkpoints;
  checkpoints.job_name = name_of(job);
  const auto home = arguments_.state_directory.empty()
                        ? state_home()
                        : std::filesystem::absolute(arguments_.state_directory);
  checkpoints.directory = home / checkpoints.job_name;
  if (!arguments_.restore.empty()) checkpoints.restore = arguments_.restore;
  checkpoints.fresh = arguments_.fresh;
  checkpoints.allow_dropped_state |= arguments_.allow_dropped_state;
  checkpoints.at_least_once_from = arguments_.at_least_once_from;
  checkpoints.assume_decided = arguments_.assume_decided;
  checkpoints.assume_aborted = arguments_.assume_aborted;
  job.notices.push_back(notice(job.plan, checkpoints));
  job.settings.checkpoints = std::move(checkpoints);
  job.settings.flush_interval.reset();
  if (!job.settings.restart.chosen) job.settings.restart = default_restart();
}

}  // namespace streamsql
