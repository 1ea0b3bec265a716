#include "tools/streamsql/job_control.h"

#include <spdlog/spdlog.h>
#include <string>

#include "engine/base/error.h"

namespace streamsql {
namespace {

// "stop [DIR]", "savepoint [DIR]", "why", with tabs between.
std::string answer(Job& job, const std::string& request) {
  const auto tab = request.find('\t');
  const auto word = request.substr(0, tab);
  const auto target = tab == std::string::npos ? "" : request.substr(tab + 1);
  if (word == "why") return job.why();
  if (word == "savepoint") return job.savepoint(target, false).string();
  if (word != "stop") throw Error(ErrorCode::InvalidArgument, "unknown request: " + word);
  if (!target.empty()) return job.savepoint(target, true).string();
  job.stop();
  const auto outcome = job.wait();
  if (outcome.failure) throw *outcome.failure;
  return "stopped";
}

}  // namespace

void listen_when_locked(JobSettings& settings, const JobControl& control) {
  settings.on_locked = [&socket = control.socket, &job = control.job, name = settings.name,
                        directory = settings.checkpoints->directory] {
    try {
      socket = std::make_unique<ControlSocket>(
          directory, [&job](const std::string& request) { return answer(*job, request); });
    } catch (const Error& error) {
      spdlog::warn("{}: {}", name, error.message());
    }
  };
}

}  // namespace streamsql
