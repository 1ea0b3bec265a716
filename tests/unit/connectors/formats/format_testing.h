// FormatTesting: decoding and encoding in one call, for the tests of formats and connectors.
#pragma once

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "connectors/formats/register.h"

namespace streamsql::testing {

inline FormatContext format_context(std::vector<Field> fields,
                                    std::map<std::string, std::string> options = {}) {
  FormatContext context{make_schema(std::move(fields)), {}, utc_time_zone()};
  for (const auto& [key, value] : options) context.options.set(key, value);
  return context;
}

struct Decoded {
  std::string rows;  // as Batch::to_string
  DecodeReport report;
  // The reason of the first problem.
  std::string problem() const { return report.problems.empty() ? "" : report.problems[0].reason; }
};

// Every message in memory of its own, so that reading behind one is found by a sanitizer.
inline Decoded decode(const FormatFactory& format, const FormatContext& context,
                      const std::vector<std::string>& messages) {
  auto copies = std::make_shared<std::vector<std::vector<char>>>();
  std::vector<std::string_view> views;
  for (const auto& message : messages) {
    copies->emplace_back().reserve(1);  // no null pointer: that would be a tombstone
    copies->back().assign(message.begin(), message.end());
  }
  for (const auto& copy : *copies) views.emplace_back(copy.data(), copy.size());
  BatchBuilder builder(*context.schema);
  Decoded out;
  const auto decoder = format.make_decoder(context);
  decoder->decode(MessageRun{views, copies}, builder, out.report);
  copies.reset();
  out.rows = builder.finish().to_string();
  return out;
}

// The messages, each with a line end.
inline std::string encode(const FormatFactory& format, const FormatContext& context,
                          const Batch& batch) {
  EncodedRun run;
  format.make_encoder(context)->encode(batch, run);
  std::string out;
  for (std::size_t i = 0; i < run.ends.size(); ++i) out += std::string(run.message(i)) + '\n';
  return out;
}

// {NULL: 1, 'a': 2} in the one column of the schema.
inline Batch map_with_null_key(const Schema& schema) {
  BatchBuilder builder(schema);
  auto& column = builder.column(0);
  column.child(0).append_null();
  column.child(1).append<std::int32_t>(1);
  column.child(0).append_string("a");
  column.child(1).append<std::int32_t>(2);
  column.append_list();
  builder.end_row();
  return builder.finish();
}

inline std::vector<std::string> read_lines(const std::string& path) {
  std::ifstream in(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace streamsql::testing
