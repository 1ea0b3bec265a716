// The statements of the lookup-join article, as they stand there.
#include <doctest/doctest.h>

#include "engine/sql/parser.h"
#include "engine/sql/unparse.h"

using namespace streamsql;

namespace {

constexpr const char* kArticle = R"sql(
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
)sql";

}  // namespace

TEST_CASE("the article's source, dimension and view are understood") {
  const auto statements = parse(make_source_text("job.sql", kArticle));
  REQUIRE(statements.size() == 3);

  const auto* source = statements[0].as<ast::CreateTable>();
  REQUIRE(source);
  REQUIRE(source->columns.size() == 6);
  CHECK(source->columns[0].name.text == "pboxid");
  CHECK(source->columns[0].comment->value == "设备唯一标识");
  CHECK(source->columns[2].type->type.to_sql() == "DECIMAL(10, 2)");
  CHECK(unparse(*source->columns[5].expression) == "PROCTIME()");
  CHECK(source->options.size() == 7);

  const auto* dimension = statements[1].as<ast::CreateTable>();
  REQUIRE(dimension);
  REQUIRE(dimension->columns[0].constraint);
  CHECK(dimension->columns[0].constraint->enforced == false);

  const auto* view = statements[2].as<ast::CreateView>();
  REQUIRE(view);
  CHECK(view->temporary);
  const auto* select = view->query->as<ast::Select>();
  REQUIRE(select);
  CHECK(select->items.size() == 9);
  const auto* join = select->from->as<ast::Join>();
  REQUIRE(join);
  CHECK(join->kind == ast::JoinKind::Left);
  CHECK(join->right->alias->name.text == "m");
  CHECK(unparse(*join->right->as<ast::NamedTable>()->system_time) == "`i`.`proc_time`");
}

TEST_CASE("the article's view unparses to one query per line of clauses") {
  const auto statements = parse(make_source_text("job.sql", kArticle));
  const auto text = unparse(*statements[2].as<ast::CreateView>()->query);
  CHECK(text ==
        "SELECT `i`.`pboxid`, `i`.`eventTime`, `i`.`metric`, `i`.`latitude`, `i`.`longitude`, "
        "COALESCE(`m`.`device_id`, 'UNKNOWN') AS `device_id`, COALESCE(`m`.`credit_code`, "
        "'UNKNOWN') AS `credit_code`, COALESCE(CAST(`m`.`bind_time` AS STRING), '') AS "
        "`bind_time`, COALESCE(`m`.`status`, 0) AS `status`\n"
        "FROM `iot_source_fixed` AS `i`\n"
        "LEFT JOIN `meta_data_dim_fixed` FOR SYSTEM_TIME AS OF `i`.`proc_time` AS `m` ON "
        "`i`.`pboxid` = `m`.`pboxid`\n"
        "WHERE `i`.`pboxid` IS NOT NULL AND `i`.`latitude` BETWEEN -90 AND 90 AND `i`.`longitude` "
        "BETWEEN -180 AND 180 AND `i`.`metric` >= 0");
  CHECK(unparse(*parse_query(make_source_text("view.sql", text))) == text);
}
