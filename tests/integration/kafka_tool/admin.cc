#include "tests/integration/kafka_tool/admin.h"

#include <array>
#include <cinttypes>
#include <cstdio>
#include <cstring>

namespace kafka_tool {
namespace {

using Queue = std::unique_ptr<rd_kafka_queue_t, decltype(&rd_kafka_queue_destroy)>;
using Event = std::unique_ptr<rd_kafka_event_t, decltype(&rd_kafka_event_destroy)>;

void check_topic(const rd_kafka_topic_result_t* result) {
  if (rd_kafka_topic_result_error(result) == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  const char* reason = rd_kafka_topic_result_error_string(result);
  throw Failure(std::string(rd_kafka_topic_result_name(result)) + ": " +
                (reason ? reason : rd_kafka_err2str(rd_kafka_topic_result_error(result))));
}

// Waits for the one answer of an admin request sent to `queue`.
Event answer_of(const Client& client, rd_kafka_queue_t* queue) {
  Event event(rd_kafka_queue_poll(queue, client.cluster().timeout_ms + 1000),
              rd_kafka_event_destroy);
  if (!event) throw Failure("the controller did not answer");
  check(rd_kafka_event_error(event.get()), "admin request");
  return event;
}

// The high offset is then one past the last record, whether its transaction is open or not.
Properties reading_all(const std::string& group) {
  return {{"group.id", group}, {"isolation.level", "read_uncommitted"}};
}

PartitionList partitions_of(const std::string& topic, size_t partitions) {
  PartitionList list = make_partition_list();
  for (size_t i = 0; i < partitions; i++) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), static_cast<int32_t>(i));
  }
  return list;
}

PartitionList committed(const Client& client, const std::string& topic, size_t partitions) {
  PartitionList list = partitions_of(topic, partitions);
  check(rd_kafka_committed(client.get(), list.get(), client.cluster().timeout_ms),
        "committed offsets");
  return list;
}

}  // namespace

void create_topic(const Cluster& cluster, const NewTopic& topic) {
  Client client(RD_KAFKA_PRODUCER, cluster, {});
  std::array<char, 512> reason{};
  using Request = std::unique_ptr<rd_kafka_NewTopic_t, decltype(&rd_kafka_NewTopic_destroy)>;
  Request request(rd_kafka_NewTopic_new(topic.name.c_str(), topic.partitions, topic.replication,
                                        reason.data(), reason.size()),
                  rd_kafka_NewTopic_destroy);
  if (!request) throw Failure(reason.data());
  for (const auto& [key, value] : topic.settings) {
    check(rd_kafka_NewTopic_set_config(request.get(), key.c_str(), value.c_str()), key);
  }
  Queue queue(rd_kafka_queue_new(client.get()), rd_kafka_queue_destroy);
  rd_kafka_NewTopic_t* requests = request.get();
  rd_kafka_CreateTopics(client.get(), &requests, 1, nullptr, queue.get());
  Event event = answer_of(client, queue.get());
  size_t count = 0;
  check_topic(rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()),
                                                  &count)[0]);
}

void delete_topic(const Cluster& cluster, const std::string& topic) {
  Client client(RD_KAFKA_PRODUCER, cluster, {});
  using Request = std::unique_ptr<rd_kafka_DeleteTopic_t, decltype(&rd_kafka_DeleteTopic_destroy)>;
  Request request(rd_kafka_DeleteTopic_new(topic.c_str()), rd_kafka_DeleteTopic_destroy);
  Queue queue(rd_kafka_queue_new(client.get()), rd_kafka_queue_destroy);
  rd_kafka_DeleteTopic_t* requests = request.get();
  rd_kafka_DeleteTopics(client.get(), &requests, 1, nullptr, queue.get());
  Event event = answer_of(client, queue.get());
  size_t count = 0;
  check_topic(rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event.get()),
                                                  &count)[0]);
}

void delete_records(const Cluster& cluster, const std::string& topic) {
  Client client(RD_KAFKA_CONSUMER, cluster, reading_all("kafka_tool"));
  const PartitionList all = partitions_of(topic, client.watermarks(topic).size());
  for (int i = 0; i < all->cnt; i++) all->elems[i].offset = RD_KAFKA_OFFSET_END;
  using Request =
      std::unique_ptr<rd_kafka_DeleteRecords_t, decltype(&rd_kafka_DeleteRecords_destroy)>;
  Request request(rd_kafka_DeleteRecords_new(all.get()), rd_kafka_DeleteRecords_destroy);
  Queue queue(rd_kafka_queue_new(client.get()), rd_kafka_queue_destroy);
  rd_kafka_DeleteRecords_t* requests = request.get();
  rd_kafka_DeleteRecords(client.get(), &requests, 1, nullptr, queue.get());
  Event event = answer_of(client, queue.get());
  const auto* done =
      rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event.get()));
  for (int i = 0; i < done->cnt; i++) check(done->elems[i].err, topic);
}

void print_watermarks(const Cluster& cluster, const std::string& topic) {
  Client client(RD_KAFKA_CONSUMER, cluster, reading_all("kafka_tool"));
  for (const PartitionRange& range : client.watermarks(topic)) {
    std::printf("%d %" PRId64 " %" PRId64 "\n", range.partition, range.low, range.high);
  }
}

void print_offsets(const Cluster& cluster, const GroupTopic& of) {
  Client client(RD_KAFKA_CONSUMER, cluster, reading_all(of.group));
  const auto ranges = client.watermarks(of.topic);
  const PartitionList list = committed(client, of.topic, ranges.size());
  for (const PartitionRange& range : ranges) {
    const int64_t offset = list->elems[range.partition].offset;
    std::string text = offset < 0 ? "-" : std::to_string(offset);
    std::printf("%d %s %" PRId64 "\n", range.partition, text.c_str(), range.high);
  }
}

void set_offsets(const Cluster& cluster, const GroupTopic& of, const std::map<int, int64_t>& to,
                 const std::string& metadata) {
  Client client(RD_KAFKA_CONSUMER, cluster, {{"group.id", of.group}});
  PartitionList list = make_partition_list();
  for (const auto& [partition, offset] : to) {
    auto* added = rd_kafka_topic_partition_list_add(list.get(), of.topic.c_str(), partition);
    added->offset = offset;
    added->metadata = ::strdup(metadata.c_str());  // freed with the list
    added->metadata_size = metadata.size();
  }
  check(rd_kafka_commit(client.get(), list.get(), 0), "commit for group " + of.group);
}

void delete_group(const Cluster& cluster, const std::string& group) {
  Client client(RD_KAFKA_PRODUCER, cluster, {});
  using Request = std::unique_ptr<rd_kafka_DeleteGroup_t, decltype(&rd_kafka_DeleteGroup_destroy)>;
  Request request(rd_kafka_DeleteGroup_new(group.c_str()), rd_kafka_DeleteGroup_destroy);
  Queue queue(rd_kafka_queue_new(client.get()), rd_kafka_queue_destroy);
  rd_kafka_DeleteGroup_t* requests = request.get();
  rd_kafka_DeleteGroups(client.get(), &requests, 1, nullptr, queue.get());
  Event event = answer_of(client, queue.get());
  size_t count = 0;
  const auto* result = rd_kafka_DeleteGroups_result_groups(
      rd_kafka_event_DeleteGroups_result(event.get()), &count)[0];
  const auto* error = rd_kafka_group_result_error(result);
  if (error && rd_kafka_error_code(error) != RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND) {
    throw Failure(group + ": " + rd_kafka_error_string(error));
  }
}

}  // namespace kafka_tool
