#include "connectors/kafka/options.h"

#include <algorithm>
#include <charconv>
#include <deque>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

#include "engine/base/ascii.h"
#include "engine/base/suggestion.h"

namespace streamsql::kafka {
namespace {

// The option's value as the index of one of its table's words.
template <typename T>
T word(const Options& options, std::string_view key, std::initializer_list<std::string_view> words,
       T fallback) {
  const auto text = options.text(key);
  if (!text) return fallback;
  const auto found = std::find(words.begin(), words.end(), to_lower(*text));
  return found == words.end() ? fallback : static_cast<T>(found - words.begin());
}

Error invalid_table(const TableDescriptor& table, std::string message) {
  return Error(ErrorCode::InvalidTable, std::move(message)).at(table.span);
}

bool eat(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

template <typename T>
bool eat_number(std::string_view& text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || value < 0) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

// ---- formats

// The specs of the connector and of the chosen formats, with the formats' prefixes.
class AllSpecs {
 public:
  explicit AllSpecs(std::span<const OptionSpec> own) : specs_(own.begin(), own.end()) {}

  void add(const FormatFactory& format, const std::string& prefix) {
    for (auto spec : format.options()) {
      keys_.push_back(prefix + std::string(spec.key));
      spec.key = keys_.back();
      specs_.push_back(spec);
    }
  }
  const std::vector<OptionSpec>& specs() const { return specs_; }

 private:
  std::deque<std::string> keys_;  // stable addresses
  std::vector<OptionSpec> specs_;
};

const FormatFactory& find_format(const TableDescriptor& table, const FormatRegistry& formats,
                                 std::string_view key) {
  const auto* value = table.options.find(key);
  try {
    return formats.find(value->text);
  } catch (Error& error) {
    error.mark(value->value_span);
    throw;
  }
}

FormatChoice choose_format(const TableDescriptor& table, const FormatRegistry& formats,
                           std::string_view key, std::string prefix) {
  const auto& factory = find_format(table, formats, key);
  prefix += std::string(factory.name()) + ".";
  return {&factory, table.options.below(prefix)};
}

void require_both_formats(const TableDescriptor& table) {
  for (const auto* key : {"key.format", "value.format"}) {
    if (table.options.contains(key)) continue;
    throw Error(ErrorCode::MissingOption,
                fmt::format("Option '{}' is missing for table '{}'", key, table.short_name))
        .at(table.span)
        .hint(fmt::format("add '{}' = 'json' (or csv, raw, …) to the WITH clause", key));
  }
}

void choose_formats(const TableDescriptor& table, const FormatRegistry& formats,
                    TableOptions& out) {
  const auto& options = table.options;
  const bool is_short = options.contains("format");
  if (out.kind == TableKind::UpsertKafka) require_both_formats(table);
  if (!is_short && !options.contains("value.format")) {
    throw Error(ErrorCode::MissingOption,
                fmt::format("Option 'format' is missing for table '{}'", table.short_name))
        .at(table.span)
        .hint("add 'format' = 'json' (or csv, raw, …) to the WITH clause");
  }
  if (is_short && options.contains("value.format")) {
    throw options.invalid("value.format",
                          "Option 'format' and 'value.format' shouldn't be set together.");
  }
  out.value = is_short ? choose_format(table, formats, "format", "")
                       : choose_format(table, formats, "value.format", "value.");
  if (options.contains("key.format")) {
    out.key = choose_format(table, formats, "key.format", "key.");
  }
  const bool upsert = out.kind == TableKind::UpsertKafka;
  AllSpecs all(upsert ? upsert_option_table() : option_table());
  all.add(*out.value.factory,
          (is_short ? "" : "value.") + std::string(out.value.factory->name()) + ".");
  if (out.key.factory)
    all.add(*out.key.factory, "key." + std::string(out.key.factory->name()) + ".");
  validate_options(options, all.specs(), fmt::format("table '{}'", table.short_name));
}

void check_key_format(const TableDescriptor& table, const TableOptions& options) {
  if (options.key.factory && !options.key.factory->changelog().is_insert_only()) {
    throw table.options.invalid(
        "key.format", fmt::format("A key format should only deal with INSERT-only records. But "
                                  "'key.format' has a changelog mode of {}.",
                                  options.key.factory->changelog().to_string()));
  }
  if (table.physical->primary_key.empty()) return;
  if (!options.value.factory->changelog().is_insert_only()) return;
  throw invalid_table(
      table, fmt::format("The Kafka table '{}' with '{}' format doesn't support defining PRIMARY "
                         "KEY constraint on the table, because it can't guarantee the semantic of "
                         "primary key.",
                         table.name, options.value.factory->name()))
      .hint("leave the PRIMARY KEY out, or use the upsert-kafka connector");
}

// Flink: UpsertKafkaDynamicTableFactory.
void check_upsert(const TableDescriptor& table, const TableOptions& options) {
  const auto check = [&](std::string_view what, const FormatChoice& format) {
    if (format.factory->changelog().is_insert_only()) return;
    const auto key = fmt::format("{}.format", what);
    throw table.options.invalid(
        key, fmt::format("'upsert-kafka' connector doesn't support '{0}' as {1} format, because "
                         "'{0}' is not in insert-only mode.",
                         format.factory->name(), what));
  };
  check("key", options.key);
  check("value", options.value);
  if (!table.physical->primary_key.empty()) return;
  throw invalid_table(table,
                      "'upsert-kafka' tables require to define a PRIMARY KEY constraint. The "
                      "PRIMARY KEY specifies which columns should be read from or write to the "
                      "Kafka message key. The PRIMARY KEY also defines records in the "
                      "'upsert-kafka' table should update or delete with which keys.")
      .hint("add PRIMARY KEY (…) NOT ENFORCED to the columns");
}

void choose_buffer(const TableDescriptor& table, TableOptions& out) {
  constexpr std::string_view kRows = "sink.buffer-flush.max-rows";
  constexpr std::string_view kInterval = "sink.buffer-flush.interval";
  out.buffer.max_rows = table.options.integer(kRows).value_or(0);
  out.buffer.interval = table.options.duration(kInterval).value_or(std::chrono::milliseconds(0));
  const bool rows = out.buffer.max_rows > 0, interval = out.buffer.interval.count() > 0;
  if (rows == interval) return;
  throw table.options.invalid(
      rows ? kRows : kInterval,
      fmt::format("'{}' and '{}' must be set to be greater than zero together to enable sink "
                  "buffer flushing.",
                  kRows, kInterval));
}

// ---- columns

int key_column(const TableDescriptor& table, const std::string& name) {
  if (const auto column = table.physical->find(name)) return *column;
  const auto names = table.physical->names();
  throw table.options
      .invalid("key.fields",
               fmt::format("Could not find the field '{}' in the table schema for usage in the key "
                           "format. A key field must be a regular, physical column. The following "
                           "columns can be selected in the 'key.fields' option: [{}]",
                           name, fmt::join(names, ", ")))
      .hint(did_you_mean(name, names));
}

std::vector<std::string> key_names(const TableDescriptor& table) {
  std::vector<std::string> out;
  for (const int column : table.physical->primary_key) {
    out.push_back(table.physical->fields[static_cast<std::size_t>(column)].name);
  }
  return out;
}

void choose_key_columns(const TableDescriptor& table, TableOptions& out) {
  auto fields = table.options.list("key.fields");
  if (out.kind == TableKind::UpsertKafka) fields = key_names(table);
  const auto prefix = table.options.text("key.fields-prefix").value_or("");
  if (!out.key.factory && table.options.contains("key.fields")) {
    throw table.options.invalid("key.fields",
                                "The option 'key.fields' can only be declared if a key format is "
                                "defined using 'key.format'.");
  }
  if (out.key.factory && fields.empty()) {
    throw table.options.invalid("key.format",
                                "A key format 'key.format' requires the declaration of one or more "
                                "of key fields using 'key.fields'.");
  }
  for (const auto& field : fields) {
    out.layout.key_columns.push_back(key_column(table, field));
    if (!field.starts_with(prefix)) {
      throw table.options.invalid(
          "key.fields", fmt::format("All fields in 'key.fields' must be prefixed with '{}' when "
                                    "option 'key.fields-prefix' is set but field '{}' is not "
                                    "prefixed.",
                                    prefix, field));
    }
  }
  out.layout.key_prefix = prefix;
}

void choose_value_columns(const TableDescriptor& table, TableOptions& out) {
  enum class Include { All, ExceptKey };
  const auto include =
      word(table.options, "value.fields-include", {"all", "except_key"}, Include::All);
  if (include == Include::All && !out.layout.key_prefix.empty()) {
    throw table.options.invalid("key.fields-prefix",
                                "A key prefix is not allowed when option 'value.fields-include' is "
                                "set to 'ALL'. Set it to 'EXCEPT_KEY' instead to avoid field "
                                "overlaps.");
  }
  const auto& keys = out.layout.key_columns;
  for (int column = 0; column < static_cast<int>(table.physical->fields.size()); ++column) {
    const bool is_key = std::find(keys.begin(), keys.end(), column) != keys.end();
    if (include == Include::All || !is_key) out.layout.value_columns.push_back(column);
  }
}

// ---- topics and offsets

void check_pattern(const TableDescriptor& table, const std::string& pattern) {
  const re2::RE2 compiled(pattern, re2::RE2::Quiet);
  if (compiled.ok()) return;
  throw table.options.invalid("topic-pattern", fmt::format("'{}' is not a regular expression: {}",
                                                           pattern, compiled.error()));
}

void choose_topics(const TableDescriptor& table, TableOptions& out) {
  const auto& options = table.options;
  if (options.contains("topic") && options.contains("topic-pattern")) {
    throw options.invalid("topic-pattern",
                          "Option 'topic' and 'topic-pattern' shouldn't be set together.");
  }
  out.topics = options.list("topic");
  out.topic_pattern = options.text("topic-pattern").value_or("");
  if (out.topics.empty() && out.topic_pattern.empty()) {
    throw invalid_table(table, "Either 'topic' or 'topic-pattern' must be set.")
        .hint("'topic' = 'name', or several names separated by ';'");
  }
  if (!out.topic_pattern.empty()) check_pattern(table, out.topic_pattern);
}

struct OffsetKeys {
  std::string_view what;  // "startup", "bounded"
  bool timestamp, specific;
};

// The two options that go with the modes 'timestamp' and 'specific-offsets'.
void read_offsets(const TableDescriptor& table, const TableOptions& out, const OffsetKeys& keys,
                  std::pair<std::int64_t*, PartitionOffsets*> to) {
  const auto& options = table.options;
  const auto require = [&](const std::string& key, std::string_view mode) {
    if (options.contains(key)) return;
    throw options.invalid(
        fmt::format("scan.{}.mode", keys.what),
        fmt::format("'{}' is required in '{}' {} mode but missing.", key, mode, keys.what));
  };
  const auto timestamp_key = fmt::format("scan.{}.timestamp-millis", keys.what);
  const auto offsets_key = fmt::format("scan.{}.specific-offsets", keys.what);
  if (keys.timestamp) require(timestamp_key, "timestamp");
  if (keys.timestamp) *to.first = *options.integer(timestamp_key);
  if (!keys.specific) return;
  require(offsets_key, "specific-offsets");
  if (out.topics.size() != 1) {
    throw options.invalid(offsets_key,
                          "Currently Kafka source only supports specific offset for single topic.");
  }
  const auto text = *options.text(offsets_key);
  const auto parsed = parse_partition_offsets(text);
  if (!parsed) {
    throw options.invalid(offsets_key,
                          fmt::format("Invalid properties '{}' should follow the format "
                                      "'partition:0,offset:42;partition:1,offset:300', but is "
                                      "'{}'.",
                                      offsets_key, text));
  }
  *to.second = *parsed;
}

// Flink lets the startup mode decide, and the property only for group offsets.
OffsetReset reset_for(const TableDescriptor& table, StartupMode mode) {
  if (mode == StartupMode::Earliest || mode == StartupMode::Specific) return OffsetReset::Earliest;
  if (mode == StartupMode::Latest || mode == StartupMode::Timestamp) return OffsetReset::Latest;
  constexpr std::string_view kKey = "properties.auto.offset.reset";
  const auto text = to_lower(table.options.text(kKey).value_or("none"));
  if (text == "none") return OffsetReset::None;
  if (text == "earliest") return OffsetReset::Earliest;
  if (text == "latest") return OffsetReset::Latest;
  throw table.options.invalid(
      kKey,
      fmt::format("{} can not be set to {}. Valid values: [latest,earliest,none]", kKey, text));
}

void choose_start(const TableDescriptor& table, TableOptions& out) {
  auto& start = out.start;
  start.mode =
      word(table.options, "scan.startup.mode",
           {"group-offsets", "earliest-offset", "latest-offset", "timestamp", "specific-offsets"},
           StartupMode::GroupOffsets);
  start.reset = reset_for(table, start.mode);
  read_offsets(
      table, out,
      {"startup", start.mode == StartupMode::Timestamp, start.mode == StartupMode::Specific},
      {&start.timestamp_millis, &start.offsets});
}

// A table by key is complete only from its first message on.
void start_at_first(TableOptions& out) {
  out.start.mode = StartupMode::Earliest;
  out.start.reset = OffsetReset::Earliest;
}

void choose_stop(const TableDescriptor& table, TableOptions& out) {
  auto& stop = out.stop;
  stop.mode = word(table.options, "scan.bounded.mode",
                   {"unbounded", "latest-offset", "group-offsets", "timestamp", "specific-offsets"},
                   BoundedMode::Unbounded);
  read_offsets(table, out,
               {"bounded", stop.mode == BoundedMode::Timestamp, stop.mode == BoundedMode::Specific},
               {&stop.timestamp_millis, &stop.offsets});
}

std::optional<int> parallelism(const TableDescriptor& table, std::string_view key) {
  const auto value = table.options.integer(key);
  if (!value) return std::nullopt;
  if (*value < 1 || *value > 32768) {
    throw table.options.invalid(key, fmt::format("'{}' must be between 1 and 32768", key));
  }
  return static_cast<int>(*value);
}

// ---- sink

Partitioner choose_partitioner(const TableDescriptor& table) {
  constexpr std::string_view kKey = "sink.partitioner";
  const auto text = table.options.text(kKey).value_or("default");
  if (text == "default") return Partitioner::Default;
  if (text == "fixed") return Partitioner::Fixed;
  if (text.empty()) {
    throw table.options.invalid(kKey, "Option 'sink.partitioner' should be a non-empty string.");
  }
  if (text != "round-robin") {
    throw table.options
        .invalid(kKey, fmt::format("Could not find and instantiate partitioner class '{}'", text))
        .hint("Java classes cannot be loaded; choose default, fixed or round-robin");
  }
  if (table.options.contains("key.fields")) {
    throw table.options.invalid(kKey,
                                "Currently 'round-robin' partitioner only works when option "
                                "'key.fields' is not specified.");
  }
  return Partitioner::RoundRobin;
}

void choose_dead_letter(const TableDescriptor& table, TableOptions& out) {
  out.dead_letter.topic = table.options.text("dead-letter.topic").value_or("");
  out.dead_letter.path = table.options.text("dead-letter.path").value_or("");
  if (out.dead_letter.topic.empty() || out.dead_letter.path.empty()) return;
  throw table.options.invalid(
      "dead-letter.path",
      "Option 'dead-letter.topic' and 'dead-letter.path' shouldn't be set together.");
}

// Checked by Flink for every table, also for one that is written.
void check_watermark_alignment(const TableDescriptor& table) {
  constexpr std::string_view kGroup = "scan.watermark.alignment.group";
  constexpr std::string_view kDrift = "scan.watermark.alignment.max-drift";
  const auto given = table.options.below("scan.watermark.alignment.").entries();
  const bool complete = table.options.contains(kGroup) && table.options.contains(kDrift);
  if (given.empty() || complete) return;
  throw table.options.invalid(
      fmt::format("scan.watermark.alignment.{}", given.begin()->first),
      fmt::format(
          "Error configuring watermark for '{}', '{}' and '{}' must be set when configuring "
          "watermark alignment",
          table.options.text("connector").value_or(""), kGroup, kDrift));
}

bool writes_topic(const TableDescriptor& table) {
  return std::any_of(table.metadata.begin(), table.metadata.end(),
                     [](const auto& column) { return column.key == "topic"; });
}

std::optional<Guarantee> choose_guarantee(const TableDescriptor& table) {
  for (const auto* key : {"sink.delivery-guarantee", "sink.semantic"}) {
    if (!table.options.contains(key)) continue;
    return word(table.options, key, {"none", "at-least-once", "exactly-once"},
                Guarantee::ExactlyOnce);
  }
  return std::nullopt;
}

}  // namespace

std::optional<PartitionOffsets> parse_partition_offsets(std::string_view text) {
  PartitionOffsets out;
  if (text.ends_with(';')) text.remove_suffix(1);
  while (true) {
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    if (!eat(text, "partition:") || !eat_number(text, partition)) return std::nullopt;
    if (!eat(text, ",offset:") || !eat_number(text, offset)) return std::nullopt;
    out[partition] = offset;
    if (text.empty()) return out;
    if (!eat(text, ";")) return std::nullopt;
  }
}

TableOptions read_table_options(const TableDescriptor& table, const FormatRegistry& formats,
                                TableKind kind) {
  TableOptions out;
  out.kind = kind;
  choose_formats(table, formats, out);
  choose_topics(table, out);
  const bool upsert = kind == TableKind::UpsertKafka;
  upsert ? check_upsert(table, out) : check_key_format(table, out);
  choose_key_columns(table, out);
  choose_value_columns(table, out);
  upsert ? start_at_first(out) : choose_start(table, out);
  if (upsert) choose_buffer(table, out);
  choose_stop(table, out);
  choose_dead_letter(table, out);
  check_watermark_alignment(table);
  out.discovery_interval = table.options.duration("scan.topic-partition-discovery.interval")
                               .value_or(std::chrono::minutes(5));
  out.scan_parallelism = parallelism(table, "scan.parallelism");
  out.sink_parallelism = parallelism(table, "sink.parallelism");
  out.partitioner = choose_partitioner(table);
  out.guarantee = choose_guarantee(table);
  out.properties = table.options.below("properties.");
  out.group_id = out.properties.text("group.id").value_or("KafkaSource-" + table.name);
  return out;
}

void check_sink_options(const TableDescriptor& table, const TableOptions& options) {
  if (options.topics.size() == 1 || writes_topic(table)) return;
  throw invalid_table(table,
                      "A Kafka sink with several topics or a 'topic-pattern' needs a "
                      "writable metadata column 'topic'")
      .hint("declare a column STRING METADATA FROM 'topic' and write the topic's name to it");
}

}  // namespace streamsql::kafka
