#include <doctest/doctest.h>

#include "planning.h"

using namespace streamsql;

namespace {

// The job of sql-examples/iot-enrichment over connectors that touch nothing.
Planning enrichment() {
  Planning planning;
  planning.run(R"(
CREATE TABLE iot_source (
  `pboxid` STRING, `eventTime` STRING, `metric` DECIMAL(10,2),
  `latitude` DECIMAL(10,7), `longitude` DECIMAL(10,7), `proc_time` AS PROCTIME()
) WITH ('connector' = 'stream');
CREATE TABLE meta_data_dim (
  `pboxid` STRING PRIMARY KEY NOT ENFORCED, `device_id` STRING, `bind_time` TIMESTAMP(3),
  `unbind_time` TIMESTAMP(3), `credit_code` STRING, `status` INT
) WITH ('connector' = 'dimension', 'password' = 'secret');
CREATE TEMPORARY VIEW enriched AS
SELECT i.pboxid, i.eventTime, i.metric, i.latitude, i.longitude,
    COALESCE(m.device_id, 'UNKNOWN') as device_id,
    COALESCE(m.credit_code, 'UNKNOWN') as credit_code,
    COALESCE(CAST(m.bind_time AS STRING), '') as bind_time,
    COALESCE(m.status, 0) as status
FROM iot_source i
LEFT JOIN meta_data_dim FOR SYSTEM_TIME AS OF i.proc_time AS m ON i.pboxid = m.pboxid
WHERE i.pboxid IS NOT NULL AND i.latitude BETWEEN -90 AND 90
  AND i.longitude BETWEEN -180 AND 180 AND i.metric >= 0;
CREATE TABLE printed (
  `pboxid` STRING, `eventTime` STRING, `metric` DECIMAL(10,2), `latitude` DECIMAL(10,7),
  `longitude` DECIMAL(10,7), `device_id` STRING, `credit_code` STRING, `bind_time` STRING,
  `status` INT) WITH ('connector' = 'stream');
CREATE TABLE rich (`pboxid` STRING, `status` INT, `text` STRING) WITH ('connector' = 'stream');
)");
  return planning;
}

}  // namespace

TEST_CASE("the article's job filters before it looks up, and looks up only what it uses") {
  CHECK(enrichment().explain("INSERT INTO printed SELECT * FROM enriched") == R"(
)");
}

TEST_CASE("the sinks of a statement set share one scan and one lookup") {
  CHECK(enrichment().explain("INSERT INTO printed SELECT * FROM enriched;"
                             "INSERT INTO rich SELECT pboxid, status, CASE status WHEN 1 THEN "
                             "'normal' ELSE 'unknown' END FROM enriched") == R"(
)");
}
