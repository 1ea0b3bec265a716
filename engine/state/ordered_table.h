// OrderedTable: (key, order) -> value, sorted within a key: distinct values, MIN and MAX with
// retraction, Top-N, timers, rows of joins.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace streamsql {

// A key as EncodedKeys gives it.
struct KeyRef {
  std::string_view bytes;
  std::uint64_t hash;
};

// Walks the entries of one key, or of one key group. Invalid after any change of its table.
class OrderedCursor {
 public:
  virtual ~OrderedCursor() = default;
  virtual bool valid() const = 0;
  virtual std::string_view key() const = 0;
  virtual std::string_view order() const = 0;
  virtual std::string_view value() const = 0;
  virtual void next() = 0;
  virtual void previous() = 0;
};

// One operator subtask's, one thread. Entries of a key sort by `order`, compared as unsigned bytes
// (order_codec.h makes such bytes of SQL values). Kept in leaves of a B-tree per key group; a leaf
// is the unit of checkpoints and of eviction, exactly as a page of a KeyedTable is.
class OrderedTable {
 public:
  virtual ~OrderedTable() = default;

  virtual void put(const KeyRef& key, std::string_view order, std::string_view value) = 0;
  // The value, valid until the next call; nothing when there is none.
  virtual std::optional<std::string_view> get(const KeyRef& key, std::string_view order) = 0;
  virtual bool erase(const KeyRef& key, std::string_view order) = 0;  // false: was not there
  virtual void erase_key(const KeyRef& key) = 0;

  // At the first entry of the key whose order is not less than `order`; invalid behind its last.
  virtual std::unique_ptr<OrderedCursor> seek(const KeyRef& key, std::string_view order) = 0;
  virtual std::unique_ptr<OrderedCursor> last(const KeyRef& key) = 0;
  virtual std::unique_ptr<OrderedCursor> key_group(
      int group) = 0;  // all entries, by key bytes, then order
};

}  // namespace streamsql
