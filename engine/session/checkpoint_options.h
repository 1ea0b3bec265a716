// Checkpoint options: what execution.checkpointing.*, execution.state-recovery.* and
// restart-strategy.* ask for.
#pragma once

#include <chrono>
#include <optional>

#include "engine/base/settings.h"
#include "engine/runtime/checkpoint_settings.h"

namespace streamsql {

// What was set; 0 switches checkpoints off.
std::optional<std::chrono::milliseconds> checkpoint_interval(const Settings& settings);
// Everything but the directory, which the front end chooses. The interval is a second unless set.
// Throws InvalidOption.
CheckpointSettings checkpoint_settings(const Settings& settings);
// What was chosen; the default is that of a job without checkpoints: none.
RestartSettings restart_settings(const Settings& settings);
// The default of a job with checkpoints.
RestartSettings default_restart();

}  // namespace streamsql
