#include "tools/streamsql/recording_connector.h"

#include <algorithm>

namespace streamsql {
namespace {

class RecordingWriter final : public SinkWriter {
 public:
  RecordingWriter(std::unique_ptr<SinkWriter> real, std::string sink, EmbeddedStore& store)
      : real_(std::move(real)), sink_(std::move(sink)), store_(store) {}

  void write(const Batch& batch) override {
    store_.add_written(sink_, batch);
    real_->write(batch);
  }
  void flush() override { real_->flush(); }
  void prepare(CheckpointId id) override { real_->prepare(id); }
  void on_watermark(Watermark watermark) override { real_->on_watermark(watermark); }
  void on_idle() override { real_->on_idle(); }
  std::optional<std::int64_t> deadline() const override { return real_->deadline(); }
  bool has_room() override { return real_->has_room(); }
  void close() override { real_->close(); }

 private:
  std::unique_ptr<SinkWriter> real_;
  const std::string sink_;
  EmbeddedStore& store_;
};

class RecordingSink final : public TableSink {
 public:
  RecordingSink(std::unique_ptr<TableSink> real, std::string sink, EmbeddedStore& store)
      : real_(std::move(real)), sink_(std::move(sink)), store_(store) {}

  ChangelogMode accepts(const ChangelogMode& query) const override { return real_->accepts(query); }
  std::unique_ptr<SinkWriter> make_writer(const WriterContext& context) const override {
    return std::make_unique<RecordingWriter>(real_->make_writer(context), sink_, store_);
  }
  std::string describe() const override { return real_->describe(); }
  std::optional<int> parallelism() const override { return real_->parallelism(); }

 private:
  std::unique_ptr<TableSink> real_;
  const std::string sink_;
  EmbeddedStore& store_;
};

class RecordingConnector final : public ConnectorFactory {
 public:
  RecordingConnector(const ConnectorFactory& real, EmbeddedStore& store)
      : real_(real), store_(store) {}

  std::string_view name() const override { return real_.name(); }
  std::string_view summary() const override { return real_.summary(); }
  std::span<const OptionSpec> options() const override { return real_.options(); }
  std::vector<MetadataSpec> metadata(const TableDescriptor& table) const override {
    return real_.metadata(table);
  }
  std::unique_ptr<TableSource> make_source(const TableDescriptor& table) const override {
    return real_.make_source(table);
  }
  std::unique_ptr<TableSink> make_sink(const TableDescriptor& table) const override {
    auto sink = real_.make_sink(table);
    if (!sink || records_itself()) return sink;
    return std::make_unique<RecordingSink>(std::move(sink), table.short_name, store_);
  }
  std::unique_ptr<LookupTable> make_lookup(const TableDescriptor& table) const override {
    return real_.make_lookup(table);
  }

 private:
  bool records_itself() const {
    static constexpr std::string_view kEmbedded[] = {"kafka", "upsert-kafka", "jdbc", "rows"};
    return std::find(std::begin(kEmbedded), std::end(kEmbedded), name()) != std::end(kEmbedded);
  }

  const ConnectorFactory& real_;
  EmbeddedStore& store_;
};

}  // namespace

void register_recording(ConnectorRegistry& recording, const ConnectorRegistry& real,
                        EmbeddedStore& store) {
  for (const auto* connector : real.all()) {
    recording.add(std::make_unique<RecordingConnector>(*connector, store));
  }
}

}  // namespace streamsql
