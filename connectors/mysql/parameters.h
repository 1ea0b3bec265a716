// Parameters: values of columns as the client library binds them. Inside connectors/mysql only.
#pragma once

#include <mysql.h>
#include <string>
#include <string_view>
#include <vector>

#include "engine/batch/column.h"

namespace streamsql::mysql {

// One thread. Numbers and strings are bound where they lie in their columns.
class Parameters {
 public:
  explicit Parameters(std::size_t count) : binds_(count), values_(count) {}

  std::size_t size() const { return binds_.size(); }
  MYSQL_BIND* binds() { return binds_.data(); }
  void set(std::size_t index, const Column& column, std::size_t row);
  void set_null(std::size_t index);
  void set_text(std::size_t index, std::string_view text, const DataType& type);

 private:
  struct Value {  // of types that the library wants in another form
    MYSQL_TIME time;
    std::string text;
  };
  void bind_pointer(std::size_t index, enum_field_types type, const void* value);
  void bind_bytes(std::size_t index, enum_field_types type, std::string_view bytes);
  MYSQL_TIME& bind_time(std::size_t index, enum_field_types type);
  void set_timestamp(std::size_t index, Timestamp value);

  std::vector<MYSQL_BIND> binds_;
  std::vector<Value> values_;
};

}  // namespace streamsql::mysql
