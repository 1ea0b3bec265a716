// The Kafka transaction against a real cluster: fencing, marker, witnesses.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <thread>

#include "cluster.h"

namespace streamsql::test {
namespace {

using Lines = std::vector<std::string>;

std::optional<ErrorCode> code_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.code();
  }
  return std::nullopt;
}

std::string marker_of(Transaction& transaction) {
  const auto marker = transaction.read_marker();
  return marker ? fmt::format("{} {}", marker->id, marker->uuid) : "none";
}

TEST_CASE("committed readers see an epoch after its commit, and not before") {
  const auto topic = new_topic(2);
  WritingJob job(topic, topic);
  job.transaction().fence();
  job.stage(1, "+I[a]\n+I[b]");
  CHECK(committed(topic).empty());
  CHECK(read_topic(topic, "read_uncommitted") == Lines{"a", "b"});
  job.transaction().commit(1, "u1");
  CHECK(committed(topic) == Lines{"a", "b"});
}

TEST_CASE("the marker names the epoch that was committed last") {
  const auto topic = new_topic();
  WritingJob job(topic, topic);
  job.transaction().fence();
  CHECK(marker_of(job.transaction()) == "none");
  for (CheckpointId id = 1; id <= 5; ++id) {
    job.complete(id, fmt::format("+I[{}]", id));
    CHECK(marker_of(job.transaction()) == fmt::format("{} u{}", id, id));
  }
  CHECK(committed(topic) == Lines{"1", "2", "3", "4", "5"});
}

TEST_CASE("an epoch without records is decided too") {
  const auto topic = new_topic();
  WritingJob job(topic, topic);
  job.transaction().fence();
  CHECK(job.stage(1, "").empty());
  job.transaction().commit(1, "u1");
  CHECK(marker_of(job.transaction()) == "1 u1");
}

TEST_CASE("the next process goes on from the marker, and what was open is gone") {
  const auto topic = new_topic();
  WritingJob first(topic, topic);
  first.transaction().fence();
  first.complete(1, "+I[a]");
  first.stage(2, "+I[lost]");
  WritingJob second(topic, topic);
  second.transaction().fence();
  CHECK(marker_of(second.transaction()) == "1 u1");
  second.complete(2, "+I[b]");
  CHECK(committed(topic) == Lines{"a", "b"});
}

TEST_CASE("a process that was taken over can neither write nor commit") {
  const auto topic = new_topic();
  WritingJob zombie(topic, topic);
  zombie.transaction().fence();
  zombie.complete(1, "+I[a]");
  zombie.stage(2, "+I[zombie]");
  WritingJob successor(topic, topic);
  successor.transaction().fence();
  CHECK(code_of([&] { zombie.transaction().commit(2, "zombie"); }) == ErrorCode::Fenced);
  successor.complete(2, "+I[b]");
  CHECK(marker_of(successor.transaction()) == "2 u2");
  CHECK(committed(topic) == Lines{"a", "b"});
}

// It has committed epoch 1 when it is frozen; its successor takes over; it thaws and goes on.
TEST_CASE("a process that renews after it was taken over does not commit an old epoch") {
  const auto topic = new_topic();
  WritingJob zombie(topic, topic);
  zombie.transaction().fence();
  zombie.stage(1, "+I[a]");
  zombie.transaction().commit(1, "u1");
  WritingJob successor(topic, topic);
  successor.transaction().fence();
  successor.complete(2, "+I[b]");
  const auto go_on = [&] {
    zombie.transaction().renew(1);
    zombie.stage(2, "+I[zombie]");
    zombie.transaction().commit(2, "zombie");
  };
  CHECK(code_of(go_on) == ErrorCode::Fenced);
  CHECK(marker_of(successor.transaction()) == "2 u2");
  CHECK(committed(topic) == Lines{"a", "b"});
}

TEST_CASE("an epoch is not committed before the next one's handle is ready") {
  const auto topic = new_topic();
  WritingJob job(topic, topic);
  job.transaction().fence();
  job.stage(1, "+I[a]");
  job.transaction().commit(1, "u1");  // and no renewal
  job.stage(2, "+I[b]");
  CHECK(code_of([&] { job.transaction().commit(2, "u2"); }) == ErrorCode::Internal);
}

TEST_CASE("rows behind a barrier wait for their epoch") {
  const auto topic = new_topic();
  WritingJob job(topic, topic);
  job.transaction().fence();
  job.transaction().begin(1);
  job.open_writer();
  job.write("+I[a]");
  job.writer().prepare(1);
  job.write("+I[b]");
  job.transaction().flush(1);
  job.write("+I[c]");
  job.transaction().begin(2);
  job.writer().on_idle();
  job.transaction().commit(1, "u1");
  CHECK(committed(topic) == Lines{"a"});
  job.transaction().renew(1);
  job.writer().prepare(2);
  job.transaction().flush(2);
  job.transaction().commit(2, "u2");
  CHECK(committed(topic) == Lines{"a", "b", "c"});
}

TEST_CASE("a marker that somebody else wrote is none") {
  const auto topic = new_topic();
  WritingJob job(topic, topic);
  job.transaction().fence();
  job.complete(1, "+I[a]");
  commit_offset(fmt::format("streamsql.{}.commit", topic), topic, 7, "");
  CHECK(marker_of(job.transaction()) == "none");
  job.complete(2, "+I[b]");
  CHECK(marker_of(job.transaction()) == "2 u2");
}

TEST_CASE("witnesses tell what became of an epoch") {
  const auto topic = new_topic(3);
  WritingJob job(topic, topic);
  job.transaction().fence();
  const auto decided = job.stage(1, "+I[a]\n+I[b]");
  REQUIRE(decided.size() == 1);
  CHECK(decided[0] == topic + "-0@1");
  job.transaction().commit(1, "u1");
  job.transaction().renew(1);
  const auto aborted = job.stage(2, "+I[c]");
  WritingJob successor(topic, topic);
  successor.transaction().fence();
  CHECK(successor.transaction().examine(decided) == WitnessVerdict::Decided);
  CHECK(successor.transaction().examine(aborted) == WitnessVerdict::Aborted);
  CHECK(successor.transaction().examine({}) == WitnessVerdict::Unknown);
  delete_records(topic);
  CHECK(successor.transaction().examine(decided) == WitnessVerdict::Unknown);
}

TEST_CASE("a witness hidden by another producer's transaction is waited for") {
  const auto topic = new_topic();
  WritingJob other(topic, topic + "-other");
  other.transaction().fence();
  other.stage(1, "+I[pin]");
  WritingJob job(topic, topic);
  job.transaction().fence();
  const auto witnesses = job.stage(1, "+I[a]");
  job.transaction().commit(1, "u1");
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    other.close();
  });
  CHECK(job.transaction().examine(witnesses) == WitnessVerdict::Decided);
  later.join();
}

TEST_CASE("a transaction that outlived its timeout cannot be committed") {
  const auto topic = new_topic();
  Options options;
  options.set("properties.transaction.timeout.ms", "1500");
  WritingJob job(topic, topic, options);
  job.transaction().fence();
  job.stage(1, "+I[late]");
  std::this_thread::sleep_for(std::chrono::seconds(13));  // the broker looks every ten seconds
  // Nobody has fenced it: its epoch is repeated as after any failure.
  CHECK(code_of([&] { job.transaction().commit(1, "u1"); }) ==
        ErrorCode::ExternalSystemUnavailable);
  WritingJob next(topic, topic, options);
  next.transaction().fence();
  CHECK(marker_of(next.transaction()) == "none");
  next.complete(1, "+I[again]");
  CHECK(committed(topic) == Lines{"again"});
}

TEST_CASE("a job that ends gives its open transaction up at once") {
  const auto topic = new_topic();
  WritingJob job(topic, topic);
  job.transaction().fence();
  job.stage(1, "+I[lost]");
  job.close();
  WritingJob other(topic, topic + "-other");
  other.transaction().fence();
  other.complete(1, "+I[seen]");
  CHECK(committed(topic) == Lines{"seen"});
}

TEST_CASE("many writers hand over to one transaction") {
  const auto topic = new_topic(4);
  WritingJob job(topic, topic);
  job.transaction().fence();
  std::string rows;
  for (int i = 0; i < 2000; ++i) rows += fmt::format("+I[{}]\n", i);
  for (CheckpointId id = 1; id <= 3; ++id) job.complete(id, rows);
  CHECK(committed(topic).size() == 6000);
}

TEST_CASE("a transaction keeps the marker's place and refuses to span long intervals") {
  const auto topic = new_topic();
  CHECK(WritingJob(topic, "job").transaction().identity() ==
        fmt::format("kafka {} streamsql.job", topic));
}

}  // namespace
}  // namespace streamsql::test
