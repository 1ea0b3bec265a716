#include "engine/state/manifest.h"

#include <charconv>
#include <fmt/format.h>
#include <span>
#include <utility>

#include "engine/base/durable_file.h"
#include "engine/base/error.h"

namespace streamsql {
namespace {

constexpr std::string_view kFormat = "streamsql-checkpoint";
constexpr int kVersion = 2;  // 1: without keys and values of operators

using Fields = std::span<const std::string>;

void append_field(std::string_view field, std::string& out) {
  for (const char c : field) {
    switch (c) {
      case '\\': out += "\\\\"; break;
      case '\t': out += "\\t"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      default: out += c;
    }
  }
}

class Writer {
 public:
  template <typename... Field>
  void line(std::string_view name, const Field&... fields) {
    text_ += name;
    (append(fmt::format("{}", fields)), ...);
    text_ += '\n';
  }
  std::string finish() {
    line("digest", digest_text(text_));
    return std::move(text_);
  }

 private:
  void append(const std::string& field) {
    text_ += '\t';
    append_field(field, text_);
  }
  std::string text_;
};

Error damaged(std::string reason) {
  return Error(ErrorCode::CheckpointDamaged, "META is damaged: " + std::move(reason));
}

std::vector<std::string> split_fields(std::string_view line) {
  std::vector<std::string> fields(1);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\t') {
      fields.emplace_back();
    } else if (line[i] == '\\' && i + 1 < line.size()) {
      const char c = line[++i];
      fields.back() += c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

template <typename Number>
Number number(const std::string& text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw damaged(fmt::format("'{}' is not a number", text));
  }
  return value;
}

struct LineKind {
  std::string_view name;
  std::size_t fields;
  void (*read)(Fields fields, CheckpointManifest& out);
};

void read_checkpoint(Fields f, CheckpointManifest& out) {
  out.id = number<CheckpointId>(f[0]);
  out.uuid = f[1];
  out.parent_uuid = f[2];
}

void read_position(Fields f, CheckpointManifest& out) {
  out.positions.push_back({f[0], f[1], f[2], number<std::int64_t>(f[3])});
}

void read_operator(Fields f, CheckpointManifest& out) {
  out.operators.push_back({f[0], f[1], f[2], number<int>(f[3])});
}

CheckpointManifest::Operator& last_operator(CheckpointManifest& out) {
  if (out.operators.empty()) throw damaged("a column without an operator");
  return out.operators.back();
}

constexpr LineKind kLines[] = {
    {"checkpoint", 3, read_checkpoint},
    {"job", 2,
     [](Fields f, CheckpointManifest& out) {
       out.job_name = f[0];
       out.job_uuid = f[1];
     }},
    {"plan", 1, [](Fields f, CheckpointManifest& out) { out.plan_fingerprint = f[0]; }},
    {"version", 1, [](Fields f, CheckpointManifest& out) { out.version = f[0]; }},
    {"time", 1,
     [](Fields f, CheckpointManifest& out) { out.wall_millis = number<std::int64_t>(f[0]); }},
    {"savepoint", 1, [](Fields f, CheckpointManifest& out) { out.savepoint = f[0] == "true"; }},
    {"enumerator", 2, [](Fields f, CheckpointManifest& out) { out.enumerators[f[0]] = f[1]; }},
    {"position", 4, read_position},
    {"operator", 4, read_operator},
    {"key", 2,
     [](Fields f, CheckpointManifest& out) {
       last_operator(out).keys.push_back({f[0], f[1]});
     }},
    {"value", 2,
     [](Fields f, CheckpointManifest& out) {
       last_operator(out).values.push_back({f[0], f[1]});
     }},
    {"witness", 1, [](Fields f, CheckpointManifest& out) { out.witnesses.push_back(f[0]); }},
    {"redo", 3,
     [](Fields f, CheckpointManifest& out) {
       out.redo.push_back({f[0], f[1], number<std::uint64_t>(f[2])});
     }},
    {"file", 3,
     [](Fields f, CheckpointManifest& out) {
       out.files.push_back({f[0], number<std::uint64_t>(f[1]), f[2]});
     }},
};

void read_line(std::string_view line, CheckpointManifest& out) {
  const auto fields = split_fields(line);
  for (const auto& kind : kLines) {
    if (fields[0] != kind.name) continue;
    if (fields.size() != kind.fields + 1) throw damaged(fmt::format("a line of '{}'", kind.name));
    return kind.read(Fields(fields).subspan(1), out);
  }
  throw damaged(fmt::format("an unknown line '{}'", fields[0]));
}

// The lines in front of the digest, which has been compared.
std::string_view checked_lines(std::string_view text) {
  const auto digest = text.rfind("digest\t");
  if (digest == std::string_view::npos || text.empty() || text.back() != '\n') {
    throw damaged("its end is missing");
  }
  const auto lines = text.substr(0, digest);
  if (text.substr(digest) != fmt::format("digest\t{}\n", digest_text(lines))) {
    throw damaged("its digest does not match");
  }
  return lines;
}

void check_format(std::string_view line) {
  const auto fields = split_fields(line);
  if (fields.size() != 2 || fields[0] != kFormat) throw damaged("it is not of a checkpoint");
  if (number<int>(fields[1]) <= kVersion) return;
  throw Error(ErrorCode::StateUnreadable,
              fmt::format("The checkpoint has format {}, this streamsql reads up to {}", fields[1],
                          kVersion))
      .hint("use the version of streamsql that wrote it, or a newer one");
}

}  // namespace

std::string manifest_text(const CheckpointManifest& manifest) {
  Writer out;
  out.line(kFormat, kVersion);
  out.line("checkpoint", manifest.id, manifest.uuid, manifest.parent_uuid);
  out.line("job", manifest.job_name, manifest.job_uuid);
  out.line("plan", manifest.plan_fingerprint);
  out.line("version", manifest.version);
  out.line("time", manifest.wall_millis);
  out.line("savepoint", manifest.savepoint);
  for (const auto& [source, state] : manifest.enumerators) out.line("enumerator", source, state);
  for (const auto& p : manifest.positions) {
    out.line("position", p.source, p.split, p.position, p.watermark);
  }
  for (const auto& op : manifest.operators) {
    out.line("operator", op.uid, op.name, op.layout, op.parallelism);
    for (const auto& key : op.keys) out.line("key", key.name, key.type);
    for (const auto& value : op.values) out.line("value", value.name, value.type);
  }
  for (const auto& witness : manifest.witnesses) out.line("witness", witness);
  for (const auto& redo : manifest.redo) out.line("redo", redo.sink, redo.file, redo.records);
  for (const auto& file : manifest.files) out.line("file", file.path, file.size, file.digest);
  return out.finish();
}

CheckpointManifest parse_manifest(std::string_view text) {
  auto lines = checked_lines(text);
  CheckpointManifest out;
  for (bool first = true; !lines.empty(); first = false) {
    const auto line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    first ? check_format(line) : read_line(line, out);
  }
  return out;
}

}  // namespace streamsql
