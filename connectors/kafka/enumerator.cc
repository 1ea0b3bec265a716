#include "connectors/kafka/enumerator.h"

#include <algorithm>
#include <re2/re2.h>
#include <set>
#include <spdlog/spdlog.h>

#include "connectors/kafka/offsets.h"

namespace streamsql::kafka {
namespace {

class Enumerator : public SplitEnumerator {
 public:
  explicit Enumerator(EnumeratorSettings settings) : settings_(std::move(settings)) {}

  // A line per partition that was handed out; the first says that there was a first discovery.
  void restore(std::string_view state) override {
    while (!state.empty()) {
      const auto end = std::min(state.find('\n'), state.size());
      const auto line = state.substr(0, end);
      if (line == kStarted) {
        started_ = true;
      } else if (!line.empty()) {
        known_.insert(parse_topic_partition(line));
      }
      state.remove_prefix(std::min(end + 1, state.size()));
    }
  }

  std::string state() const override {
    std::string out = started_ ? std::string(kStarted) + "\n" : "";
    for (const auto& partition : known_) out += partition.to_string() + "\n";
    return out;
  }

  std::vector<Split> discover() override {
    try {
      return find_new();
    } catch (const Error& error) {
      if (!started_ || !is_retryable(error.code())) throw;
      // The readers see the outage themselves, and wait for its end.
      spdlog::warn("kafka: looking for new partitions failed: {}", error.message());
      return {};
    }
  }

  std::optional<std::chrono::milliseconds> interval() const override {
    const auto interval = settings_.options.discovery_interval;
    const bool bounded = settings_.options.stop.mode != BoundedMode::Unbounded;
    if (bounded || interval.count() == 0) return std::nullopt;
    return interval;
  }

 private:
  static constexpr std::string_view kStarted = "started";

  std::vector<Split> find_new() {
    Client client(settings_.client);
    std::vector<TopicPartition> found;
    for (const auto& topic : topics(client)) {
      for (const auto partition : topic.partitions) {
        TopicPartition where{topic.name, partition};
        if (!known_.contains(where)) found.push_back(std::move(where));
      }
    }
    auto splits = begin(client, found);
    started_ = true;
    known_.insert(found.begin(), found.end());
    return splits;
  }

  std::vector<Client::Topic> topics(Client& client) {
    std::vector<Client::Topic> out;
    for (const auto& name : settings_.options.topics) {
      out.push_back(client.describe_topic(name, kStartTimeout));
    }
    if (settings_.options.topic_pattern.empty()) return out;
    const re2::RE2 pattern(settings_.options.topic_pattern);
    for (auto& topic : client.list_topics(kStartTimeout)) {
      const bool internal = topic.name.starts_with("__");
      if (!internal && re2::RE2::FullMatch(topic.name, pattern)) out.push_back(std::move(topic));
    }
    return out;
  }

  // Partitions that appear later are read from their first message: it came after the start.
  std::vector<Split> begin(Client& client, const std::vector<TopicPartition>& partitions) {
    OffsetQueries queries(client, settings_.options.group_id);
    const auto starts = started_ ? queries.earliest(partitions)
                                 : queries.start(partitions, settings_.options.start);
    const auto stops = queries.stop(partitions, settings_.options.stop);
    std::vector<Split> out;
    for (const auto& partition : partitions) {
      PartitionSplit split{partition, starts.at(partition), {}};
      const auto stop = stops.find(partition);
      if (stop != stops.end()) split.stop = stop->second;
      out.push_back(split.to_split());
    }
    return out;
  }

  EnumeratorSettings settings_;
  std::set<TopicPartition> known_;
  bool started_ = false;
};

}  // namespace

std::unique_ptr<SplitEnumerator> make_enumerator(EnumeratorSettings settings) {
  return std::make_unique<Enumerator>(std::move(settings));
}

}  // namespace streamsql::kafka
