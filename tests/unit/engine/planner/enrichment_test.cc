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
Sink(table=[default_catalog.default_database.printed], fields=[pboxid, eventTime, metric,
|  latitude, longitude, device_id, credit_code, bind_time, status])
+- Calc(select=[pboxid, eventTime, metric, latitude, longitude, COALESCE(device_id,
|  'UNKNOWN') AS device_id, COALESCE(credit_code, 'UNKNOWN') AS credit_code,
|  COALESCE(CAST(bind_time AS VARCHAR(2147483647)), '') AS bind_time, COALESCE(status, 0)
|  AS status])
   +- LookupJoin(table=[default_catalog.default_database.meta_data_dim],
|  joinType=[LeftOuterJoin], lookup=[pboxid=pboxid], select=[pboxid, eventTime, metric,
|  latitude, longitude, device_id, bind_time, credit_code, status])
      +- Calc(select=[pboxid, eventTime, metric, latitude, longitude], where=[(pboxid IS
|  NOT NULL AND (latitude >= -90) AND (latitude <= 90) AND (longitude >= -180) AND
|  (longitude <= 180) AND (metric >= 0))])
         +- TableSourceScan(table=[[default_catalog, default_database, iot_source]],
|  fields=[pboxid, eventTime, metric, latitude, longitude])
)");
}

TEST_CASE("the sinks of a statement set share one scan and one lookup") {
  CHECK(enrichment().explain("INSERT INTO printed SELECT * FROM enriched;"
                             "INSERT INTO rich SELECT pboxid, status, CASE status WHEN 1 THEN "
                             "'normal' ELSE 'unknown' END FROM enriched") == R"(
Calc(select=[pboxid, eventTime, metric, latitude, longitude, COALESCE(device_id,
|  'UNKNOWN') AS device_id, COALESCE(credit_code, 'UNKNOWN') AS credit_code,
|  COALESCE(CAST(bind_time AS VARCHAR(2147483647)), '') AS bind_time, COALESCE(status, 0)
|  AS status])(reuse_id=[1])
+- LookupJoin(table=[default_catalog.default_database.meta_data_dim],
|  joinType=[LeftOuterJoin], lookup=[pboxid=pboxid], select=[pboxid, eventTime, metric,
|  latitude, longitude, device_id, bind_time, credit_code, status])
   +- Calc(select=[pboxid, eventTime, metric, latitude, longitude], where=[(pboxid IS NOT
|  NULL AND (latitude >= -90) AND (latitude <= 90) AND (longitude >= -180) AND (longitude
|  <= 180) AND (metric >= 0))])
      +- TableSourceScan(table=[[default_catalog, default_database, iot_source]],
|  fields=[pboxid, eventTime, metric, latitude, longitude])

Sink(table=[default_catalog.default_database.printed], fields=[pboxid, eventTime, metric,
|  latitude, longitude, device_id, credit_code, bind_time, status])
+- Reused(reference_id=[1])

Sink(table=[default_catalog.default_database.rich], fields=[pboxid, status, text])
+- Calc(select=[pboxid, status, CAST(CASE((status = 1), 'normal', 'unknown') AS
|  VARCHAR(2147483647)) AS text])
   +- Reused(reference_id=[1])
)");
}
