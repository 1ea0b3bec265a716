// Format: bytes of messages to rows and back. Implemented under connectors/formats.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/options.h"
#include "engine/batch/batch_builder.h"
#include "engine/type/time_zone.h"

namespace streamsql {

// Which row kinds a table, a format or an operator produces or takes.
struct ChangelogMode {
  bool insert = true, update_before = false, update_after = false, remove = false;

  static ChangelogMode insert_only() { return {}; }
  static ChangelogMode upsert() { return {true, false, true, true}; }
  static ChangelogMode all() { return {true, true, true, true}; }
  bool is_insert_only() const { return !update_before && !update_after && !remove; }
  friend bool operator==(const ChangelogMode&, const ChangelogMode&) = default;
  std::string to_string() const;  // "[I,UB,UA,D]"
};

// A run of messages. A null data() is a NULL message (a Kafka tombstone). All bytes stay valid and
// unchanged as long as `owner`, so that decoders point into them instead of copying; they are
// writable in the sense that nobody else reads them, but must not be written.
struct MessageRun {
  std::span<const std::string_view> messages;
  BufferOwner owner;
};

struct DecodeProblem {
  std::uint32_t message;  // index into the run
  std::string reason;     // "Field 'metric': expected a number but found '\"x\"'"
};

// What became of each message of a run.
struct DecodeReport {
  std::vector<std::uint32_t> row_counts;  // per message: rows appended; 0: skipped or malformed
  std::vector<DecodeProblem> problems;    // malformed messages; the table's policy decides
  std::uint64_t skipped = 0;              // left out by ignore-parse-errors
  void clear();
};

// One per reader; one thread.
class Decoder {
 public:
  virtual ~Decoder() = default;
  // Appends the rows of every message, in order, to `out`, whose columns are those of the schema
  // given to make_decoder. Never throws for bad data. `report` is cleared first.
  virtual void decode(const MessageRun& run, BatchBuilder& out, DecodeReport& report) = 0;
};

// Messages one behind the other; message i ends at ends[i].
struct EncodedRun {
  std::string bytes;
  std::vector<std::size_t> ends;
  std::vector<bool> null;  // tombstones; empty when there are none
  std::string_view message(std::size_t index) const;
  void clear();
};

// One per writer; one thread.
class Encoder {
 public:
  virtual ~Encoder() = default;
  // Appends one message per row (CDC formats: one per change). Throws Error(MalformedRecord) for a
  // value that the format cannot express (a NULL map key under FAIL).
  virtual void encode(const Batch& batch, EncodedRun& out) = 0;
  // What stands before the first and between messages of a file, e.g. "\n"; "" for none.
  virtual std::string_view delimiter() const { return "\n"; }
};

// Limits that hold in every decoder; beyond them a message is malformed.
struct DecodeLimits {
  std::size_t message_bytes = 64u << 20;
  int depth = 128;
  std::size_t number_length = 1000;
};

struct FormatContext {
  SchemaPtr schema;  // exactly the columns to decode or encode, in their order
  Options options;   // the format's own, prefix removed
  TimeZonePtr zone;  // table.local-time-zone
  DecodeLimits limits = {};
  // All columns of a record, when `schema` leaves some out: csv finds columns by their position.
  // Null: `schema` is all.
  SchemaPtr record = nullptr;
};

// Stateless; one instance per process. make_* may throw Error(InvalidOption, InvalidTable).
class FormatFactory {
 public:
  virtual ~FormatFactory() = default;
  virtual std::string_view name() const = 0;     // "json"
  virtual std::string_view summary() const = 0;  // one sentence for the reference page
  // Keys without prefix: 'json.ignore-parse-errors' is 'ignore-parse-errors' here.
  virtual std::span<const OptionSpec> options() const = 0;
  virtual ChangelogMode changelog() const = 0;
  // Whether fields are found by their names (json) or by their places; FormatContext::record lets
  // connectors ask for a part of either.
  virtual bool reads_by_name() const { return false; }
  // Throws when the schema or the options cannot be (raw with two columns).
  virtual void check(const FormatContext& context) const = 0;
  virtual std::unique_ptr<Decoder> make_decoder(const FormatContext& context) const = 0;
  virtual std::unique_ptr<Encoder> make_encoder(const FormatContext& context) const = 0;
};

}  // namespace streamsql
