// WatermarkAssigner: makes watermarks behind a source that does not make them per split. As in
// Flink it emits right after a row that raises the watermark by more than the interval, and
// otherwise when the interval has passed.
#include "engine/operator/operators.h"
#include "engine/operator/watermark_generator.h"

namespace streamsql {
namespace {

class WatermarkAssigner final : public Operator {
 public:
  explicit WatermarkAssigner(const physical::WatermarkAssigner& node)
      : spec_(node.watermark), timer_(node.watermark) {}

  void open(const OperatorContext& context) override {
    clock_ = &context.clock;
    generator_.emplace(spec_, context.evaluation);
  }

  void process(int, const Batch& batch, Output& out) override {
    const auto now = clock_->monotonic_millis();
    timer_.active(now);
    out.emit(generator_->observe(batch));
    if (jumped() || timer_.tick(now)) emit(out);
  }

  // Watermarks of the input are replaced, except for its end.
  void on_watermark(Watermark watermark, Output& out) override {
    if (watermark.millis == kMaxWatermark) out.emit(watermark);
  }

  void on_idle(Output& out) override {
    if (timer_.tick(clock_->monotonic_millis())) emit(out);
  }

  std::optional<std::int64_t> deadline() const override {
    if (generator_->current() <= emitted_) return std::nullopt;
    return timer_.next(clock_->monotonic_millis());
  }

 private:
  bool jumped() const {
    if (emitted_ == INT64_MIN) return generator_->current() > emitted_;
    return generator_->current() - emitted_ > spec_.interval.count();
  }

  void emit(Output& out) {
    if (generator_->current() <= emitted_) return;
    emitted_ = generator_->current();
    out.emit(Watermark{emitted_});
  }

  physical::WatermarkSpec spec_;
  WatermarkTimer timer_;
  const Clock* clock_ = nullptr;
  std::optional<WatermarkGenerator> generator_;
  std::int64_t emitted_ = INT64_MIN;
};

}  // namespace

std::unique_ptr<Operator> make_watermark_assigner(const physical::Node& node) {
  return std::make_unique<WatermarkAssigner>(std::get<physical::WatermarkAssigner>(node.node));
}

}  // namespace streamsql
