// OperatorRecord: what a checkpoint says about the state of one operator subtask.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/batch/state_layout.h"

namespace streamsql {

// The share of one key group in a table. `id` is the number under which its blobs and rows lie in
// the database: groups that came from different former subtasks have different ones.
struct GroupRecord {
  std::uint8_t group = 0;
  std::uint32_t id = 0;
  std::uint64_t keys = 0;  // in pages
  std::uint64_t rows = 0;  // only as rows
};

struct TableRecord {
  std::string name;
  bool ordered = false;         // leaves instead of pages
  bool pages_in_blobs = false;  // of the database, as versions before PageStore left them
  StateLayout layout;
  std::int64_t ttl_millis = 0;
  std::vector<GroupRecord> groups;
};

struct OperatorRecord {
  std::string uid;
  std::uint32_t subtask = 0;
  std::vector<TableRecord> tables;
  std::map<std::string, std::vector<std::string>, std::less<>> values;
};

std::string record_key(std::string_view uid, std::uint32_t subtask);
std::string to_bytes(const OperatorRecord& record);
OperatorRecord operator_record(std::string_view bytes);  // throws StateUnreadable

// Keys in the families Blobs and Rows: id and number big endian, so that a group's lie together.
std::string blob_key(std::uint32_t id, int group, std::uint32_t number);
void append_row_prefix(std::uint32_t id, int group, std::string& out);
std::string row_prefix(std::uint32_t id, int group);  // of group 128: behind the table
std::uint32_t blob_number(std::string_view blob_key);

}  // namespace streamsql
