#include "connectors/kafka/witness.h"

#include <charconv>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <thread>

#include "connectors/kafka/partition_list.h"
#include "engine/base/clock.h"

namespace streamsql::kafka {
namespace {

struct Witness {
  TopicPartition where;
  std::int64_t offset;
};

Witness parse_witness(const std::string& text) {
  const auto at = std::min(text.rfind('@'), text.size());
  Witness out{parse_topic_partition(std::string_view(text).substr(0, at)), -1};
  const auto digits = std::string_view(text).substr(std::min(at + 1, text.size()));
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), out.offset);
  if (error == std::errc() && end == digits.data() + digits.size()) return out;
  throw Error(ErrorCode::StateUnreadable, fmt::format("'{}' is no witness of an epoch", text));
}

// What a reader that begins at the witness meets.
enum class Sight : std::uint8_t { Found, Passed, Stuck, Gone };

ClientConfig reader_config(ClientConfig config, std::string_view isolation) {
  config.role = ClientRole::Consumer;
  config.fixed = {
      {"group.id", "streamsql.witness"},     {"isolation.level", std::string(isolation)},
      {"enable.auto.commit", "false"},       {"enable.auto.offset.store", "false"},
      {"enable.partition.eof", "true"},      {"auto.offset.reset", "error"},
      {"allow.auto.create.topics", "false"}, {"fetch.wait.max.ms", "10"}};
  return config;
}

// One look by one client, which ends with the first record or the end of what it may see.
class Look {
 public:
  Look(const WitnessReader& reader, std::string_view isolation)
      : client_(reader_config(reader.consumer, isolation)), interruption_(reader.interruption) {}
  ~Look() { rd_kafka_consumer_close(client_.handle()); }
  Look(const Look&) = delete;
  Look& operator=(const Look&) = delete;

  Sight at(const Witness& witness) {
    PartitionList list(1);
    list.add(witness.where, witness.offset);
    rd_kafka_poll_set_consumer(client_.handle());
    const auto failed = rd_kafka_assign(client_.handle(), list.get());
    if (failed) throw client_error(failed, "Cannot assign partitions");
    const auto deadline = system_clock().monotonic_millis() + kPatienceMs;
    while (system_clock().monotonic_millis() < deadline) {
      if (interruption_) interruption_->check();
      rd_kafka_message_t* message = rd_kafka_consumer_poll(client_.handle(), kSliceMs);
      if (!message) continue;
      const auto sight = judge(*message, witness);
      rd_kafka_message_destroy(message);
      if (sight) return *sight;
    }
    throw client_.unreachable();
  }

 private:
  static constexpr int kSliceMs = 200;
  static constexpr std::int64_t kPatienceMs = 60'000;

  static std::optional<Sight> judge(const rd_kafka_message_t& message, const Witness& witness) {
    switch (message.err) {
      case RD_KAFKA_RESP_ERR_NO_ERROR:
        return message.offset == witness.offset ? Sight::Found : Sight::Passed;
      case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        return message.offset > witness.offset ? Sight::Passed : Sight::Stuck;
      case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
      case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
      case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
      case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
      case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION: return Sight::Gone;
      default: return std::nullopt;
    }
  }

  Client client_;
  const Interruption* const interruption_;
};

// Only another producer's open transaction holds a reader at the witness: ours were fenced.
Sight committed_sight(const WitnessReader& reader, const Witness& witness) {
  constexpr std::chrono::milliseconds kPause{200};
  constexpr int kLogEvery = 50;
  for (int tries = 0;; ++tries) {
    const auto sight = Look(reader, "read_committed").at(witness);
    if (sight != Sight::Stuck) return sight;
    if (tries % kLogEvery == 0) {
      spdlog::warn(
          "recovery: another producer's open transaction hides '{}' from offset {} on; "
          "waiting for its end",
          witness.where.to_string(), witness.offset);
    }
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace

std::vector<std::string> witness_texts(const Witnesses& witnesses) {
  std::vector<std::string> out;
  for (const auto& [where, offset] : witnesses) {
    out.push_back(fmt::format("{}@{}", where.to_string(), offset));
  }
  return out;
}

WitnessVerdict examine_witnesses(const WitnessReader& reader,
                                 const std::vector<std::string>& witnesses) {
  for (const auto& text : witnesses) {
    const auto witness = parse_witness(text);
    const bool there = Look(reader, "read_uncommitted").at(witness) == Sight::Found;
    const auto sight = there ? committed_sight(reader, witness) : Sight::Gone;
    spdlog::info("recovery: witness {} {}", text,
                 sight == Sight::Gone    ? "is no longer there"
                 : sight == Sight::Found ? "was committed"
                                         : "was aborted");
    if (sight == Sight::Found) return WitnessVerdict::Decided;
    if (sight == Sight::Passed) return WitnessVerdict::Aborted;
  }
  return WitnessVerdict::Unknown;
}

}  // namespace streamsql::kafka
