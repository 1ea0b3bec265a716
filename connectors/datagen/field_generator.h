// FieldGenerator: one column of a datagen table.
#pragma once

#include <memory>
#include <optional>
#include <random>

#include "engine/base/clock.h"
#include "engine/base/options.h"
#include "engine/batch/column_builder.h"

namespace streamsql {

// A row's number, over all subtasks.
struct GeneratedRow {
  std::int64_t index;
  std::int64_t now_millis;
};

// One per column and subtask; its task's thread.
class FieldGenerator {
 public:
  virtual ~FieldGenerator() = default;
  virtual void append(const GeneratedRow& row, ColumnBuilder& out) = 0;
};

struct FieldSpec {
  DataType type;
  Options options;   // "kind", "min", … of this field; nested fields below their names
  std::string path;  // "fields.user.id", for messages
};

// Throws InvalidOption for options that do not fit the type.
std::unique_ptr<FieldGenerator> make_field_generator(const FieldSpec& spec,
                                                     std::mt19937_64& random);

// Rows after which a sequence ends; nothing when the field is no sequence.
std::optional<std::int64_t> sequence_length(const FieldSpec& spec);

}  // namespace streamsql
