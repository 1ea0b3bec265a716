#include <doctest/doctest.h>

#include "engine/connector/connector.h"

namespace streamsql {
namespace {

class NamedFormat : public FormatFactory {
 public:
  explicit NamedFormat(std::string name) : name_(std::move(name)) {}
  std::string_view name() const override { return name_; }
  std::string_view summary() const override { return "A test."; }
  std::span<const OptionSpec> options() const override { return {}; }
  ChangelogMode changelog() const override { return {}; }
  void check(const FormatContext&) const override {}
  std::unique_ptr<Decoder> make_decoder(const FormatContext&) const override { return nullptr; }
  std::unique_ptr<Encoder> make_encoder(const FormatContext&) const override { return nullptr; }

 private:
  std::string name_;
};

FormatRegistry two_formats() {
  FormatRegistry formats;
  formats.add(std::make_unique<NamedFormat>("json"));
  formats.add(std::make_unique<NamedFormat>("csv"));
  return formats;
}

TEST_CASE("a registry finds by name and lists sorted by name") {
  const auto formats = two_formats();
  CHECK(formats.find("json").name() == "json");
  REQUIRE(formats.all().size() == 2);
  CHECK(formats.all()[0]->name() == "csv");
}

TEST_CASE("an unknown format is answered with the nearest name and the list") {
  const auto formats = two_formats();
  try {
    formats.find("jsn");
    FAIL("found");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::UnknownFormat);
    CHECK(error.message() == "There is no format 'jsn'");
    CHECK(error.hint_text() == "did you mean 'json'? Available: csv, json");
  }
}

TEST_CASE("an unknown connector names those that exist") {
  const ConnectorRegistry connectors;
  CHECK_THROWS_WITH_AS(connectors.find("kafak"), "There is no connector 'kafak'", Error);
}

TEST_CASE("a name can be registered only once") {
  auto formats = two_formats();
  CHECK_THROWS_AS(formats.add(std::make_unique<NamedFormat>("json")), Error);
}

TEST_CASE("changelog modes print their row kinds") {
  CHECK(ChangelogMode::insert_only().to_string() == "[I]");
  CHECK(ChangelogMode::all().to_string() == "[I,UB,UA,D]");
  CHECK(ChangelogMode::upsert().to_string() == "[I,UA,D]");
}

TEST_CASE("messages of an encoded run are slices of its bytes, tombstones are null") {
  EncodedRun run;
  run.bytes = "abcde";
  run.ends = {2, 2, 5};
  run.null = {false, true, false};
  CHECK(run.message(0) == "ab");
  CHECK(run.message(1).data() == nullptr);
  CHECK(run.message(2) == "cde");
  run.clear();
  CHECK(run.ends.empty());
}

}  // namespace
}  // namespace streamsql
