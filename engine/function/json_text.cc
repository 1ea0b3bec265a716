#include "engine/function/json_text.h"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <map>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <vector>

#include "engine/base/base64.h"
#include "engine/base/error.h"
#include "engine/batch/row_text.h"
#include "engine/type/number_text.h"
#include "engine/type/stripped_decimal.h"

namespace streamsql {
namespace {

using rapidjson::SizeType;

// The first character of a string in a document: a number's digits follow kNumber; a string that
// itself begins with one of the two has kText before it.
constexpr char kNumber = '\x01', kText = '\x02';
constexpr int kMaxDepth = 1000;  // Jackson's limit

// Passes the events of the reader on to the document, with the marks above.
class MarkingHandler {
 public:
  explicit MarkingHandler(JsonDocument& document) : document_(document) {}

  bool Null() { return document_.Null(); }
  bool Bool(bool value) { return document_.Bool(value); }
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
  bool RawNumber(const char* digits, SizeType size, bool) { return marked(kNumber, digits, size); }
  bool String(const char* text, SizeType size, bool) {
    if (size > 0 && (text[0] == kNumber || text[0] == kText)) return marked(kText, text, size);
    return document_.String(text, size, true);
  }
  bool Key(const char* text, SizeType size, bool) { return document_.Key(text, size, true); }
  bool StartObject() { return ++depth_ <= kMaxDepth && document_.StartObject(); }
  bool EndObject(SizeType count) { return depth_-- > 0 && document_.EndObject(count); }
  bool StartArray() { return ++depth_ <= kMaxDepth && document_.StartArray(); }
  bool EndArray(SizeType count) { return depth_-- > 0 && document_.EndArray(count); }

 private:
  bool marked(char mark, const char* text, SizeType size) {
    buffer_.assign(1, mark).append(text, size);
    return document_.String(buffer_.data(), static_cast<SizeType>(buffer_.size()), true);
  }

  JsonDocument& document_;
  std::string buffer_;
  int depth_ = 0;
};

std::string_view view(const JsonValue& value) {
  return {value.GetString(), value.GetStringLength()};
}

std::string_view string_of(const JsonValue& value) {
  const auto text = view(value);
  return text.starts_with(kText) ? text.substr(1) : text;
}

// Integers keep all digits, as BigInteger does; other numbers are doubles.
void append_number(std::string_view digits, std::string& out) {
  if (digits.find_first_of(".eE") == std::string_view::npos) {
    out += digits == "-0" ? "0" : digits;
    return;
  }
  append_java_double(std::strtod(std::string(digits).c_str(), nullptr), out);
}

void append_quoted_number(std::string_view digits, std::string& out) {
  std::string text;
  append_number(digits, text);
  const bool finite = text.find_first_of("IN") == std::string::npos;
  out += finite ? text : "\"" + text + "\"";
}

void append_object(const JsonValue& value, std::string& out) {
  // The last of equal keys wins, at the place of the first.
  std::vector<std::pair<std::string_view, const JsonValue*>> members;
  for (const auto& member : value.GetObject()) {
    const auto name = view(member.name);
    auto known = std::find_if(members.begin(), members.end(),
                              [&](const auto& other) { return other.first == name; });
    if (known == members.end()) {
      members.emplace_back(name, &member.value);
    } else {
      known->second = &member.value;
    }
  }
  out += '{';
  for (const auto& [name, member] : members) {
    if (name.data() != members.front().first.data()) out += ',';
    append_quoted_json(name, out);
    out += ':';
    append_json(*member, out);
  }
  out += '}';
}

}  // namespace

bool parse_json(std::string_view text, JsonDocument& document) {
  bool good = false;
  auto read = [&](JsonDocument& target) {
    rapidjson::MemoryStream stream(text.data(), text.size());
    rapidjson::Reader reader;
    MarkingHandler handler(target);
    constexpr unsigned kFlags =
        rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseIterativeFlag;
    good = !reader.Parse<kFlags>(stream, handler).IsError();
    return good;
  };
  document.Populate(read);
  return good;
}

bool is_json_number(const JsonValue& value) {
  return value.IsString() && view(value).starts_with(kNumber);
}
bool is_json_string(const JsonValue& value) {
  return value.IsString() && !view(value).starts_with(kNumber);
}
std::string_view json_member_name(const JsonValue& name) { return view(name); }

void append_json_scalar(const JsonValue& value, std::string& out) {
  if (value.IsBool()) {
    out += value.GetBool() ? "true" : "false";
  } else if (is_json_number(value)) {
    append_number(view(value).substr(1), out);
  } else if (value.IsString()) {
    out += string_of(value);
  } else {
    out += "null";
  }
}

void append_quoted_json(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          fmt::format_to(std::back_inserter(out), "\\u{:04X}", static_cast<unsigned char>(c));
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void append_json(const JsonValue& value, std::string& out) {
  if (value.IsObject()) return append_object(value, out);
  if (value.IsArray()) {
    out += '[';
    for (SizeType i = 0; i < value.Size(); ++i) {
      if (i > 0) out += ',';
      append_json(value[i], out);
    }
    out += ']';
    return;
  }
  if (is_json_string(value)) return append_quoted_json(string_of(value), out);
  if (is_json_number(value)) return append_quoted_number(view(value).substr(1), out);
  append_json_scalar(value, out);
}

// ---- columns

namespace {

void append_list(const Column& column, std::size_t row, std::string& out) {
  const auto list = column.value<ListRef>(row);
  out += '[';
  for (std::uint32_t i = 0; i < list.length; ++i) {
    if (i > 0) out += ',';
    append_json_column(*column.children()[0], list.offset + i, out);
  }
  out += ']';
}

void append_map(const Column& column, std::size_t row, std::string& out) {
  const auto entries = column.value<ListRef>(row);
  std::map<std::string, std::size_t> sorted;
  for (std::uint32_t i = 0; i < entries.length; ++i) {
    std::string key;
    append_java_text(*column.children()[0], entries.offset + i, key);
    sorted[key] = entries.offset + i;
  }
  out += '{';
  for (const auto& [key, entry] : sorted) {
    if (key != sorted.begin()->first) out += ',';
    append_quoted_json(key, out);
    out += ':';
    append_json_column(*column.children()[1], entry, out);
  }
  out += '}';
}

// Sorted by name, as Flink's Jackson writes them.
void append_row(const Column& column, std::size_t row, std::string& out) {
  const auto& fields = column.type().children();
  std::map<std::string_view, std::size_t> sorted;
  for (std::size_t i = 0; i < fields.size(); ++i) sorted[fields[i].name] = i;
  out += '{';
  for (const auto& [name, i] : sorted) {
    if (out.back() != '{') out += ',';
    append_quoted_json(name, out);
    out += ':';
    append_json_column(*column.children()[i], column.child_row(row), out);
  }
  out += '}';
}

void append_text_of(const Column& column, std::size_t row, std::string& out) {
  std::string text;
  append_java_text(column, row, text);
  append_quoted_json(text, out);
}

}  // namespace

void append_json_column(const Column& column, std::size_t row, std::string& out) {
  if (column.is_null(row)) return void(out += "null");
  switch (column.type().kind()) {
    case TypeKind::Char:
    case TypeKind::Varchar: return append_quoted_json(column.string(row), out);
    case TypeKind::Binary:
    case TypeKind::Varbinary:
      out += '"';
      append_base64(column.string(row), out);
      out += '"';
      return;
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: return append_text_of(column, row, out);
    case TypeKind::Decimal:
      return append_stripped(column.value<Decimal>(row), column.type().scale(),
                             DecimalNotation::Scientific, out);
    case TypeKind::Array: return append_list(column, row, out);
    case TypeKind::Map:
    case TypeKind::Multiset: return append_map(column, row, out);
    case TypeKind::Row: return append_row(column, row, out);
    case TypeKind::Date:
    case TypeKind::Time:
    case TypeKind::IntervalMonth:
    case TypeKind::IntervalMillis:
      throw Error(ErrorCode::InvalidArgument,
                  fmt::format("Type '{}' is not scalar or cannot be converted into JSON.",
                              column.type().to_sql()))
          .hint("cast it to STRING");
    default: return append_java_text(column, row, out);
  }
}

}  // namespace streamsql
