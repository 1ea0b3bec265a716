// Records per second of the json format, on the IoT job's record.
#include <benchmark/benchmark.h>

#include "connectors/formats/register.h"

namespace streamsql {
namespace {

constexpr std::size_t kMessages = 1000;
constexpr std::string_view kRecord =
    R"({"pboxid":"PBOX00000123","eventTime":"2024-06-10 06:13:20.001","metric":512.37,)"
    R"("latitude":31.2304160,"longitude":121.4737010})";

FormatContext iot_context() {
  return {make_schema({{"pboxid", DataType::string()},
                       {"eventTime", DataType::string()},
                       {"metric", DataType::decimal(10, 2)},
                       {"latitude", DataType::decimal(10, 7)},
                       {"longitude", DataType::decimal(10, 7)}}),
          {},
          utc_time_zone()};
}

struct Messages {
  std::shared_ptr<std::string> text = std::make_shared<std::string>();
  std::vector<std::string_view> views;

  Messages() {
    for (std::size_t i = 0; i < kMessages; ++i) text->append(kRecord);
    for (std::size_t i = 0; i < kMessages; ++i) {
      views.push_back(std::string_view(*text).substr(i * kRecord.size(), kRecord.size()));
    }
  }
};

void decode_iot(benchmark::State& state) {
  const Messages messages;
  const auto context = iot_context();
  const auto decoder = make_json_format()->make_decoder(context);
  BatchBuilder builder(*context.schema);
  DecodeReport report;
  for (auto _ : state) {
    decoder->decode(MessageRun{messages.views, messages.text}, builder, report);
    benchmark::DoNotOptimize(builder.finish());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kMessages));
}
BENCHMARK(decode_iot);

void encode_iot(benchmark::State& state) {
  const Messages messages;
  const auto context = iot_context();
  BatchBuilder builder(*context.schema);
  DecodeReport report;
  const auto format = make_json_format();
  format->make_decoder(context)->decode(MessageRun{messages.views, messages.text}, builder, report);
  const Batch batch = builder.finish();
  const auto encoder = format->make_encoder(context);
  EncodedRun run;
  for (auto _ : state) {
    run.clear();
    encoder->encode(batch, run);
    benchmark::DoNotOptimize(run.bytes.data());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kMessages));
}
BENCHMARK(encode_iot);

}  // namespace
}  // namespace streamsql
