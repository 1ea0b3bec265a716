// FileTest: a filesystem table over a directory of its own, with all that reads and writes it.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "connectors/filesystem/register.h"
#include "connectors/formats/register.h"
#include "engine/base/temporary_directory.h"

namespace streamsql::test {

namespace fs = std::filesystem;

struct FileTest {
  const TemporaryDirectory directory{"filesystem"};
  const fs::path& folder = directory.path();
  FormatRegistry formats;
  ConnectorRegistry connectors;
  MetricRegistry metrics;
  MemoryPool memory{"test", 1 << 20};
  VirtualClock clock;
  ConnectorContext context{clock, MetricGroup(metrics, {}), memory};
  TableDescriptor table;

  FileTest() {
    register_formats(formats);
    register_filesystem(connectors, formats);
    table.short_name = "t";
    table.physical = make_schema({{"n", DataType::integer()}, {"s", DataType::string()}});
    table.options.set("connector", "filesystem");
    table.options.set("path", folder.string());
    table.options.set("format", "csv");
  }

  void put(const std::string& name, const std::string& text) {
    fs::create_directories((folder / name).parent_path());
    std::ofstream(folder / name) << text;
  }

  std::unique_ptr<TableSource> source(std::vector<int> columns = {0, 1}) {
    auto made = connectors.find("filesystem").make_source(table);
    made->push_down({std::move(columns), {}, {}});
    return made;
  }
  std::string read(std::vector<int> columns = {0, 1}) {
    const auto made = source(std::move(columns));
    const auto reader = made->make_reader(context);
    reader->add_splits(made->make_enumerator(context)->discover());
    reader->no_more_splits();
    return drain(*reader);
  }
  static std::string drain(SourceReader& reader) {
    std::string out;
    std::optional<SplitBatch> batch;
    while (reader.poll(std::chrono::milliseconds(0), batch) == SourceReader::Progress::HasRows) {
      out += batch->rows.to_string();
    }
    return out;
  }

  std::unique_ptr<SinkWriter> writer() {
    return connectors.find("filesystem").make_sink(table)->make_writer(context);
  }
  Batch rows(const std::string& text) const { return Batch::parse(*table.physical, text); }

  // The files whose names are not hidden, and all text in them.
  std::vector<std::string> files() const {
    std::vector<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file() && !entry.path().filename().string().starts_with(".")) {
        out.push_back(entry.path().string());
      }
    }
    std::sort(out.begin(), out.end());
    return out;
  }
  static std::string text_of(const std::string& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
};

}  // namespace streamsql::test
