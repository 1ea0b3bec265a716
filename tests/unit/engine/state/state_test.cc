#include "tests/unit/engine/state/state_test.h"

#include "engine/batch/batch.h"

namespace streamsql {

EncodedKeys number_keys(const std::vector<std::int64_t>& numbers) {
  ColumnBuilder builder(DataType::bigint());
  for (const auto number : numbers) builder.append<std::int64_t>(number);
  EncodedKeys keys;
  encode_keys(std::vector<ColumnPtr>{builder.finish()}, all_rows(numbers.size()), keys);
  return keys;
}

EncodedKeys text_keys(const std::vector<std::string>& texts) {
  ColumnBuilder builder(DataType::string());
  for (const auto& text : texts) builder.append_string(text);
  EncodedKeys keys;
  encode_keys(std::vector<ColumnPtr>{builder.finish()}, all_rows(texts.size()), keys);
  return keys;
}

std::string number_key(std::int64_t number) { return std::string(number_keys({number}).key(0)); }

}  // namespace streamsql
