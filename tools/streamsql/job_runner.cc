#include "tools/streamsql/job_runner.h"

#include <algorithm>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "tools/streamsql/job_control.h"
#include "tools/streamsql/live_line.h"
#include "tools/streamsql/program.h"
#include "tools/streamsql/prometheus.h"
#include "tools/streamsql/state_home.h"
#include "tools/streamsql/status_line.h"
#include "tools/streamsql/summary.h"

namespace streamsql {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTick{100};            // how late the end of a second job is noticed
constexpr std::int64_t kRefreshMillis = 500;  // of the live line

std::int64_t now_millis() { return system_clock().monotonic_millis(); }

}  // namespace

JobRunner::JobRunner(std::uint64_t memory_bytes, Render render)
    : render_(std::move(render)), memory_("process", memory_bytes), began_millis_(now_millis()) {}

JobRunner::~JobRunner() {
  stderr_status().clear();
  for (auto& job : jobs_) {
    if (job.outcome) continue;
    job.job->cancel();
    job.job->wait();
    job.control.reset();
  }
}

RunningJob& JobRunner::start(PlannedJob planned, const AlertThresholds& alerts,
                             std::vector<Collector> collectors) {
  for (const auto& notice : planned.notices) spdlog::info("{}: {}", planned.settings.name, notice);
  auto settings = std::move(planned.settings);
  std::list<RunningJob> added;
  auto& running = added.emplace_back(settings.name, std::move(planned.plan), alerts);
  settings.metrics = &running.metrics;
  settings.memory = &memory_;
  settings.collectors = std::move(collectors);
  if (settings.checkpoints) {
    listen_when_locked(settings, {running.control, running.job});
  } else {
    settings.spill_directory = new_spill_directory();
  }
  running.job = Job::compile(running.plan, std::move(settings));
  running.began_millis = now_millis();
  running.job->start();
  const std::lock_guard lock(mutex_);
  jobs_.splice(jobs_.end(), added);
  if (interrupts_ == 1) running.job->stop();
  if (interrupts_ > 1) running.job->cancel();
  return running;
}

void JobRunner::interrupt(int count) {
  const std::lock_guard lock(mutex_);
  interrupts_ = count;
  if (count == 1) spdlog::info("stopping; once more to cancel");
  if (count == 2) spdlog::warn("cancelling");
  if (count > 2) _exit(kJobFailed);
  for (auto& job : jobs_) count == 1 ? job.job->stop() : job.job->cancel();
}

void JobRunner::output_closed() {
  const std::lock_guard lock(mutex_);
  if (interrupts_ > 0) return;
  interrupts_ = 1;
  spdlog::info("nobody reads standard output any more; stopping");
  for (auto& job : jobs_) job.job->stop();
}

bool JobRunner::interrupted() const {
  const std::lock_guard lock(mutex_);
  return interrupts_ > 0;
}

bool JobRunner::any_failed() const {
  return std::any_of(jobs_.begin(), jobs_.end(),
                     [](const RunningJob& job) { return job.outcome && !job.outcome->finished; });
}

void JobRunner::wait(RunningJob& job, const std::function<bool()>& enough) {
  while (!job.outcome) {
    if (enough && enough()) job.job->cancel();
    if (!job.job->wait_for(kTick)) watch();
    conclude_ended();
  }
}

void JobRunner::wait_all() {
  for (auto& job : jobs_) wait(job);
  stderr_status().clear();
}

void JobRunner::conclude_ended() {
  for (auto& job : jobs_) {
    if (!job.outcome && job.job->wait_for(milliseconds(0))) conclude(job);
  }
}

void JobRunner::conclude(RunningJob& job) {
  job.outcome = job.job->wait();
  job.control.reset();
  job.ended_millis = now_millis();
  if (!job.outcome->failure) return;
  stderr_status().print(
      fmt::format("job {} failed\n{}\n", job.name, render_(*job.outcome->failure)));
}

// Twice a second: alerts and the live line.
void JobRunner::watch() {
  const auto now = now_millis();
  if (now - last_look_millis_ < kRefreshMillis) return;
  Figures sum;
  for (auto& job : jobs_) {
    const auto figures = read_figures(job.metrics);
    add_figures(sum, figures);
    if (job.outcome) continue;
    for (const auto& alert : job.alerts.check(figures)) {
      spdlog::log(alert.crossed ? spdlog::level::warn : spdlog::level::info, "job {}: {}", job.name,
                  alert.text);
    }
  }
  if (live_ && stderr_status().is_terminal() && now - began_millis_ >= kRefreshMillis) {
    const auto since = last_look_millis_ == 0 ? began_millis_ : last_look_millis_;
    stderr_status().show(live_line_text({last_figures_, sum, now - since, now - began_millis_}));
  }
  last_figures_ = sum;
  last_look_millis_ = now;
}

std::string JobRunner::summary() const {
  std::string out;
  for (const auto& job : jobs_) out += summary_text(job);
  return out;
}

std::string JobRunner::metrics_text() const {
  const std::lock_guard lock(mutex_);
  std::vector<const MetricRegistry*> registries;
  for (const auto& job : jobs_) registries.push_back(&job.metrics);
  return prometheus_text(registries);
}

}  // namespace streamsql
