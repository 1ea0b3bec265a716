#include "engine/runtime/split_discovery.h"

#include <algorithm>

namespace streamsql {

SplitDiscovery::SplitDiscovery(const JobParts& parts, const JobSettings& settings,
                               const CheckpointManifest* restored) {
  for (const auto& group : parts.sources) {
    if (!group.scan) {
      group.tasks.front()->no_more_splits();
      continue;
    }
    auto splits = group.scan->source->make_enumerator(
        {*settings.clock, group.tasks.front()->setup().metrics, *settings.memory, 0,
         static_cast<int>(group.tasks.size())});
    if (restored) {
      const auto state = restored->enumerators.find(group.uid);
      if (state != restored->enumerators.end()) splits->restore(state->second);
    }
    sources_.push_back({&group, std::move(splits)});
  }
}

void SplitDiscovery::run(std::int64_t now_millis) {
  for (auto& source : sources_) {
    if (!source.next_millis || now_millis < *source.next_millis) continue;
    assign(source, source.splits->discover());
    const auto interval = source.splits->interval();
    source.next_millis.reset();
    if (interval) source.next_millis = now_millis + interval->count();
    if (interval) continue;
    for (auto* task : source.group->tasks) task->no_more_splits();
  }
}

void SplitDiscovery::assign(Source& source, const std::vector<Split>& splits) {
  const auto& tasks = source.group->tasks;
  std::vector<std::vector<Split>> shares(tasks.size());
  for (const auto& split : splits) {
    shares[source.next_task].push_back(split);
    source.next_task = (source.next_task + 1) % tasks.size();
  }
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (!shares[i].empty()) tasks[i]->add_splits(std::move(shares[i]));
  }
}

std::map<std::string, std::string> SplitDiscovery::states() const {
  std::map<std::string, std::string> out;
  for (const auto& source : sources_) out[source.group->uid] = source.splits->state();
  return out;
}

std::optional<std::int64_t> SplitDiscovery::next_millis() const {
  std::optional<std::int64_t> out;
  for (const auto& source : sources_) {
    if (source.next_millis) out = std::min(out.value_or(INT64_MAX), *source.next_millis);
  }
  return out;
}

}  // namespace streamsql
