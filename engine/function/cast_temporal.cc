// Casts among dates, times and timestamps.
#include "engine/function/cast_job.h"

namespace streamsql {

namespace {

std::int32_t time_of_day(Timestamp local) {
  const std::int64_t rest = local.millis % kMillisPerDay;
  return static_cast<std::int32_t>(rest < 0 ? rest + kMillisPerDay : rest);
}

// Flink cuts a TIMESTAMP towards 1970; an instant goes through java.time, which rounds down.
std::int32_t day_of_timestamp(Timestamp value) {
  return static_cast<std::int32_t>(value.millis / kMillisPerDay);
}
std::int32_t day_of_local(Timestamp value) {
  return static_cast<std::int32_t>((value.millis - time_of_day(value)) / kMillisPerDay);
}

class TemporalCast {
 public:
  explicit TemporalCast(const CastJob& job)
      : job_(job), zone_(*job.target.context.zone), precision_(job.to().precision()) {}

  void run() const {
    const bool from_instant = job_.from().is(TypeKind::TimestampLtz);
    switch (job_.to().kind()) {
      case TypeKind::Date:
        if (!from_instant) return convert_values<Timestamp>(job_, day_of_timestamp);
        return convert_instants([](Timestamp local) { return day_of_local(local); });
      case TypeKind::Time:
        if (!from_instant) return convert_values<Timestamp>(job_, time_of_day);
        return convert_instants([](Timestamp local) { return time_of_day(local); });
      case TypeKind::Timestamp: return to_timestamp(from_instant);
      default: return to_instant(from_instant);
    }
  }

 private:
  template <typename F>
  void convert_instants(F convert) const {
    convert_values<Timestamp>(job_,
                              [&](Timestamp value) { return convert(zone_.to_local(value)); });
  }

  static Timestamp midnight(std::int32_t day) { return {day * kMillisPerDay, 0}; }
  static Timestamp on_first_day(std::int32_t time) { return {time, 0}; }

  void to_timestamp(bool from_instant) const {
    if (job_.from().is(TypeKind::Date)) return convert_values<std::int32_t>(job_, midnight);
    if (job_.from().is(TypeKind::Time)) return convert_values<std::int32_t>(job_, on_first_day);
    convert_values<Timestamp>(job_, [&](Timestamp value) {
      return truncate(from_instant ? zone_.to_local(value) : value, precision_);
    });
  }

  void to_instant(bool from_instant) const {
    const bool from_date = job_.from().is(TypeKind::Date);
    if (from_date || job_.from().is(TypeKind::Time)) {
      return convert_values<std::int32_t>(job_, [&](std::int32_t value) {
        return zone_.to_instant(from_date ? midnight(value) : on_first_day(value));
      });
    }
    convert_values<Timestamp>(job_, [&](Timestamp value) {
      return truncate(from_instant ? value : zone_.to_instant(value), precision_);
    });
  }

  const CastJob& job_;
  const TimeZone& zone_;
  const int precision_;
};

}  // namespace

void cast_to_temporal(const CastJob& job) { TemporalCast(job).run(); }

}  // namespace streamsql
