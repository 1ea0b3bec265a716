#include "engine/state/operator_state.h"

#include <fmt/format.h>
#include <set>
#include <utility>

#include "engine/base/error.h"

namespace streamsql {
namespace {

constexpr std::string_view kTimers = "$timers";  // no operator names a table so

[[noreturn]] void throw_other_layout(std::string_view uid, std::string_view table) {
  throw Error(ErrorCode::StateUnreadable,
              fmt::format("Operator '{}': table '{}' holds states of another layout", uid, table))
      .hint("the query has changed here; restore with --allow-dropped-state, or start --fresh");
}

}  // namespace

void OperatorCut::write(StateDatabase& database) {
  const auto batch = database.batch();
  for (const auto& range : dropped) {
    for (const auto family : range.families) batch->erase_range(family, range.from, range.to);
  }
  for (const auto& table : tables) table->write(database);
  batch->put(Family::Records, key, record);
  database.write(*batch);
}

void OperatorCut::settle(Outcome outcome) {
  if (std::exchange(settled_, true)) return;
  for (const auto& table : tables) table->settle(outcome);
  durable->store(outcome == Outcome::Durable);
  if (gate) gate->open();
}

OperatorTables::OperatorTables(OperatorOptions options) : options_(std::move(options)) {
  for (const auto& record : std::exchange(options_.restored, {})) adopt(record);
}

// Values of a former subtask stay with the subtask of the same number, or that number modulo the
// parallelism, until that one sets its own.
void OperatorTables::adopt(const OperatorRecord& record) {
  for (const auto& table : record.tables) adopt_table(table);
  for (const auto& [name, values] : record.values) {
    auto& all = restored_values_[name];
    all.insert(all.end(), values.begin(), values.end());
    if (record.subtask % options_.parallelism != options_.subtask) continue;
    auto& own = values_[name];
    own.insert(own.end(), values.begin(), values.end());
  }
}

void OperatorTables::adopt_table(const TableRecord& table) {
  for (const auto& group : table.groups) {
    if (!options_.tables.groups.contains(group.group)) continue;
    auto& adopted = restored_tables_[table.name];
    if (adopted.groups.empty()) {
      adopted = table;
      adopted.groups.clear();
    }
    adopted.groups.push_back(group);
  }
}

TableContext OperatorTables::new_table_context() {
  auto context = options_.tables;
  if (options_.next_id) context.id = (*options_.next_id)++;
  return context;
}

KeyedTable& OperatorTables::keyed_table(std::string_view name, const KeyedTableOptions& options) {
  auto found = keyed_.find(name);
  if (found == keyed_.end()) {
    auto table = std::make_unique<PagedTable>(new_table_context(), options);
    if (const auto restored = restored_tables_.find(name); restored != restored_tables_.end()) {
      const auto& record = restored->second;
      if (record.ordered || !(record.layout == options.layout))
        throw_other_layout(options_.uid, name);
      table->restore(record);
      if (record.pages_in_blobs) move_pages(record);
      restored_tables_.erase(restored);
    }
    found = keyed_.emplace(name, std::move(table)).first;
  }
  if (!(found->second->options().layout == options.layout)) throw_other_layout(options_.uid, name);
  return *found->second;
}

// The next cut writes all of them to where pages are now.
void OperatorTables::move_pages(const TableRecord& record) {
  for (const auto& group : record.groups) {
    dropped_.push_back({row_prefix(group.id, group.group),
                        row_prefix(group.id, group.group + 1),
                        {Family::Blobs}});
  }
}

OrderedTable& OperatorTables::ordered_table(std::string_view name) {
  auto found = ordered_.find(name);
  if (found == ordered_.end()) {
    auto table = std::make_unique<LeafTable>(new_table_context());
    if (const auto restored = restored_tables_.find(name); restored != restored_tables_.end()) {
      if (!restored->second.ordered) throw_other_layout(options_.uid, name);
      table->restore(restored->second);
      restored_tables_.erase(restored);
    }
    found = ordered_.emplace(name, std::move(table)).first;
  }
  return *found->second;
}

TimerQueue& OperatorTables::timers() {
  if (!timers_) timers_ = make_timer_queue(ordered_table(kTimers), options_.tables.groups);
  return *timers_;
}

void OperatorTables::drop(std::string_view table) {
  if (const auto found = keyed_.find(table); found != keyed_.end()) {
    drop_stored(*found->second);
    keyed_.erase(found);
  }
  if (const auto found = ordered_.find(table); found != ordered_.end()) {
    drop_stored(*found->second);
    ordered_.erase(found);
  }
  if (const auto found = restored_tables_.find(table); found != restored_tables_.end()) {
    drop_from_database(found->second);
    restored_tables_.erase(found);
  }
}

void OperatorTables::drop_stored(const StoredTable& table) {
  if (table.in_database()) drop_from_database(table.record());
}

void OperatorTables::drop_from_database(const TableRecord& record) {
  std::set<std::uint32_t> ids;
  for (const auto& group : record.groups) ids.insert(group.id);
  const auto groups = options_.tables.groups;
  for (const auto id : ids) {
    dropped_.push_back({row_prefix(id, groups.begin),
                        row_prefix(id, groups.end),
                        {Family::Blobs, Family::Rows, Family::Pages}});
  }
}

template <typename Visit>
void OperatorTables::each_table(const Visit& visit) const {
  for (const auto& [name, table] : keyed_) visit(name, *table);
  for (const auto& [name, table] : ordered_) visit(name, *table);
}

std::vector<std::string> OperatorTables::tables() const {
  std::set<std::string> names;
  each_table([&](const std::string& name, const StoredTable&) { names.insert(name); });
  for (const auto& [name, record] : restored_tables_) names.insert(name);
  names.erase(std::string(kTimers));
  return {names.begin(), names.end()};
}

std::vector<std::string> OperatorTables::restored_values(std::string_view name) const {
  const auto found = restored_values_.find(name);
  return found == restored_values_.end() ? std::vector<std::string>() : found->second;
}

void OperatorTables::set_value(std::string_view name, std::string bytes) {
  values_[std::string(name)] = {std::move(bytes)};
}

std::string OperatorTables::record() const {
  OperatorRecord record{options_.uid, options_.subtask, {}, values_};
  each_table([&](const std::string& name, const StoredTable& table) {
    record.tables.push_back(table.record());
    record.tables.back().name = name;
  });
  for (const auto& [name, table] : restored_tables_) record.tables.push_back(table);
  return to_bytes(record);
}

// A table makes room in itself only, for slots of the others may be held. At a barrier none are:
// here the idle ones do their part.
void OperatorTables::shed() {
  bool wanted = false;
  each_table([&](const std::string&, StoredTable& table) { wanted |= table.short_of_memory(); });
  if (!wanted) return;
  each_table([&](const std::string&, StoredTable& table) { table.shed(); });
}

std::unique_ptr<StateCut> OperatorTables::cut(CheckpointId) {
  auto cut = std::make_unique<OperatorCut>();
  if (!options_.tables.database) return cut;
  options_.tables.gate->wait();  // the last cut is settled: one checkpoint is in flight at a time
  shed();
  if (cut_durable_ && !cut_durable_->load()) {
    dropped_.insert(dropped_.begin(), cut_dropped_.begin(), cut_dropped_.end());
  }
  each_table([&](const std::string&, StoredTable& table) { cut->tables.push_back(table.cut()); });
  cut->dropped = cut_dropped_ = std::exchange(dropped_, {});
  cut->key = record_key(options_.uid, options_.subtask);
  cut->record = record();
  cut_durable_ = cut->durable;
  cut->gate = options_.tables.gate;
  cut->gate->close();
  return cut;
}

}  // namespace streamsql
