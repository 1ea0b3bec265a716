#include <cstdio>
#include <fmt/format.h>
#include <mutex>

#include "connectors/print/register.h"
#include "engine/batch/row_text.h"

namespace streamsql {
namespace {

constexpr OptionSpec kOptions[] = {
    {.key = "connector", .required = true, .summary = "`print`."},
    {.key = "print-identifier",
     .summary = "Stands before each row, as `identifier> +I[…]`; the constants "
                "of INSERT INTO t PARTITION (k = 'v') follow it."},
    {.key = "standard-error",
     .type = OptionType::Boolean,
     .default_value = "false",
     .summary = "Write to standard error instead of standard output."},
    {.key = "sink.parallelism",
     .type = OptionType::Int,
     .summary = "Number of subtasks; by default that of the input."},
};

// "identifier:key=value:subtask> ", with the parts that apply (Flink's PrintTableSinkFactory and
// PrintSinkOutputWriter).
std::string prefix_of(const TableDescriptor& table, const ConnectorContext& context) {
  std::string prefix = table.options.text("print-identifier").value_or("");
  for (const auto& [key, value] : table.static_partition) {
    prefix += fmt::format("{}{}={}", prefix.empty() ? "" : ":", key, value);
  }
  if (context.parallelism > 1) {
    if (!prefix.empty()) prefix += ":";
    prefix += std::to_string(context.subtask + 1);
  }
  return prefix.empty() ? "" : prefix + "> ";
}

class PrintWriter final : public SinkWriter {
 public:
  PrintWriter(std::string prefix, bool to_standard_error, const PrintOutput& output)
      : prefix_(std::move(prefix)), to_standard_error_(to_standard_error), output_(output) {}

  void write(const Batch& batch) override {
    text_.clear();
    for (std::size_t row = 0; row < batch.row_count(); ++row) {
      text_ += prefix_;
      append_row_text(batch, row, text_);
      text_ += '\n';
    }
    output_(text_, to_standard_error_);
  }
  void flush() override {}

 private:
  const std::string prefix_;
  const bool to_standard_error_;
  const PrintOutput& output_;
  std::string text_;
};

class PrintSink final : public TableSink {
 public:
  PrintSink(TableDescriptor table, const PrintOutput& output)
      : table_(std::move(table)), output_(output) {
    validate_options(table_.options, kOptions, fmt::format("table '{}'", table_.name));
  }
  ChangelogMode accepts(const ChangelogMode& query) const override { return query; }
  std::unique_ptr<SinkWriter> make_writer(const WriterContext& context) const override {
    const bool to_error = table_.options.boolean("standard-error").value_or(false);
    return std::make_unique<PrintWriter>(prefix_of(table_, context), to_error, output_);
  }
  std::string describe() const override { return "print"; }
  std::optional<int> parallelism() const override {
    const auto wanted = table_.options.integer("sink.parallelism");
    if (!wanted) return std::nullopt;
    if (*wanted < 1) throw table_.options.invalid("sink.parallelism", "It must be at least 1");
    return static_cast<int>(*wanted);
  }

 private:
  const TableDescriptor table_;
  const PrintOutput& output_;
};

class PrintConnector final : public ConnectorFactory {
 public:
  explicit PrintConnector(PrintOutput output) : output_(std::move(output)) {}

  std::string_view name() const override { return "print"; }
  std::string_view summary() const override {
    return "Prints every row with its kind, in the notation of Flink's print connector.";
  }
  std::span<const OptionSpec> options() const override { return kOptions; }
  std::vector<MetadataSpec> metadata(const TableDescriptor&) const override { return {}; }
  std::unique_ptr<TableSource> make_source(const TableDescriptor&) const override {
    return nullptr;
  }
  std::unique_ptr<TableSink> make_sink(const TableDescriptor& table) const override {
    return std::make_unique<PrintSink>(table, output_);
  }
  std::unique_ptr<LookupTable> make_lookup(const TableDescriptor&) const override {
    return nullptr;
  }

 private:
  const PrintOutput output_;
};

}  // namespace

PrintOutput standard_print_output() {
  // One mutex for both streams: sinks of several tasks print whole lines in turn.
  return [mutex = std::make_shared<std::mutex>()](std::string_view text, bool to_standard_error) {
    const std::lock_guard lock(*mutex);
    auto* stream = to_standard_error ? stderr : stdout;
    std::fwrite(text.data(), 1, text.size(), stream);
    std::fflush(stream);
  };
}

void register_print(ConnectorRegistry& connectors, PrintOutput output) {
  connectors.add(std::make_unique<PrintConnector>(std::move(output)));
}

}  // namespace streamsql
