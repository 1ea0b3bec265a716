#include <deque>
#include <doctest/doctest.h>
#include <utility>

#include "engine/batch/batch_builder.h"
#include "engine/operator/lookup_cache.h"
#include "engine/operator/operators.h"
#include "engine/runtime/mailbox.h"

using namespace streamsql;
using namespace std::chrono_literals;

namespace {

// A dimension of (id, name) whose answers the test gives, in any order.
struct Question {
  Batch keys;
  std::function<void(LookupRows)> done;
  std::function<void(Error)> failed;
};

struct FakeTable final : LookupTable {
  LookupOptions lookup_options;
  std::size_t keys_at_once = 100;
  mutable std::deque<Question> questions;

  struct Reader final : LookupReader {
    const FakeTable& table;
    explicit Reader(const FakeTable& owner) : table(owner) {}
    void lookup(Batch keys, std::function<void(LookupRows)> done,
                std::function<void(Error)> failed) override {
      table.questions.push_back({std::move(keys), std::move(done), std::move(failed)});
    }
    int capacity() const override { return 4; }
    std::size_t keys_per_question() const override { return table.keys_at_once; }
  };

  const LookupOptions& options() const override { return lookup_options; }
  ScanAnswer push_down(const LookupRequest&) override { return {}; }
  std::unique_ptr<LookupReader> make_reader(const ConnectorContext&) const override {
    return std::make_unique<Reader>(*this);
  }
  std::string describe() const override { return "fake"; }
};

SchemaPtr dimension() {
  return make_schema({{"id", DataType::bigint()}, {"name", DataType::string()}});
}

struct Collected final : Output {
  std::string text;
  void emit(Batch batch) override { text += batch.to_string(); }
  void emit(Watermark watermark) override {
    text += "watermark " + std::to_string(watermark.millis) + "\n";
  }
};

struct Fixture {
  VirtualClock clock;
  MetricRegistry registry;
  MetricGroup metrics{registry, {}};
  MemoryPool memory{"test", 1 << 30};
  TaskSignal signal;
  TaskMailbox mailbox{signal};
  EvaluationContext evaluation{utc_time_zone(), &clock, INT64_MIN};
  std::shared_ptr<FakeTable> table = std::make_shared<FakeTable>();
  physical::LookupJoin join;
  std::unique_ptr<Operator> op;
  Collected out;

  Fixture() {
    join.table = "dim";
    join.left_outer = true;
    join.keys = {make_column_ref(0, DataType::bigint())};
    join.found = dimension();
    table->lookup_options.cache = LookupCachePolicy::Partial;
    table->lookup_options.max_rows = 1000;
  }

  void open() {
    join.lookup = table;
    const physical::Node node{7, nullptr, {}, {}, join};
    op = make_lookup_join(node, std::make_shared<LookupCaches>());
    op->open({clock, metrics, mailbox, memory, evaluation, 0, 1});
  }
  void send(std::string_view rows) {
    op->process(0, Batch::parse(Schema{{{"k", DataType::bigint()}}}, rows), out);
  }
  // Answers the oldest question: every key with an even number is found.
  void answer() { answer(0); }
  void answer(std::size_t index) {
    const Question question = take(index);
    BatchBuilder rows(*dimension());
    LookupRows answer;
    for (std::uint32_t i = 0; i < question.keys.row_count(); ++i) {
      const auto key = question.keys.column(0).value<std::int64_t>(i);
      if (key % 2 != 0) continue;
      rows.column(0).append(key);
      rows.column(1).append_string("name " + std::to_string(key));
      rows.end_row();
      answer.key_row.push_back(i);
    }
    answer.rows = rows.finish();
    question.done(std::move(answer));
    mailbox.run_posted();
  }
  void fail() {
    take(0).failed(Error(ErrorCode::ExternalSystemUnavailable, "connection refused"));
    mailbox.run_posted();
  }
  Question take(std::size_t index) {
    REQUIRE(table->questions.size() > index);
    const auto at = table->questions.begin() + static_cast<std::ptrdiff_t>(index);
    Question question = *at;
    table->questions.erase(at);
    return question;
  }
  // Moves time to the operator's deadline.
  void wait() {
    REQUIRE(op->deadline().has_value());
    clock.advance(std::chrono::milliseconds(*op->deadline() - clock.monotonic_millis()));
    op->on_idle(out);
  }
  std::string taken() { return std::exchange(out.text, ""); }
};

}  // namespace

TEST_CASE("rows get their dimension row, or NULLs where there is none") {
  Fixture f;
  f.open();
  f.send("+I[2]\n+I[3]\n-D[4]");
  CHECK(f.taken().empty());
  f.answer();
  CHECK(f.taken() == "+I[2, 2, name 2]\n+I[3, null, null]\n-D[4, 4, name 4]\n");
}

TEST_CASE("cached keys are answered without a question, missing ones too") {
  Fixture f;
  f.open();
  f.send("+I[2]\n+I[3]");
  f.answer();
  f.taken();
  f.send("+I[3]\n+I[2]\n+I[2]");
  CHECK(f.table->questions.empty());
  CHECK(f.taken() == "+I[3, null, null]\n+I[2, 2, name 2]\n+I[2, 2, name 2]\n");
  CHECK(f.registry.total("lookup_hits_total") == 3);
  CHECK(f.registry.total("lookup_misses_total") == 2);
}

TEST_CASE("a NULL key matches nothing and sends no query") {
  Fixture f;
  f.open();
  f.send("+I[null]\n+I[null]");
  CHECK(f.table->questions.empty());
  CHECK(f.taken() == "+I[null, null, null]\n+I[null, null, null]\n");
}

TEST_CASE("distinct keys are asked once, and a key in flight is not asked again") {
  Fixture f;
  f.open();
  f.send("+I[2]\n+I[2]\n+I[4]");
  f.send("+I[4]\n+I[6]");
  REQUIRE(f.table->questions.size() == 2);
  CHECK(f.table->questions[0].keys.row_count() == 2);
  CHECK(f.table->questions[1].keys.row_count() == 1);
}

TEST_CASE("the output keeps the input's order although answers come in another") {
  Fixture f;
  f.open();
  f.send("+I[2]");
  f.op->on_watermark(Watermark{5}, f.out);
  f.send("+I[4]");
  f.answer(1);
  CHECK(f.taken().empty());
  f.answer(0);
  CHECK(f.taken() == "+I[2, 2, name 2]\nwatermark 5\n+I[4, 4, name 4]\n");
}

TEST_CASE("an inner join drops rows that find nothing") {
  Fixture f;
  f.join.left_outer = false;
  f.open();
  f.send("+I[3]\n+I[2]\n+I[null]");
  f.answer();
  CHECK(f.taken() == "+I[2, 2, name 2]\n");
}

TEST_CASE("questions are cut to the size that the table wants") {
  Fixture f;
  f.table->keys_at_once = 1;
  f.open();
  f.send("+I[1]\n+I[2]\n+I[3]\n+I[4]\n+I[5]\n+I[6]");
  CHECK(f.table->questions.size() == 4);  // its capacity; the others wait
  for (int i = 0; i < 6; ++i) f.answer();
  CHECK(f.taken().find("+I[6, 6, name 6]") != std::string::npos);
}

TEST_CASE("too many batches in flight hold the source back") {
  Fixture f;
  f.open();
  int sent = 0;
  while (f.op->ready() && sent < 1000) f.send("+I[" + std::to_string(sent++) + "]");
  CHECK(sent < 1000);
}

TEST_CASE("a failed question is asked again, later and later, and then fails the job") {
  Fixture f;
  f.table->lookup_options.max_retries = 3;
  f.open();
  f.send("+I[2]");
  std::int64_t last = 0;
  for (int attempt = 1; attempt <= 3; ++attempt) {
    f.fail();
    const auto begin = f.clock.monotonic_millis();
    f.wait();
    const auto waited = f.clock.monotonic_millis() - begin;
    CHECK(waited >= 50 << (attempt - 1));
    CHECK(waited >= last / 2);
    last = waited;
  }
  CHECK_THROWS_AS(f.fail(), Error);
}

TEST_CASE("a retry that succeeds loses nothing") {
  Fixture f;
  f.open();
  f.send("+I[2]");
  f.fail();
  f.wait();
  f.answer();
  CHECK(f.taken() == "+I[2, 2, name 2]\n");
}

TEST_CASE("with 'null' a dead table gives NULLs, and is asked again after a while") {
  Fixture f;
  f.join.on_failure = OnLookupFailure::Null;
  f.table->lookup_options.max_retries = 0;
  f.open();
  f.send("+I[2]");
  f.fail();
  CHECK(f.taken() == "+I[2, null, null]\n");
  f.send("+I[4]\n+I[6]");  // at once, without a question
  CHECK(f.taken() == "+I[4, null, null]\n+I[6, null, null]\n");
  CHECK(f.table->questions.empty());
  CHECK(f.registry.total("lookup_given_up_keys_total") == 3);
  f.clock.advance(20s);
  f.send("+I[2]");
  f.answer();
  CHECK(f.taken() == "+I[2, 2, name 2]\n");
}

TEST_CASE("a trial that fails keeps the table away for longer") {
  Fixture f;
  f.join.on_failure = OnLookupFailure::Null;
  f.table->lookup_options.max_retries = 5;
  f.open();
  f.send("+I[2]");
  for (int i = 0; i < 5; ++i) {
    f.fail();
    f.wait();
  }
  f.fail();
  CHECK(f.taken() == "+I[2, null, null]\n");
  f.clock.advance(20s);
  f.send("+I[2]");
  f.fail();  // no retries for a trial
  CHECK(f.taken() == "+I[2, null, null]\n");
}

TEST_CASE("with 'stall' a dead table is waited for") {
  Fixture f;
  f.join.on_failure = OnLookupFailure::Stall;
  f.table->lookup_options.max_retries = 1;
  f.open();
  f.send("+I[2]");
  for (int i = 0; i < 20; ++i) {
    f.fail();
    f.wait();
  }
  CHECK(f.taken().empty());
  f.answer();
  CHECK(f.taken() == "+I[2, 2, name 2]\n");
}

TEST_CASE("with 'stale' an expired row is served while the table is away") {
  Fixture f;
  f.join.on_failure = OnLookupFailure::Stale;
  f.table->lookup_options.max_retries = 0;
  f.table->lookup_options.expire_after_write = 1min;
  f.table->lookup_options.max_staleness = 10min;
  f.open();
  f.send("+I[2]");
  f.answer();
  f.taken();
  f.clock.advance(5min);
  f.send("+I[2]\n+I[4]");
  f.fail();
  CHECK(f.taken() == "+I[2, 2, name 2]\n+I[4, null, null]\n");
}

TEST_CASE("a refusal is not repeated") {
  Fixture f;
  f.open();
  f.send("+I[2]");
  const auto question = f.take(0);
  question.failed(Error(ErrorCode::ExternalSystemRefused, "no such column"));
  CHECK_THROWS_AS(f.mailbox.run_posted(), Error);
}

TEST_CASE("without a cache every batch asks") {
  Fixture f;
  f.table->lookup_options.cache = LookupCachePolicy::None;
  f.open();
  f.send("+I[2]");
  f.answer();
  f.send("+I[2]");
  f.answer();
  CHECK(f.taken() == "+I[2, 2, name 2]\n+I[2, 2, name 2]\n");
}
