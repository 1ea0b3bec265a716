#include "connectors/kafka/client_config.h"

#include <algorithm>
#include <fmt/format.h>

#include "connectors/kafka/consumer.h"
#include "connectors/kafka/producer.h"
#include "engine/base/log_prefix.h"

namespace streamsql::kafka {
namespace {

// librdkafka counts a message's bytes, not what it spends around them.
constexpr std::uint64_t kQueuedMessageLimit = 40'000;
constexpr std::size_t kInFlightLimit = 20'000;

std::uint64_t share(const MemoryPool& memory, int parallelism) {
  return memory.limit() / 8 / static_cast<std::uint64_t>(std::max(parallelism, 1));
}

std::string client_id(const TableOptions& options, int subtask) {
  const auto prefix = options.properties.text("client.id.prefix");
  return prefix ? fmt::format("{}-{}", *prefix, subtask) : "streamsql";
}

// Idempotence decides these, and a message must not outlive its transaction.
constexpr std::string_view kDecidedByTransactions[] = {"acks",
                                                       "delivery.timeout.ms",
                                                       "enable.idempotence",
                                                       "max.in.flight.requests.per.connection",
                                                       "message.timeout.ms",
                                                       "retries"};

using Millis = std::chrono::milliseconds;

Millis transaction_timeout(const TableOptions& options, const ParticipantContext& context) {
  constexpr Millis kLeast{60'000}, kMost{900'000};  // the broker's own limit by default
  const auto wanted = options.properties.integer("transaction.timeout.ms");
  const auto out = wanted ? Millis(*wanted)
                          : std::clamp(3 * (context.interval + context.timeout), kLeast, kMost);
  if (context.interval < out) return out;
  throw Error(ErrorCode::InvalidOption,
              fmt::format("A transaction of {} ms cannot span a checkpoint interval of {} ms",
                          out.count(), context.interval.count()))
      .hint(
          "lower 'execution.checkpointing.interval', or raise "
          "'properties.transaction.timeout.ms' and the broker's 'transaction.max.timeout.ms'");
}

}  // namespace

ClientConfig consumer_config(const TableOptions& options, const ConnectorContext* context) {
  ClientConfig out;
  out.role = ClientRole::Consumer;
  if (context) out.log_prefix = log_prefix(context->metrics);
  out.properties = translate_properties(options.properties, out.role);
  const auto kilobytes = context
                             ? std::clamp<std::uint64_t>(
                                   share(context->memory, context->parallelism) / 1024, 4096, 65536)
                             : 4096;
  out.defaults = {{"client.id", client_id(options, context ? context->subtask : 0)},
                  {"isolation.level", "read_committed"},  // Java's default is read_uncommitted
                  {"allow.auto.create.topics", "true"},   // likewise
                  {"fetch.wait.max.ms", "500"},
                  {"socket.nagle.disable", "true"},
                  {std::string(kQueuedMessages), std::to_string(kQueuedMessageLimit)},
                  {std::string(kQueuedKilobytes), std::to_string(kilobytes)}};
  const bool bounded = options.stop.mode != BoundedMode::Unbounded;
  out.fixed = {{"group.id", options.group_id},
               {"enable.auto.commit", "false"},
               {"enable.auto.offset.store", "false"},
               {"enable.partition.eof", bounded ? "true" : "false"},
               // No group is joined: how long a commit waits for its coordinator, also in the end.
               {"session.timeout.ms", "3000"},
               // Where reading begins is decided before; a gap later on must not pass unseen.
               {"auto.offset.reset", "error"}};
  return out;
}

ClientConfig producer_config(const TableOptions& options, const ConnectorContext& context) {
  ClientConfig out;
  out.role = ClientRole::Producer;
  out.log_prefix = log_prefix(context.metrics);
  out.properties = translate_properties(options.properties, out.role);
  out.defaults = producer_defaults(out.properties, share(context.memory, context.parallelism));
  out.defaults.emplace_back("client.id", "streamsql");
  return out;
}

ClientConfig transaction_config(const TableOptions& options, const ParticipantContext& context) {
  auto out = producer_config(options, context);
  const auto is_decided = [](const auto& pair) {
    return std::find(std::begin(kDecidedByTransactions), std::end(kDecidedByTransactions),
                     pair.first) != std::end(kDecidedByTransactions);
  };
  std::erase_if(out.properties.values, is_decided);
  std::erase_if(out.defaults, is_decided);
  // What is queued at a barrier holds the barrier up.
  constexpr std::uint64_t kMaxQueued = 32768;
  const auto kilobytes =
      std::clamp<std::uint64_t>(share(context.memory, 1) / 1024, 4096, kMaxQueued);
  for (auto& [name, value] : out.defaults) {
    if (name == "queue.buffering.max.kbytes") value = std::to_string(kilobytes);
  }
  out.defaults.insert(out.defaults.end(), {{"retry.backoff.ms", "20"},
                                           {"reconnect.backoff.ms", "20"},
                                           {"reconnect.backoff.max.ms", "500"}});
  const auto timeout = transaction_timeout(options, context);
  out.fixed = {{"transaction.timeout.ms", std::to_string(timeout.count())},
               {"delivery.report.only.error", "false"}};
  return out;
}

ClientConfig plain_consumer_config(const TableOptions& options) {
  ClientConfig out;
  out.role = ClientRole::Consumer;
  out.properties = translate_properties(options.properties, out.role);
  out.defaults = {{"client.id", "streamsql"}, {"socket.nagle.disable", "true"}};
  return out;
}

}  // namespace streamsql::kafka
