#include "connectors/datagen/field_generator.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <type_traits>

namespace streamsql {
namespace {

using Random = std::mt19937_64;

Error invalid(const FieldSpec& spec, std::string_view key, std::string why) {
  return spec.options.invalid(key,
                              fmt::format("Option '{}.{}': {}", spec.path, key, std::move(why)));
}

double uniform(Random& random) { return std::uniform_real_distribution<double>(0, 1)(random); }

// ---- numbers

template <typename T>
struct Range {
  T min, max;
};

template <typename T>
Range<T> range_of(const FieldSpec& spec) {
  // Flink's Double.MIN_VALUE is the least number above 0.
  constexpr bool kApproximate = std::is_floating_point_v<T>;
  Range<T> range{
      kApproximate ? std::numeric_limits<T>::denorm_min() : std::numeric_limits<T>::min(),
      std::numeric_limits<T>::max()};
  const auto read = [&](std::string_view key, T& bound) {
    if constexpr (std::is_floating_point_v<T>) {
      if (const auto value = spec.options.number(key)) bound = static_cast<T>(*value);
    } else {
      const auto value = spec.options.integer(key);
      if (!value) return;
      if (*value < std::numeric_limits<T>::min() || *value > std::numeric_limits<T>::max()) {
        throw invalid(spec, key, fmt::format("{} does not fit {}", *value, spec.type.to_sql()));
      }
      bound = static_cast<T>(*value);
    }
  };
  read("min", range.min);
  read("max", range.max);
  if (range.min > range.max) throw invalid(spec, "min", "it is greater than 'max'");
  return range;
}

template <typename T>
class NumberGenerator final : public FieldGenerator {
 public:
  NumberGenerator(const FieldSpec& spec, Random& random)
      : range_(range_of<T>(spec)), random_(random) {}
  void append(const GeneratedRow&, ColumnBuilder& out) override { out.append<T>(next()); }

 private:
  T next() {
    if constexpr (std::is_floating_point_v<T>) {
      const double u = uniform(random_);  // the difference of the bounds may be no number
      return static_cast<T>(u * static_cast<double>(range_.max) +
                            (1 - u) * static_cast<double>(range_.min));
    } else {
      return static_cast<T>(
          std::uniform_int_distribution<std::int64_t>(range_.min, range_.max)(random_));
    }
  }
  const Range<T> range_;
  Random& random_;
};

// DECIMAL: drawn as a double in [min, max], as Flink does.
class DecimalGenerator final : public FieldGenerator {
 public:
  DecimalGenerator(const FieldSpec& spec, Random& random)
      : spec_{spec.type.precision(), spec.type.scale()}, random_(random) {
    const double limit = to_double(power_of_ten(spec_.precision) - 1, spec_);
    min_ = spec.options.number("min").value_or(-limit);
    max_ = spec.options.number("max").value_or(limit);
    if (min_ > max_) throw invalid(spec, "min", "it is greater than 'max'");
  }
  void append(const GeneratedRow&, ColumnBuilder& out) override {
    const auto value = from_double(min_ + uniform(random_) * (max_ - min_), spec_);
    out.append<Decimal>(value.value_or(0));
  }

 private:
  const DecimalSpec spec_;
  Random& random_;
  double min_ = 0, max_ = 0;
};

class BooleanGenerator final : public FieldGenerator {
 public:
  explicit BooleanGenerator(Random& random) : random_(random) {}
  void append(const GeneratedRow&, ColumnBuilder& out) override {
    out.append<std::uint8_t>(random_() & 1);
  }

 private:
  Random& random_;
};

// ---- lengths

std::int64_t length_of(const FieldSpec& spec) {
  const bool fixed = spec.type.is(TypeKind::Char) || spec.type.is(TypeKind::Binary);
  const bool sized = spec.type.is(TypeKind::Varchar) || spec.type.is(TypeKind::Varbinary);
  const bool bounded = sized && spec.type.length() != DataType::kMaxLength;
  if (fixed && spec.options.contains("length")) {
    throw invalid(spec, "length", fmt::format("{} has a fixed length", spec.type.to_sql()));
  }
  if (fixed) return spec.type.length();
  const auto length = spec.options.integer("length").value_or(bounded ? spec.type.length() : 100);
  if (length < 0) throw invalid(spec, "length", "it must not be negative");
  if (bounded && length > spec.type.length()) {
    throw invalid(spec, "length", fmt::format("it is longer than {}", spec.type.to_sql()));
  }
  return length;
}

class LengthGenerator {
 public:
  LengthGenerator(const FieldSpec& spec, Random& random)
      : length_(length_of(spec)),
        varies_(spec.options.boolean("var-len").value_or(false)),
        random_(random) {}
  std::size_t next() {
    if (!varies_ || length_ == 0) return static_cast<std::size_t>(length_);
    return 1 + random_() % static_cast<std::uint64_t>(length_);
  }

 private:
  std::int64_t length_;
  bool varies_;
  Random& random_;
};

// Text is hexadecimal digits, binaries are any bytes.
class StringGenerator final : public FieldGenerator {
 public:
  StringGenerator(const FieldSpec& spec, Random& random)
      : length_(spec, random), text_(spec.type.is_character()), random_(random) {}
  void append(const GeneratedRow&, ColumnBuilder& out) override {
    const auto size = length_.next();
    char* bytes = out.allocate(std::max<std::size_t>(size, 1));
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < size; ++i) {
      if (i % 8 == 0) bits = random_();
      bytes[i] = text_ ? "0123456789abcdef"[bits & 15] : static_cast<char>(bits & 255);
      bits >>= 8;
    }
    out.append_view({bytes, size});
  }

 private:
  LengthGenerator length_;
  const bool text_;
  Random& random_;
};

// ---- time: now, or up to max-past before it

class TimeGenerator final : public FieldGenerator {
 public:
  TimeGenerator(const FieldSpec& spec, Random& random)
      : kind_(spec.type.kind()),
        max_past_(spec.options.duration("max-past").value_or(std::chrono::milliseconds(0)).count()),
        random_(random) {}
  void append(const GeneratedRow& row, ColumnBuilder& out) override {
    auto millis = row.now_millis;
    if (max_past_ > 0) millis -= static_cast<std::int64_t>(uniform(random_) * double(max_past_));
    if (kind_ == TypeKind::Date) {
      out.append(static_cast<std::int32_t>(millis / kMillisPerDay));
    } else if (kind_ == TypeKind::Time) {
      out.append(static_cast<std::int32_t>(millis % kMillisPerDay));
    } else {
      out.append(Timestamp{millis, 0});
    }
  }

 private:
  const TypeKind kind_;
  const std::int64_t max_past_;
  Random& random_;
};

// ---- nested

FieldSpec child_of(const FieldSpec& spec, const std::string& name, const DataType& type) {
  return {type, spec.options.below(name + "."), spec.path + "." + name};
}

class RowGenerator final : public FieldGenerator {
 public:
  RowGenerator(const FieldSpec& spec, Random& random) {
    for (const auto& field : spec.type.children()) {
      fields_.push_back(make_field_generator(child_of(spec, field.name, field.type), random));
    }
  }
  void append(const GeneratedRow& row, ColumnBuilder& out) override {
    for (std::size_t i = 0; i < fields_.size(); ++i) fields_[i]->append(row, out.child(i));
    out.append_row();
  }

 private:
  std::vector<std::unique_ptr<FieldGenerator>> fields_;
};

class ListGenerator final : public FieldGenerator {
 public:
  ListGenerator(const FieldSpec& spec, Random& random) : length_(spec, random) {
    const bool map = spec.type.is(TypeKind::Map);
    for (const auto& child : spec.type.children()) {
      elements_.push_back(
          make_field_generator(child_of(spec, map ? child.name : "element", child.type), random));
    }
    if (spec.type.is(TypeKind::Multiset)) {
      FieldSpec count{DataType::integer(), {}, spec.path};
      count.options.set("min", "1");
      count.options.set("max", "10");
      elements_.push_back(make_field_generator(count, random));
    }
  }
  void append(const GeneratedRow& row, ColumnBuilder& out) override {
    const auto length = length_.next();
    for (std::size_t i = 0; i < elements_.size(); ++i) {
      for (std::size_t n = 0; n < length; ++n) elements_[i]->append(row, out.child(i));
    }
    out.append_list();
  }

 private:
  LengthGenerator length_;
  std::vector<std::unique_ptr<FieldGenerator>> elements_;
};

// ---- wrappers

class NullGenerator final : public FieldGenerator {
 public:
  NullGenerator(std::unique_ptr<FieldGenerator> value, double rate, Random& random)
      : value_(std::move(value)), rate_(rate), random_(random) {}
  void append(const GeneratedRow& row, ColumnBuilder& out) override {
    if (uniform(random_) < rate_) return out.append_null();
    value_->append(row, out);
  }

 private:
  std::unique_ptr<FieldGenerator> value_;
  const double rate_;
  Random& random_;
};

class SequenceGenerator final : public FieldGenerator {
 public:
  SequenceGenerator(const DataType& type, std::int64_t start) : type_(type), start_(start) {}
  void append(const GeneratedRow& row, ColumnBuilder& out) override {
    const std::int64_t value = start_ + row.index;
    switch (type_.kind()) {
      case TypeKind::TinyInt: return out.append(static_cast<std::int8_t>(value));
      case TypeKind::SmallInt: return out.append(static_cast<std::int16_t>(value));
      case TypeKind::Int: return out.append(static_cast<std::int32_t>(value));
      case TypeKind::Float: return out.append(static_cast<float>(value));
      case TypeKind::Double: return out.append(static_cast<double>(value));
      case TypeKind::Decimal:
        return out.append<Decimal>(Decimal{value} * power_of_ten(type_.scale()));
      case TypeKind::Char:
      case TypeKind::Varchar: return out.append_string(std::to_string(value));
      default: return out.append(value);
    }
  }

 private:
  const DataType type_;
  const std::int64_t start_;
};

bool is_sequence(const FieldSpec& spec) {
  const auto kind = spec.options.text("kind").value_or("random");
  if (kind == "sequence") return true;
  if (kind == "random") return false;
  throw invalid(spec, "kind", fmt::format("'{}' is neither 'random' nor 'sequence'", kind));
}

struct Bounds {
  std::int64_t start, end;
};

Bounds bounds_of(const FieldSpec& spec) {
  const auto start = spec.options.integer("start"), end = spec.options.integer("end");
  if (!start || !end) {
    throw Error(ErrorCode::MissingOption,
                fmt::format("Could not find required property '{}.{}' for sequence generator.",
                            spec.path, start ? "end" : "start"));
  }
  const bool fits = spec.type.is_numeric() || spec.type.is_character();
  if (!fits) throw invalid(spec, "kind", fmt::format("{} has no sequence", spec.type.to_sql()));
  if (*start > *end) throw invalid(spec, "start", "it is greater than 'end'");
  return {*start, *end};
}

std::unique_ptr<FieldGenerator> make_random(const FieldSpec& spec, Random& random) {
  switch (spec.type.kind()) {
    case TypeKind::Boolean: return std::make_unique<BooleanGenerator>(random);
    case TypeKind::TinyInt: return std::make_unique<NumberGenerator<std::int8_t>>(spec, random);
    case TypeKind::SmallInt: return std::make_unique<NumberGenerator<std::int16_t>>(spec, random);
    case TypeKind::Int:
    case TypeKind::IntervalMonth:
      return std::make_unique<NumberGenerator<std::int32_t>>(spec, random);
    case TypeKind::BigInt:
    case TypeKind::IntervalMillis:
      return std::make_unique<NumberGenerator<std::int64_t>>(spec, random);
    case TypeKind::Float: return std::make_unique<NumberGenerator<float>>(spec, random);
    case TypeKind::Double: return std::make_unique<NumberGenerator<double>>(spec, random);
    case TypeKind::Decimal: return std::make_unique<DecimalGenerator>(spec, random);
    case TypeKind::Char:
    case TypeKind::Varchar:
    case TypeKind::Binary:
    case TypeKind::Varbinary: return std::make_unique<StringGenerator>(spec, random);
    case TypeKind::Date:
    case TypeKind::Time:
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: return std::make_unique<TimeGenerator>(spec, random);
    case TypeKind::Array:
    case TypeKind::Map:
    case TypeKind::Multiset: return std::make_unique<ListGenerator>(spec, random);
    case TypeKind::Row: return std::make_unique<RowGenerator>(spec, random);
    case TypeKind::Null: break;
  }
  throw Error(ErrorCode::InvalidTable, spec.path + ": datagen cannot make this type");
}

}  // namespace

std::optional<std::int64_t> sequence_length(const FieldSpec& spec) {
  if (!is_sequence(spec)) return std::nullopt;
  const auto bounds = bounds_of(spec);
  return bounds.end - bounds.start + 1;
}

std::unique_ptr<FieldGenerator> make_field_generator(const FieldSpec& spec, Random& random) {
  if (is_sequence(spec)) {
    return std::make_unique<SequenceGenerator>(spec.type, bounds_of(spec).start);
  }
  auto value = make_random(spec, random);
  const double null_rate = spec.options.number("null-rate").value_or(0);
  if (null_rate < 0 || null_rate > 1) throw invalid(spec, "null-rate", "it is a share, 0 to 1");
  if (null_rate == 0) return value;
  return std::make_unique<NullGenerator>(std::move(value), null_rate, random);
}

}  // namespace streamsql
