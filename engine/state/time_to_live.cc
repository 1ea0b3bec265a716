#include "engine/state/time_to_live.h"

#include "engine/state/byte_record.h"
#include "engine/state/slot_codec.h"

namespace streamsql {
namespace {

constexpr std::size_t kBatchBytes = 1 << 20;

struct Conversion {
  const StateLayout& layout;
  bool had_times;
  std::int64_t now_millis;

  void append_rest(const StoredSlot& slot, ByteWriter& out) const {
    if (!had_times) out.number(now_millis);
    out.raw(slot.state.data(), slot.state.size());
    out.raw(slot.heap.data(), slot.heap.size());
  }

  std::string row(std::string_view bytes) const {
    std::string out;
    ByteWriter writer(out);
    append_rest(read_row(bytes, layout, had_times), writer);
    return out;
  }

  std::string page(std::string_view bytes) const {
    std::string out;
    ByteWriter writer(out);
    read_page(bytes, layout, had_times, [&](const StoredSlot& slot) {
      writer.number(slot.flags);
      if (slot.key.size() < kLongKey) {
        writer.number(static_cast<std::uint8_t>(slot.key.size()));
      } else {
        writer.number(kLongKey);
        writer.number(static_cast<std::uint32_t>(slot.key.size()));
      }
      writer.raw(slot.key.data(), slot.key.size());
      append_rest(slot, writer);
    });
    return out;
  }
};

}  // namespace

void convert_access_times(const TableRecord& record, std::int64_t now_millis,
                          StateDatabase& database) {
  const Conversion conversion{record.layout, record.ttl_millis > 0, now_millis};
  const auto batch = database.batch();
  for (const auto& group : record.groups) {
    const auto from = row_prefix(group.id, group.group);
    const auto to = row_prefix(group.id, group.group + 1);
    for (const auto family : {Family::Blobs, Family::Rows}) {
      database.scan(family, from, to, [&](std::string_view name, std::string_view bytes) {
        const bool is_page = family == Family::Blobs;
        batch->put(family, name, is_page ? conversion.page(bytes) : conversion.row(bytes));
        if (batch->bytes() > kBatchBytes) database.write(*batch);
        return true;
      });
    }
  }
  database.write(*batch);
}

}  // namespace streamsql
