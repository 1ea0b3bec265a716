#include "tools/streamsql/prometheus.h"

#include <fmt/format.h>
#include <map>

namespace streamsql {
namespace {

std::string escaped(const std::string& value) {
  std::string out;
  for (const char c : value) {
    if (c == '\\' || c == '"') out += '\\';
    out += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return out;
}

std::string label_list(const Labels& labels, const std::string& more = "") {
  std::string out;
  for (const auto& [name, value] : labels) {
    out += fmt::format("{}{}=\"{}\"", out.empty() ? "" : ",", name, escaped(value));
  }
  if (!more.empty()) out += (out.empty() ? "" : ",") + more;
  return out.empty() ? "" : "{" + out + "}";
}

double seconds(std::int64_t micros) { return static_cast<double>(micros) / 1e6; }

// All samples of one name stand together under one TYPE line, whatever registry they come from.
class Families {
 public:
  void add(const std::string& name, const Labels& labels, const Counter& counter) {
    family(name, "counter") +=
        fmt::format("streamsql_{}{} {}\n", name, label_list(labels), counter.value());
  }

  void add(const std::string& name, const Labels& labels, const Gauge& gauge) {
    family(name, "gauge") +=
        fmt::format("streamsql_{}{} {}\n", name, label_list(labels), gauge.value());
  }

  void add(const std::string& metric, const Labels& labels, const Histogram& histogram) {
    const auto name = metric.ends_with("_seconds") ? metric : metric + "_seconds";
    auto& out = family(name, "histogram");
    std::uint64_t count = 0;
    for (const auto& [bound, passed] : histogram.cumulative()) {
      const auto bucket = label_list(labels, fmt::format("le=\"{}\"", seconds(bound)));
      out += fmt::format("streamsql_{}_bucket{} {}\n", name, bucket, passed);
      count = passed;
    }
    out +=
        fmt::format("streamsql_{}_bucket{} {}\n", name, label_list(labels, "le=\"+Inf\""), count);
    out += fmt::format("streamsql_{}_sum{} {}\n", name, label_list(labels),
                       seconds(histogram.sum_micros()));
    out += fmt::format("streamsql_{}_count{} {}\n", name, label_list(labels), count);
  }

  std::string text() const {
    std::string out;
    for (const auto& family : families_) out += family.second;
    return out;
  }

 private:
  std::string& family(const std::string& name, const char* type) {
    auto& text = families_[name];
    if (text.empty()) text = fmt::format("# TYPE streamsql_{} {}\n", name, type);
    return text;
  }

  std::map<std::string, std::string> families_;
};

}  // namespace

std::string prometheus_text(std::span<const MetricRegistry* const> registries) {
  Families families;
  const auto add = [&](const auto& name, const auto& labels, const auto& metric) {
    families.add(name, labels, metric);
  };
  for (const auto* registry : registries) registry->visit({add, add, add});
  return families.text();
}

}  // namespace streamsql
