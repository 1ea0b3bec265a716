// Job control: answers `streamsql stop`, `savepoint` and `why` for a job of this process.
#pragma once

#include <memory>

#include "engine/runtime/job.h"
#include "tools/streamsql/control_socket.h"

namespace streamsql {

// Where the socket and the job that it speaks for are going to be. Both outlive the job's end.
struct JobControl {
  std::unique_ptr<ControlSocket>& socket;
  const std::unique_ptr<Job>& job;
};

// Makes the socket when the job's directory is its own: another process may still answer there.
void listen_when_locked(JobSettings& settings, const JobControl& control);

}  // namespace streamsql
