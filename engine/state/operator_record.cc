#include "engine/state/operator_record.h"

#include "engine/state/byte_record.h"

namespace streamsql {
namespace {

// The first byte of every record: another form gets another number. Records of version 1 say
// nothing of where pages are: in the family Blobs.
constexpr std::uint8_t kVersion = 2;

void append_big_endian(std::uint32_t value, std::string& out) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 255);
}

void write_table(const TableRecord& table, ByteWriter& out) {
  out.text(table.name);
  out.number(static_cast<std::uint8_t>(table.ordered));
  out.number(static_cast<std::uint8_t>(table.pages_in_blobs));
  out.number(table.layout.size);
  out.number(static_cast<std::uint32_t>(table.layout.bytes_offsets.size()));
  for (const auto offset : table.layout.bytes_offsets) out.number(offset);
  out.number(table.ttl_millis);
  out.number(static_cast<std::uint32_t>(table.groups.size()));
  for (const auto& group : table.groups) {
    out.number(group.group);
    out.number(group.id);
    out.number(group.keys);
    out.number(group.rows);
  }
}

TableRecord read_table(ByteReader& in, std::uint8_t version) {
  TableRecord table;
  table.name = in.text();
  table.ordered = in.number<std::uint8_t>() != 0;
  table.pages_in_blobs = version == 1 ? !table.ordered : in.number<std::uint8_t>() != 0;
  table.layout.size = in.number<std::uint32_t>();
  for (auto left = in.number<std::uint32_t>(); left > 0; --left) {
    table.layout.bytes_offsets.push_back(in.number<std::uint32_t>());
  }
  table.ttl_millis = in.number<std::int64_t>();
  for (auto left = in.number<std::uint32_t>(); left > 0; --left) {
    GroupRecord group;
    group.group = in.number<std::uint8_t>();
    group.id = in.number<std::uint32_t>();
    group.keys = in.number<std::uint64_t>();
    group.rows = in.number<std::uint64_t>();
    table.groups.push_back(group);
  }
  return table;
}

}  // namespace

std::string record_key(std::string_view uid, std::uint32_t subtask) {
  std::string key(uid);
  key += '\0';
  append_big_endian(subtask, key);
  return key;
}

std::string to_bytes(const OperatorRecord& record) {
  std::string bytes;
  ByteWriter out(bytes);
  out.number(kVersion);
  out.text(record.uid);
  out.number(record.subtask);
  out.number(static_cast<std::uint32_t>(record.tables.size()));
  for (const auto& table : record.tables) write_table(table, out);
  out.number(static_cast<std::uint32_t>(record.values.size()));
  for (const auto& [name, values] : record.values) {
    out.text(name);
    out.number(static_cast<std::uint32_t>(values.size()));
    for (const auto& value : values) out.text(value);
  }
  return bytes;
}

OperatorRecord operator_record(std::string_view bytes) {
  ByteReader in(bytes);
  const auto version = in.number<std::uint8_t>();
  if (version < 1 || version > kVersion) {
    throw Error(ErrorCode::StateUnreadable, "The state was written by another version");
  }
  OperatorRecord record;
  record.uid = in.text();
  record.subtask = in.number<std::uint32_t>();
  for (auto left = in.number<std::uint32_t>(); left > 0; --left) {
    record.tables.push_back(read_table(in, version));
  }
  for (auto left = in.number<std::uint32_t>(); left > 0; --left) {
    auto& values = record.values[std::string(in.text())];
    for (auto more = in.number<std::uint32_t>(); more > 0; --more) values.emplace_back(in.text());
  }
  return record;
}

std::string blob_key(std::uint32_t id, int group, std::uint32_t number) {
  std::string key = row_prefix(id, group);
  append_big_endian(number, key);
  return key;
}

void append_row_prefix(std::uint32_t id, int group, std::string& out) {
  append_big_endian(id, out);
  out += static_cast<char>(group);
}

std::string row_prefix(std::uint32_t id, int group) {
  std::string prefix;
  append_row_prefix(id, group, prefix);
  return prefix;
}

std::uint32_t blob_number(std::string_view blob_key) {
  std::uint32_t number = 0;
  for (const char c : blob_key.substr(5)) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

}  // namespace streamsql
