-- IoT records from Kafka, enriched with device metadata from MySQL.

SET 'pipeline.name' = 'MysqlLookupMetadataJob';
SET 'parallelism.default' = '1';
SET 'execution.runtime-mode' = 'streaming';
SET 'execution.checkpointing.interval' = '10s';
SET 'execution.checkpointing.mode' = 'EXACTLY_ONCE';
SET 'execution.checkpointing.timeout' = '60s';
SET 'table.local-time-zone' = 'Asia/Shanghai';
SET 'table.exec.state.ttl' = '1 d';

CREATE TABLE iot_source_fixed (
    `pboxid` STRING COMMENT '设备唯一标识',
    `eventTime` STRING COMMENT '事件时间字符串',
    `metric` DECIMAL(10,2) COMMENT '测量值',
    `latitude` DECIMAL(10,7) COMMENT '纬度',
    `longitude` DECIMAL(10,7) COMMENT '经度',
    `proc_time` AS PROCTIME() COMMENT '处理时间'
) WITH (
    'connector' = 'kafka',
    'topic' = 'iot-topic',
    'properties.bootstrap.servers' = 'localhost:9092',
    'properties.group.id' = 'lookup-test-group-fixed',
    'scan.startup.mode' = 'group-offsets',
    'properties.auto.offset.reset' = 'latest',
    'format' = 'json'
);

CREATE TABLE meta_data_dim_fixed (
    `pboxid` STRING PRIMARY KEY NOT ENFORCED COMMENT '设备唯一标识',
    `device_id` STRING COMMENT '设备ID',
    `bind_time` TIMESTAMP(3) COMMENT '绑定时间',
    `unbind_time` TIMESTAMP(3) COMMENT '解绑时间',
    `credit_code` STRING COMMENT '信用代码',
    `status` INT COMMENT '状态：1-正常，0-禁用'
) WITH (
    'connector' = 'jdbc',
    'url' = 'jdbc:mysql://localhost:3306/testdb',
    'table-name' = 'meta_data',
    'lookup.cache.max-rows' = '1000',
    'lookup.cache.ttl' = '5min',
    'lookup.max-retries' = '3'
);

CREATE TEMPORARY VIEW enriched_iot_data AS
SELECT 
    i.pboxid,
    i.eventTime,
    i.metric,
    i.latitude,
    i.longitude,
    COALESCE(m.device_id, 'UNKNOWN') as device_id,
    COALESCE(m.credit_code, 'UNKNOWN') as credit_code,
    COALESCE(CAST(m.bind_time AS STRING), '') as bind_time,
    COALESCE(m.status, 0) as status
FROM iot_source_fixed i
LEFT JOIN meta_data_dim_fixed FOR SYSTEM_TIME AS OF i.proc_time AS m
ON i.pboxid = m.pboxid
WHERE i.pboxid IS NOT NULL 
  AND i.latitude BETWEEN -90 AND 90
  AND i.longitude BETWEEN -180 AND 180
  AND i.metric >= 0;

CREATE TABLE lookup_result_print (
    `pboxid` STRING,
    `eventTime` STRING,
    `metric` DECIMAL(10,2),
    `latitude` DECIMAL(10,7),
    `longitude` DECIMAL(10,7),
    `device_id` STRING,
    `credit_code` STRING,
    `bind_time` STRING,
    `status` INT
) WITH (
    'connector' = 'print',
    'print-identifier' = 'Kafka-MySQL-Lookup'
);

CREATE TABLE rich_iot_data (
    `pboxid` STRING,
    `eventTime` STRING,
    `metric` DECIMAL(10,2),
    `latitude` DECIMAL(10,7),
    `longitude` DECIMAL(10,7),
    `device_id` STRING,
    `credit_code` STRING,
    `bind_time` STRING,
    `status` INT,
    `status_text` STRING
) WITH (
    'connector' = 'kafka',
    'topic' = 'rich-iot-data',
    'properties.bootstrap.servers' = 'localhost:9092',
    'format' = 'json'
);

EXECUTE STATEMENT SET BEGIN
INSERT INTO lookup_result_print
SELECT * FROM enriched_iot_data;

INSERT INTO rich_iot_data
SELECT
    pboxid, eventTime, metric, latitude, longitude, device_id, credit_code, bind_time, status,
    CASE status WHEN 1 THEN 'normal' WHEN 0 THEN 'disabled' ELSE 'unknown' END
FROM enriched_iot_data;
END;
