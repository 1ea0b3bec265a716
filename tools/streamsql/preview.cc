#include "tools/streamsql/preview.h"

#include <algorithm>

#include "tools/streamsql/sql_rows.h"

namespace streamsql {
namespace {

std::string title_of(const physical::Node& root) {
  const auto* sink = std::get_if<physical::Sink>(&root.node);
  return sink ? sink->table : "query";
}

std::vector<std::string> names_of(const physical::Node& root) {
  std::vector<std::string> names{"op"};
  const auto* sink = std::get_if<physical::Sink>(&root.node);
  const auto& schema = sink ? sink->consumed : root.schema;
  for (const auto& name : schema->names()) names.push_back(name);
  return names;
}

physical::NodePtr without_sink(const physical::NodePtr& root) {
  const auto* sink = std::get_if<physical::Sink>(&root->node);
  if (!sink) return root;
  auto collect = *root;
  collect.schema = sink->input->schema;
  collect.changelog = sink->input->changelog;
  collect.node = physical::Collect{sink->input};
  return std::make_shared<const physical::Node>(std::move(collect));
}

}  // namespace

physical::Plan without_sinks(const physical::Plan& plan) {
  physical::Plan out;
  for (const auto& root : plan.roots) out.roots.push_back(without_sink(root));
  return out;
}

PreviewRows::PreviewRows(const physical::Plan& plan, std::size_t rows, TimeZonePtr zone)
    : limit_(rows), zone_(std::move(zone)) {
  for (const auto& root : plan.roots) roots_.push_back({title_of(*root), names_of(*root), {}});
}

std::vector<Collector> PreviewRows::collectors() {
  std::vector<Collector> out;
  for (auto& root : roots_) {
    out.emplace_back([this, &root](const Batch& batch) { add(root, batch); });
  }
  return out;
}

void PreviewRows::add(Root& root, const Batch& batch) {
  const std::lock_guard lock(mutex_);
  const auto missing = limit_ - root.rows.size();
  if (missing == 0) return;
  const auto rows = all_rows(std::min(missing, batch.row_count()));
  for (auto& cells : sql_rows(batch.take(rows), zone_, true)) root.rows.push_back(std::move(cells));
}

bool PreviewRows::enough() const {
  const std::lock_guard lock(mutex_);
  return std::all_of(roots_.begin(), roots_.end(),
                     [this](const Root& root) { return root.rows.size() == limit_; });
}

std::string PreviewRows::text() const {
  std::string out;
  for (const auto& root : roots_) {
    out += root.title + "\n" + whole_tableau(root.names, root.rows, kUnlimitedWidth) + "\n";
  }
  return out;
}

}  // namespace streamsql
