// ResultField: one column of a result, fetched in the form its declared type wants. Inside
// connectors/mysql only.
#pragma once

#include <mysql.h>
#include <string>
#include <string_view>

#include "connectors/mysql/connection_settings.h"
#include "engine/batch/column_builder.h"

namespace streamsql::mysql {

// Pinned: the library writes into it at each fetch.
class ResultField {
 public:
  ResultField(const MYSQL_FIELD& server, DataType wanted, ZeroDate zero_date);
  ResultField(const ResultField&) = delete;
  ResultField& operator=(const ResultField&) = delete;

  MYSQL_BIND bind();
  // Text longer than the buffer: makes room; the caller fetches the field once more.
  bool make_room();
  bool is_null() const { return null_ != 0; }
  std::int64_t integer() const { return integer_; }
  std::size_t text_size() const { return buffer_.empty() ? 0 : length_; }
  std::string_view text() const { return {buffer_.data(), length_}; }
  void append_to(ColumnBuilder& out) const;

 private:
  bool reads_text() const;
  bool reads_time() const;
  std::int64_t bits() const;
  std::int64_t checked_integer() const;
  void append_integer(ColumnBuilder& out) const;
  void append_decimal(ColumnBuilder& out) const;
  void append_time(ColumnBuilder& out) const;
  void append_zero_date(ColumnBuilder& out) const;
  void append_date(CivilDate date, ColumnBuilder& out) const;
  std::int32_t millis_of_day() const;
  [[noreturn]] void refuse(std::string_view value) const;

  const std::string name_;
  const enum_field_types server_type_;
  const bool unsigned_;
  const DataType wanted_;
  const ZeroDate zero_date_;
  union {
    std::int64_t integer_ = 0;
    float float_;
    double double_;
    MYSQL_TIME time_;
  };
  std::string buffer_;
  unsigned long length_ = 0;
  my_bool null_ = 0, error_ = 0;
};

}  // namespace streamsql::mysql
