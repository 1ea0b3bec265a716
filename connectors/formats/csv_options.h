// CsvOptions: what the 'csv.*' options of a table say.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "engine/connector/format.h"

namespace streamsql {

// A plain value. Delimiters are one character, which may be several bytes; empty: none.
struct CsvOptions {
  std::string delimiter = ",";
  std::string quote = "\"";
  std::string escape;
  std::string array_delimiter = ";";
  std::optional<std::string> null_literal;
  bool allow_comments = false;
  bool ignore_parse_errors = false;
};

CsvOptions read_csv_options(const Options& options);

std::unique_ptr<Decoder> make_csv_decoder(const FormatContext& context);
std::unique_ptr<Encoder> make_csv_encoder(const FormatContext& context);

}  // namespace streamsql
