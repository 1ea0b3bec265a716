#include "engine/sql/foreign_syntax.h"

#include <algorithm>
#include <span>

namespace streamsql {
namespace {

struct Row {
  std::string_view word, hint;
};

constexpr Row kWords[] = {
    {"AUTO_INCREMENT", "columns have no AUTO_INCREMENT: the query gives every value"},
    {"DEFAULT", "columns have no DEFAULT: the query gives every value"},
    {"ELSEIF", "write WHEN again"},
    {"ELSIF", "write WHEN again"},
    {"ENGINE", "a table is described by WITH ('connector' = '…', …)"},
    {"ILIKE", "write LOWER(a) LIKE 'pattern in lower case'"},
    {"INDEX", "tables have no indexes; a PRIMARY KEY is declared in CREATE TABLE"},
    {"QUALIFY", "filter the ROW_NUMBER() of a subquery by WHERE"},
    {"REGEXP", "write REGEXP(text, 'pattern')"},
    {"RETURNING", "INSERT gives no rows back"},
    {"RLIKE", "write REGEXP(text, 'pattern')"},
    {"TOP", "write LIMIT and the number at the end of the query"},
    {"UNSIGNED", "no type is unsigned: take the next wider one"},
};

constexpr Row kTypes[] = {
    {"BIGSERIAL", "use BIGINT"},
    {"BLOB", "use BYTES"},
    {"BOOL", "use BOOLEAN"},
    {"BYTEA", "use BYTES"},
    {"DATETIME", "use TIMESTAMP(p), or TIMESTAMP_LTZ(p) for an instant"},
    {"ENUM", "use STRING"},
    {"INT32", "use INT"},
    {"INT64", "use BIGINT"},
    {"INT4", "use INT"},
    {"INT8", "use BIGINT"},
    {"JSON", "use STRING and the JSON functions, or ROW<…> for a known structure"},
    {"JSONB", "use STRING and the JSON functions, or ROW<…> for a known structure"},
    {"LONG", "use BIGINT"},
    {"LONGTEXT", "use STRING"},
    {"MEDIUMINT", "use INT"},
    {"MONEY", "use DECIMAL(p, s)"},
    {"NUMBER", "use DECIMAL(p, s)"},
    {"NVARCHAR", "use STRING"},
    {"SERIAL", "use INT"},
    {"SHORT", "use SMALLINT"},
    {"STRUCT", "use ROW<name type, …>"},
    {"TEXT", "use STRING"},
    {"TIMESTAMPTZ", "use TIMESTAMP_LTZ(p)"},
    {"UUID", "use STRING"},
    {"VARCHAR2", "use STRING"},
};

std::string_view find(std::span<const Row> rows, std::string_view word) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.word == word; });
  return found == rows.end() ? std::string_view() : found->hint;
}

}  // namespace

std::string_view foreign_word_hint(std::string_view word) { return find(kWords, word); }
std::string_view foreign_type_hint(std::string_view name) { return find(kTypes, name); }

}  // namespace streamsql
