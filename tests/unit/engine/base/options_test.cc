#include "engine/base/options.h"

#include <doctest/doctest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <sstream>

using namespace streamsql;

namespace {

constexpr OptionSpec kSpecs[] = {
    {.key = "connector", .required = true, .summary = "The connector."},
    {.key = "rows-per-second", .type = OptionType::Int},
    {.key = "mode", .type = OptionType::Enum, .values = "earliest-offset|latest-offset"},
    {.key = "interval", .type = OptionType::Duration},
    {.key = "fields.#.kind"},
    {.key = "buckets", .summary = "There are none.", .effect = OptionEffect::NoMeaning},
    {.key = "properties.*", .type = OptionType::Map},
};

std::string failure(const Options& options) {
  try {
    validate_options(options, kSpecs, "table 't'");
  } catch (const Error& error) {
    return render(error);
  }
  return "";
}

Options with(std::string key, std::string value) {
  Options options;
  options.set("connector", "kafka");
  options.set(std::move(key), std::move(value));
  return options;
}

std::string logged(const Options& options) {
  std::ostringstream text;
  auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(text);
  sink->set_pattern("%l %v");
  const auto before = spdlog::default_logger();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", std::move(sink)));
  validate_options(options, kSpecs, "table 't'");
  spdlog::set_default_logger(before);
  return text.str();
}

}  // namespace

TEST_CASE("an option that cannot matter is accepted, and the log says why") {
  CHECK(logged(with("buckets", "4")) ==
        "info table 't': 'buckets' has no effect here: There are none.\n");
  CHECK(logged(with("interval", "1 s")).empty());
}

TEST_CASE("an unknown key is an error that names the nearest one") {
  CHECK(failure(with("rows-per-secnd", "1")) ==
        "error[E3002]: Unknown option 'rows-per-secnd' for table 't'\n"
        "hint: did you mean 'rows-per-second'?");
}

TEST_CASE("a missing required key is an error") {
  CHECK(
      failure(Options()).starts_with("error[E3003]: Option 'connector' is missing for table 't'"));
}

TEST_CASE("values are checked against their type") {
  CHECK(failure(with("rows-per-second", "many")) ==
        "error[E3004]: Invalid value 'many' for option 'rows-per-second': expected a whole number");
  CHECK(failure(with("mode", "earliest")) ==
        "error[E3004]: Invalid value 'earliest' for option 'mode'\n"
        "hint: one of: earliest-offset, latest-offset");
  CHECK(failure(with("interval", "10 parsecs")).find("a duration") != std::string::npos);
  CHECK(failure(with("mode", "LATEST-OFFSET")).empty());
}

TEST_CASE("patterns cover families of keys") {
  CHECK(failure(with("fields.user.id.kind", "random")).empty());
  CHECK(failure(with("properties.acks", "all")).empty());
  CHECK_FALSE(failure(with("properties.", "all")).empty());
}

TEST_CASE("durations and sizes read as in Flink") {
  CHECK(parse_duration("10s")->count() == 10'000);
  CHECK(parse_duration("5 min")->count() == 300'000);
  CHECK(parse_duration("250")->count() == 250);
  CHECK_FALSE(parse_duration("-1 s").has_value());
  CHECK_FALSE(parse_duration("s").has_value());
  CHECK(parse_memory_size("64mb") == 64u << 20);
  CHECK(parse_memory_size("1 g") == 1u << 30);
  CHECK(format_duration(std::chrono::milliseconds(300'000)) == "5 min");
}

TEST_CASE("secrets are never printable") {
  CHECK(printable_value(nullptr, "properties.sasl.jaas.config", "x") == "******");
  CHECK(printable_value(nullptr, "password", "x") == "******");
  CHECK(printable_value(nullptr, "topic", "x") == "x");
}
