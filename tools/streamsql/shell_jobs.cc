#include "tools/streamsql/shell_jobs.h"

#include <algorithm>
#include <fmt/format.h>
#include <random>

#include "tools/streamsql/job_control.h"
#include "tools/streamsql/quantity_text.h"
#include "tools/streamsql/state_home.h"

namespace streamsql {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTick{50};

std::string new_job_id() {
  std::random_device random;
  std::string id;
  for (int i = 0; i < 4; ++i) id += fmt::format("{:08x}", random());
  return id;
}

std::vector<std::optional<std::string>> row_of(const ShellJob& job) {
  return {job.id, job.name, job.status(), instant_text(job.began_wall_millis)};
}

const std::vector<std::string> kHeader = {"job id", "job name", "status", "start time"};

}  // namespace

std::string ShellJob::status() const {
  if (!outcome) return "RUNNING";
  if (stopped) return "CANCELED";
  return outcome->failure ? "FAILED" : "FINISHED";
}

ShellJobs::~ShellJobs() {
  for (auto& job : jobs_) {
    if (!job.outcome) job.job->cancel();
  }
  wait_all();
}

ShellJob& ShellJobs::start(PlannedJob planned, Render render, std::vector<Collector> collectors) {
  std::list<ShellJob> added;
  auto& job = added.emplace_back();
  job.id = new_job_id();
  job.name = planned.settings.name;
  job.render = std::move(render);
  job.plan = std::move(planned.plan);
  auto settings = std::move(planned.settings);
  settings.metrics = &job.metrics;
  settings.memory = &memory_;
  settings.collectors = std::move(collectors);
  if (settings.checkpoints) {
    listen_when_locked(settings, {job.control, job.job});
    if (!planned.pipeline_name) job.own_directory = settings.checkpoints->directory;
  } else {
    settings.spill_directory = new_spill_directory();
  }
  job.job = Job::compile(job.plan, std::move(settings));
  job.began_wall_millis = system_clock().wall_millis();
  job.job->start();
  const std::lock_guard lock(mutex_);
  jobs_.splice(jobs_.end(), added);
  return job;
}

void ShellJobs::wait(ShellJob& job, bool by_cancel) {
  {
    const std::lock_guard lock(mutex_);
    front_ = &job;
    front_by_cancel_ = by_cancel;
    told_.push_back(&job);
  }
  while (!look(job, kTick)) {
  }
  const std::lock_guard lock(mutex_);
  front_ = nullptr;
}

bool ShellJobs::look(ShellJob& job, milliseconds timeout) {
  if (job.outcome) return true;
  if (!job.job->wait_for(timeout)) return false;
  job.outcome = job.job->wait();
  job.control.reset();
  const bool has_savepoints = std::filesystem::exists(job.own_directory / "savepoints");
  if (!job.own_directory.empty() && !job.outcome->failure && !has_savepoints) {
    std::error_code ignored;
    std::filesystem::remove_all(job.own_directory, ignored);
  }
  return true;
}

bool ShellJobs::interrupt() {
  const std::lock_guard lock(mutex_);
  if (!front_) return false;
  const bool again = front_->stopped;
  front_->stopped = true;
  again || front_by_cancel_ ? front_->job->cancel() : front_->job->stop();
  return true;
}

std::vector<const ShellJob*> ShellJobs::take_ended() {
  std::vector<const ShellJob*> ended;
  for (auto& job : jobs_) {
    if (std::find(told_.begin(), told_.end(), &job) != told_.end()) continue;
    if (look(job, milliseconds(0))) ended.push_back(&job);
  }
  told_.insert(told_.end(), ended.begin(), ended.end());
  return ended;
}

ShellJob& ShellJobs::find(const std::string& id) {
  const auto found =
      std::find_if(jobs_.begin(), jobs_.end(), [&](const ShellJob& job) { return job.id == id; });
  if (found != jobs_.end()) return *found;
  throw Error(ErrorCode::InvalidArgument, fmt::format("There is no job '{}'", id))
      .hint("SHOW JOBS; lists the jobs of this shell");
}

void ShellJobs::stop(const std::string& id) {
  auto& job = find(id);
  if (look(job, milliseconds(0))) return;
  job.stopped = true;
  job.job->stop();
  told_.push_back(&job);
  while (!look(job, kTick)) {
  }
}

ResultTable ShellJobs::show() const {
  ResultTable table{kHeader, {}};
  for (const auto& job : jobs_) table.rows.push_back(row_of(job));
  return table;
}

ResultTable ShellJobs::describe(const std::string& id) const {
  return {kHeader, {row_of(const_cast<ShellJobs*>(this)->find(id))}};
}

std::size_t ShellJobs::running() {
  return static_cast<std::size_t>(std::count_if(
      jobs_.begin(), jobs_.end(), [&](ShellJob& job) { return !look(job, milliseconds(0)); }));
}

void ShellJobs::stop_all() {
  const std::lock_guard lock(mutex_);
  for (auto& job : jobs_) job.job->stop();
}

void ShellJobs::wait_all() {
  for (auto& job : jobs_) {
    while (!look(job, kTick)) {
    }
  }
}

bool ShellJobs::any_failed() const {
  return std::any_of(jobs_.begin(), jobs_.end(), [](const ShellJob& job) { return job.failed(); });
}

}  // namespace streamsql
