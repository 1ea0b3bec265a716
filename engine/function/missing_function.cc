#include "engine/function/missing_function.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>

namespace streamsql {
namespace {

// Flink's functions, most of them of its versions 2.x.
constexpr std::string_view kNotYet[] = {"CLASSIFIER",
                                        "CONV",
                                        "CURRENT_DATABASE",
                                        "INET_ATON",
                                        "INET_NTOA",
                                        "IS_VALID_UTF8",
                                        "JSON",
                                        "MAKE_VALID_UTF8",
                                        "MATCH_PROCTIME",
                                        "OBJECT_OF",
                                        "OBJECT_UPDATE",
                                        "PARSE_JSON",
                                        "PREV",
                                        "PRINTF",
                                        "SHA3",
                                        "SOURCE_WATERMARK",
                                        "TRY_PARSE_JSON",
                                        "URL_DECODE_RECURSIVE"};
constexpr std::string_view kFamiliesNotYet[] = {"BITMAP_", "ML_", "ST_"};

struct Equivalent {
  std::string_view name, instead;
};
// Names of MySQL, PostgreSQL, Oracle, Hive and Spark, in order.
constexpr Equivalent kEquivalents[] = {
    {"ADD_MONTHS", "d + INTERVAL '1' MONTH, or TIMESTAMPADD(MONTH, n, d)"},
    {"ANY_VALUE", "FIRST_VALUE(x)"},
    {"ARRAY_LENGTH", "CARDINALITY(array)"},
    {"ARRAY_SIZE", "CARDINALITY(array)"},
    {"CBRT", "POWER(x, 1.0 / 3)"},
    {"CHARINDEX", "LOCATE(part, s)"},
    {"CONVERT", "CAST(x AS type)"},
    {"CURDATE", "CURRENT_DATE"},
    {"CURRENT_CATALOG", "the statement SHOW CURRENT CATALOG"},
    {"CURRENT_SCHEMA", "the statement SHOW CURRENT DATABASE"},
    {"CURTIME", "LOCALTIME"},
    {"DATABASE", "the statement SHOW CURRENT DATABASE"},
    {"DATEADD", "t + INTERVAL '1' DAY, or TIMESTAMPADD(DAY, n, t)"},
    {"DATEDIFF", "TIMESTAMPDIFF(DAY, a, b): from a to b"},
    {"DATE_ADD", "d + INTERVAL '1' DAY, or TIMESTAMPADD(DAY, n, d)"},
    {"DATE_PART", "EXTRACT(unit FROM t)"},
    {"DATE_SUB", "d - INTERVAL '1' DAY, or TIMESTAMPADD(DAY, -n, d)"},
    {"DATE_TRUNC", "FLOOR(t TO unit)"},
    {"DAY", "DAYOFMONTH(d)"},
    {"EXPLODE", "CROSS JOIN UNNEST(array) AS t(x)"},
    {"FORMAT", "DATE_FORMAT(t, pattern), or CAST(x AS STRING)"},
    {"FROM_TIMESTAMP", "DATE_FORMAT(t, pattern)"},
    {"GETDATE", "LOCALTIMESTAMP"},
    {"GET_JSON_OBJECT", "JSON_VALUE(json, '$.path')"},
    {"GROUP_CONCAT", "LISTAGG(x, separator)"},
    {"ISNULL", "x IS NULL, or COALESCE(x, y)"},
    {"JSON_EXTRACT", "JSON_VALUE(json, '$.path'), or JSON_QUERY for arrays and objects"},
    {"JSON_EXTRACT_SCALAR", "JSON_VALUE(json, '$.path')"},
    {"LCASE", "LOWER(s)"},
    {"LEN", "CHAR_LENGTH(s)"},
    {"LENGTH", "CHAR_LENGTH(s)"},
    {"MAKE_INTERVAL", "INTERVAL n DAY"},
    {"MID", "SUBSTRING(s, from, length)"},
    {"NVL", "COALESCE(x, y)"},
    {"NVL2", "CASE WHEN x IS NOT NULL THEN y ELSE z END"},
    {"OCTET_LENGTH", "CHAR_LENGTH(s), which counts characters"},
    {"POW", "POWER(x, y)"},
    {"RANDOM", "RAND()"},
    {"REGEXP_LIKE", "REGEXP(s, pattern)"},
    {"REGEXP_MATCHES", "REGEXP(s, pattern)"},
    {"SHA", "SHA1(s)"},
    {"SIZE", "CARDINALITY(array)"},
    {"SPLIT_PART", "SPLIT_INDEX(s, delimiter, n), which counts from 0"},
    {"STRING_AGG", "LISTAGG(x, separator)"},
    {"STRPOS", "INSTR(s, part)"},
    {"STR_TO_DATE", "TO_DATE(s, pattern), or TO_TIMESTAMP(s, pattern)"},
    {"SUBSTRING_INDEX", "SPLIT_INDEX(s, delimiter, n), which counts from 0"},
    {"SYSDATE", "LOCALTIMESTAMP"},
    {"TO_CHAR", "DATE_FORMAT(t, pattern), or CAST(x AS STRING)"},
    {"TO_NUMBER", "CAST(s AS DECIMAL(p, s)), or TRY_CAST"},
    {"TO_UNIX_TIMESTAMP", "UNIX_TIMESTAMP(s, pattern)"},
    {"TRUNC", "TRUNCATE(x, digits), or FLOOR(t TO unit)"},
    {"UCASE", "UPPER(s)"},
};

bool is_before(const Equivalent& row, std::string_view name) { return row.name < name; }

}  // namespace

std::optional<Error> refused_function(std::string_view name) {
  const bool refused =
      std::find(std::begin(kNotYet), std::end(kNotYet), name) != std::end(kNotYet) ||
      std::any_of(std::begin(kFamiliesNotYet), std::end(kFamiliesNotYet),
                  [&](auto family) { return name.rfind(family, 0) == 0; });
  if (!refused) return std::nullopt;
  return Error(ErrorCode::UnsupportedSyntax,
               fmt::format("The function {} is not supported yet", name));
}

std::string_view flink_equivalent(std::string_view name) {
  const auto* found =
      std::lower_bound(std::begin(kEquivalents), std::end(kEquivalents), name, is_before);
  return found != std::end(kEquivalents) && found->name == name ? found->instead : "";
}

}  // namespace streamsql
