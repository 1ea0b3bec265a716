// Preview: a plan whose sinks are replaced by collectors of a few rows.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "engine/plan/physical.h"
#include "engine/runtime/job.h"
#include "engine/type/time_zone.h"
#include "tools/streamsql/tableau.h"

namespace streamsql {

// The same plan with a Collect in the place of every Sink.
physical::Plan without_sinks(const physical::Plan& plan);

// The first rows that each root of a plan yields. Lives until the job has ended.
class PreviewRows {
 public:
  PreviewRows(const physical::Plan& plan, std::size_t rows, TimeZonePtr zone);
  std::vector<Collector> collectors();
  bool enough() const;  // every root has its rows; any thread
  // Per root: its table's name, then its rows as a tableau. After the job.
  std::string text() const;

 private:
  struct Root {
    std::string title;
    std::vector<std::string> names;
    std::vector<Cells> rows;
  };
  void add(Root& root, const Batch& batch);

  std::size_t limit_;
  TimeZonePtr zone_;
  std::vector<Root> roots_;
  mutable std::mutex mutex_;
};

}  // namespace streamsql
