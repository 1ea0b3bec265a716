// Commands on topics and consumer groups.
#pragma once

#include <map>
#include <string>

#include "tests/integration/kafka_tool/client.h"

namespace kafka_tool {

struct NewTopic {
  std::string name;
  int partitions = 1;
  int replication = 1;
  Properties settings;  // e.g. message.timestamp.type=LogAppendTime
};

// Returns once the controller has created it; throws Failure when it exists already.
void create_topic(const Cluster& cluster, const NewTopic& topic);
void delete_topic(const Cluster& cluster, const std::string& topic);
// All that are there now, as retention would; of transactions that are still open, too.
void delete_records(const Cluster& cluster, const std::string& topic);

// Prints "partition low high" per partition.
void print_watermarks(const Cluster& cluster, const std::string& topic);

struct GroupTopic {
  std::string group;
  std::string topic;
};

// Prints "partition committed high" per partition; committed is "-" where there is none.
void print_offsets(const Cluster& cluster, const GroupTopic& of);
// Commits these offsets; the group must have no members.
void set_offsets(const Cluster& cluster, const GroupTopic& of, const std::map<int, int64_t>& to,
                 const std::string& metadata);
// Forgets a group and its offsets; it must have no members. One that is not there is no failure.
void delete_group(const Cluster& cluster, const std::string& group);

}  // namespace kafka_tool
