// SplitDiscovery: finds the splits of a job's sources and hands them to the subtasks in turn.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/runtime/job_builder.h"

namespace streamsql {

// One thread: the coordinator's.
class SplitDiscovery {
 public:
  // Enumerators go on from the manifest's states; a source that it does not know begins anew. The
  // splits of the manifest itself lie with the tasks already.
  SplitDiscovery(const JobParts& parts, const JobSettings& settings,
                 const CheckpointManifest* restored);

  // Asks the enumerators whose time has come. Throws what they throw.
  void run(std::int64_t now_millis);
  // Every split found so far was posted to its task before this is called, so a barrier that
  // follows finds it there.
  std::map<std::string, std::string> states() const;
  std::optional<std::int64_t> next_millis() const;

 private:
  struct Source {
    const JobParts::SourceGroup* group;
    std::unique_ptr<SplitEnumerator> splits;
    std::optional<std::int64_t> next_millis = 0;  // of the monotonic clock; nothing: done
    std::size_t next_task = 0;
  };
  static void assign(Source& source, const std::vector<Split>& splits);

  std::vector<Source> sources_;
};

}  // namespace streamsql
