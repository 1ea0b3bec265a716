#include "tools/streamsql/summary.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "tools/streamsql/quantity_text.h"

namespace streamsql {
namespace {

using Rejections = std::vector<std::pair<std::string, std::uint64_t>>;

// The text of each conjunct of the plan, by its operator's label and its number.
class ConjunctTexts {
 public:
  explicit ConjunctTexts(const physical::Plan& plan) {
    for (const auto& root : plan.roots) visit(*root);
  }

  std::string find(const std::pair<std::string, int>& conjunct) const {
    const auto found = texts_.find(conjunct);
    return found == texts_.end() ? fmt::format("{} condition {}", conjunct.first, conjunct.second)
                                 : found->second;
  }

 private:
  void visit(const physical::Node& node) {
    if (!seen_.insert(&node).second) return;
    if (const auto* calc = std::get_if<physical::Calc>(&node.node)) {
      const auto names = calc->input->schema->names();
      const auto label = fmt::format("{}[{}]", node_name(node), node.id);
      for (std::size_t i = 0; i < calc->conjuncts.size(); ++i) {
        texts_[{label, static_cast<int>(i)}] = to_string(*calc->conjuncts[i], names);
      }
    }
    for (const auto& input : inputs_of(node)) visit(*input);
  }

  std::set<const physical::Node*> seen_;
  std::map<std::pair<std::string, int>, std::string> texts_;
};

std::string outcome_text(const RunningJob& job) {
  if (!job.outcome) return "still running";
  if (job.outcome->failure) return "failed";
  return job.outcome->finished ? "finished" : "cancelled";
}

std::string line(const char* name, const std::string& text) {
  return fmt::format("  {:<12} {}\n", name, text);
}

std::string rejection_lines(const RunningJob& job, const Figures& figures) {
  const ConjunctTexts texts(job.plan);
  std::string out;
  for (const auto& [conjunct, count] : figures.rejected) {
    if (count == 0) continue;
    out += line("rejected", fmt::format("{} by {}", count_text(count), texts.find(conjunct)));
  }
  return out;
}

std::string lookup_line(const Figures& figures) {
  if (!figures.has_lookups()) return "";
  auto text = fmt::format("{} hits, {} misses ({} hits), {} queries",
                          count_text(figures.lookup_hits), count_text(figures.lookup_misses),
                          percent_text(figures.hit_rate()), count_text(figures.lookup_queries));
  if (figures.lookup_latency.count() > 0) {
    text +=
        fmt::format(", p50 {}, p99 {}", micros_text(figures.lookup_latency.quantile_micros(0.5)),
                    micros_text(figures.lookup_latency.quantile_micros(0.99)));
  }
  if (figures.lookup_retries > 0) {
    text += fmt::format(", {} retries", count_text(figures.lookup_retries));
  }
  if (figures.lookup_degraded > 0) {
    text += fmt::format(", {} degraded", count_text(figures.lookup_degraded));
  }
  return line("lookups", text);
}

std::string checkpoint_lines(const Figures& figures) {
  std::string out;
  if (figures.checkpoints + figures.failed_checkpoints > 0) {
    auto text = fmt::format("{}, the last one {} in {} ms", count_text(figures.checkpoints),
                            bytes_text(static_cast<std::uint64_t>(figures.checkpoint_bytes)),
                            figures.checkpoint_millis);
    if (figures.failed_checkpoints > 0) {
      text += fmt::format(", {} failed", count_text(figures.failed_checkpoints));
    }
    out += line("checkpoints", text);
  }
  for (const auto& [cause, count] : figures.failures) {
    out += line("failures", fmt::format("{} of {}", count_text(count), cause));
  }
  if (figures.restarts > 0) out += line("restarts", count_text(figures.restarts));
  return out;
}

std::string records_line(const Figures& figures, std::int64_t millis) {
  const auto per_second = static_cast<double>(figures.records_in) * 1000 /
                          static_cast<double>(std::max<std::int64_t>(millis, 1));
  return line("records", fmt::format("{} in, {} out, {}/s", count_text(figures.records_in),
                                     count_text(figures.records_out), rate_text(per_second)));
}

}  // namespace

std::string summary_text(const RunningJob& job) {
  const auto figures = read_figures(job.metrics);
  const auto millis = job.ended_millis - job.began_millis;
  auto out = fmt::format("job {}: {} after {}\n", job.name, outcome_text(job),
                         elapsed_text(std::max<std::int64_t>(millis, 0)));
  out += records_line(figures, millis) + rejection_lines(job, figures);
  if (figures.bad_records > 0) out += line("bad records", count_text(figures.bad_records));
  if (figures.dropped > 0) {
    out += line("dropped", count_text(figures.dropped) + " with NULL in a NOT NULL column");
  }
  out += lookup_line(figures);
  if (figures.back_pressured_millis + figures.idle_millis > 0) {
    out += line("waiting",
                fmt::format("back-pressured {}, idle {}",
                            elapsed_text(static_cast<std::int64_t>(figures.back_pressured_millis)),
                            elapsed_text(static_cast<std::int64_t>(figures.idle_millis))));
  }
  out += checkpoint_lines(figures);
  if (figures.commits + figures.failed_commits > 0) {
    out += line("commits", figures.failed_commits == 0
                               ? count_text(figures.commits)
                               : fmt::format("{}, {} failed", count_text(figures.commits),
                                             count_text(figures.failed_commits)));
  }
  return out;
}

}  // namespace streamsql
