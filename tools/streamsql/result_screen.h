// ResultScreen: the rows of a query on the whole terminal, as Flink's modes table and changelog.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "engine/batch/batch.h"
#include "engine/type/time_zone.h"
#include "tools/streamsql/tableau.h"

namespace streamsql {

// What a query has answered so far: a table that its changes add up to, or the last changes.
// Any thread.
class ResultRows {
 public:
  enum class Mode { Table, Changelog };
  ResultRows(Mode mode, std::size_t maximum) : mode_(mode), maximum_(maximum) {}

  // Cells of which the first is the row kind.
  void add(std::vector<Cells> changes);
  // Rows to show; in the mode changelog with the kind in front.
  std::vector<Cells> rows() const;
  std::uint64_t received() const;

 private:
  void fold(Cells change);

  const Mode mode_;
  const std::size_t maximum_;
  mutable std::mutex mutex_;
  std::vector<Cells> rows_;
  std::uint64_t received_ = 0;
};

struct ScreenSize {
  std::size_t columns = 80, rows = 24;
};

struct ScreenView {
  std::string title;
  std::size_t first = 0;  // row that stands on top
  ScreenSize size;
};

// One picture: title, names, as many rows as fit, keys. Lines end in "\r\n".
std::string screen_picture(const ResultRows& rows, const Tableau& frame, const ScreenView& view);

// Takes the terminal over until the user leaves by Q or Ctrl-C. `ended` tells whether the query
// has ended. Returns when the user leaves; the shell's thread.
void show_result_screen(const ResultRows& rows, const Tableau& frame, ResultRows::Mode mode,
                        const std::function<bool()>& ended);

}  // namespace streamsql
