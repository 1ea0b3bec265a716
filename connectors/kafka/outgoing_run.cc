#include "connectors/kafka/outgoing_run.h"

namespace streamsql::kafka {

void fill_message(OutgoingRun& run, std::uint32_t index, rd_kafka_message_t& out) {
  const auto value = run.values.message(index);
  out = {};
  out.payload = const_cast<char*>(value.data());
  out.len = value.size();
  out._private = &run;
  if (!run.has_keys) return;
  const auto key = run.keys.message(index);
  out.key = const_cast<char*>(key.data());
  out.key_len = key.size();
}

rd_kafka_resp_err_t produce_record(rd_kafka_t* handle, OutgoingRun& run,
                                   const OutgoingRecord& record) {
  const auto value = run.values.message(record.message);
  const auto key = run.has_keys ? run.keys.message(record.message) : std::string_view();
  std::vector<rd_kafka_vu_t> fields(5);
  fields[0].vtype = RD_KAFKA_VTYPE_RKT;
  fields[0].u.rkt = record.topic->handle;
  fields[1].vtype = RD_KAFKA_VTYPE_PARTITION;
  fields[1].u.i32 = record.partition;
  fields[2].vtype = RD_KAFKA_VTYPE_VALUE;
  fields[2].u.mem = {const_cast<char*>(value.data()), value.size()};
  fields[3].vtype = RD_KAFKA_VTYPE_KEY;
  fields[3].u.mem = {const_cast<char*>(key.data()), key.size()};
  fields[4].vtype = RD_KAFKA_VTYPE_OPAQUE;
  fields[4].u.ptr = &run;
  if (record.timestamp_millis) {
    auto& field = fields.emplace_back();
    field.vtype = RD_KAFKA_VTYPE_TIMESTAMP;
    field.u.i64 = *record.timestamp_millis;
  }
  std::vector<std::string> names;  // librdkafka wants C strings
  names.reserve(record.headers.size());
  for (const auto& header : record.headers) {
    names.emplace_back(header.name);
    auto& field = fields.emplace_back();
    field.vtype = RD_KAFKA_VTYPE_HEADER;
    field.u.header = {names.back().c_str(), header.is_null ? nullptr : header.value.data(),
                      static_cast<ssize_t>(header.value.size())};
  }
  rd_kafka_error_t* error = rd_kafka_produceva(handle, fields.data(), fields.size());
  if (!error) return RD_KAFKA_RESP_ERR_NO_ERROR;
  const auto code = rd_kafka_error_code(error);
  rd_kafka_error_destroy(error);
  return code;
}

}  // namespace streamsql::kafka
