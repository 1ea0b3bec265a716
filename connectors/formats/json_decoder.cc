// Decoding JSON into columns: first an object's fields are found and the whole text validated, then
// the last value of every wanted field is converted. So duplicates cost nothing, and a row is
// appended only when its document is JSON to the end.
#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "connectors/formats/json_options.h"
#include "connectors/formats/json_scalar.h"
#include "connectors/formats/json_scanner.h"
#include "connectors/formats/record_decoder.h"

namespace streamsql {
namespace {

constexpr std::size_t kRememberedKeys = 1024;
constexpr std::size_t kExcerptBytes = 60;

// What is wrong with a field; the path is completed from the inside out.
struct FieldProblem {
  std::string path;
  std::string reason;

  void within(std::string_view name) {
    path = path.empty() ? std::string(name) : fmt::format("{}.{}", name, path);
  }
};

std::string excerpt(const JsonToken& token) {
  std::string text(token.text());
  if (token.kind == JsonKind::String) text = '"' + text + '"';
  if (text.size() <= kExcerptBytes) return text;
  std::size_t cut = kExcerptBytes;
  while (cut > 0 && (text[cut] & 0xC0) == 0x80) --cut;
  return text.substr(0, cut) + "...";
}

// The tokens of an object's fields that a schema wants.
class ObjectFields {
 public:
  explicit ObjectFields(const std::vector<Field>& fields)
      : tokens_(fields.size() + 1), unwanted_(fields.size()) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      fields_.emplace(fields[i].name, i);
    }
  }

  const JsonToken& operator[](std::size_t field) const { return tokens_[field]; }

  // Reads one object, whatever its fields; of repeated fields the last one stays.
  bool scan(JsonScanner& in) {
    std::fill(tokens_.begin(), tokens_.end(), JsonToken{});
    if (!in.expect('{', "an object")) return false;
    if (in.take('}')) return true;
    std::size_t ordinal = 0;
    do {
      std::size_t field = unwanted_;
      in.skip_blanks();
      if (!scan_key(in, ordinal++, field) || !in.scan_value(tokens_[field])) return false;
    } while (in.take(','));
    return in.expect('}', "',' or '}' in an object");
  }

 private:
  struct KnownKey {
    std::string text;  // as it stood in the message, from the quote to the colon
    std::size_t field;
  };

  // Records of one stream have their fields in one order: the key that stood here last time is
  // compared first, which saves looking for its end and for its field.
  bool scan_key(JsonScanner& in, std::size_t ordinal, std::size_t& field) {
    if (ordinal < known_.size() && in.take_text(known_[ordinal].text)) {
      field = known_[ordinal].field;
      return true;
    }
    return scan_new_key(in, ordinal, field);
  }

  bool scan_new_key(JsonScanner& in, std::size_t ordinal, std::size_t& field) {
    const char* const begin = in.position();
    if (in.at_end() || *begin != '"') return in.fail_expected("a field name in quotes");
    JsonToken key;
    if (!in.scan_string(key)) return false;
    std::string name;
    if (key.escaped) {
      unescape_json(key.text(), name);
    } else {
      name = key.text();
    }
    const auto found = fields_.find(name);
    field = found == fields_.end() ? unwanted_ : found->second;
    if (!in.expect(':', "':' after a field name")) return false;
    if (ordinal >= kRememberedKeys) return true;
    if (ordinal >= known_.size()) known_.resize(ordinal + 1, KnownKey{"\"\":", unwanted_});
    known_[ordinal] = {std::string(begin, in.position()), field};
    return true;
  }

  std::vector<JsonToken> tokens_;  // the last is for what nobody wants
  std::size_t unwanted_;
  std::map<std::string, std::size_t, std::less<>> fields_;
  std::vector<KnownKey> known_;
};

// Appends validated values of one type.
class ValueReader {
 public:
  ValueReader(const DataType& type, const JsonOptions& options, const DecodeLimits& limits)
      : kind_(type.kind()), options_(options), limits_(limits) {
    for (const auto& child : type.children()) {
      names_.push_back(child.name);
      children_.emplace_back(child.type, options, limits);
    }
    if (kind_ == TypeKind::Multiset) {
      children_.emplace_back(DataType::integer(), options, limits);
    }
    if (kind_ == TypeKind::Row) fields_ = std::make_unique<ObjectFields>(type.children());
  }

  // False, with parts appended that the caller abandons, when a value does not fit and errors are
  // not ignored.
  bool append(const JsonToken& token, const ScalarContext& context, ColumnBuilder& column,
              FieldProblem& problem) {
    if (token.kind == JsonKind::Missing || token.kind == JsonKind::Null) {
      if (token.kind == JsonKind::Missing && options_.fail_on_missing_field) {
        problem.reason = "is missing";
        return false;
      }
      column.append_null();
      return true;
    }
    if (kind_ >= TypeKind::Array && kind_ <= TypeKind::Row) {
      return append_nested(token, context, column, problem);
    }
    return append_json_scalar(token, context, column) || refuse(token, column, problem);
  }

 private:
  bool refuse(const JsonToken& token, ColumnBuilder& column, FieldProblem& problem) {
    if (options_.ignore_parse_errors) {
      column.append_null();
      return true;
    }
    problem.reason = fmt::format("expected {} but found '{}'",
                                 expected_json(column.type(), options_.standard), excerpt(token));
    return false;
  }

  // Strings below nested columns are copied: a child column may outlive the batch it came with.
  bool append_nested(const JsonToken& token, const ScalarContext& context, ColumnBuilder& column,
                     FieldProblem& problem) {
    const auto wanted = kind_ == TypeKind::Array ? JsonKind::Array : JsonKind::Object;
    if (token.kind != wanted) return refuse(token, column, problem);
    const ScalarContext inner{context.options, false, context.scratch};
    if (kind_ == TypeKind::Array) return append_array(token, inner, column, problem);
    if (kind_ == TypeKind::Row) return append_row(token, inner, column, problem);
    return append_map(token, inner, column, problem);
  }

  bool append_array(const JsonToken& token, const ScalarContext& context, ColumnBuilder& column,
                    FieldProblem& problem) {
    JsonScanner in(token.text().substr(1), limits_);
    JsonToken element;
    for (int i = 1; !in.take(']'); ++i) {
      if (i > 1) in.take(',');
      if (!in.scan_value(element)) break;  // validated before: cannot be
      if (children_[0].append(element, context, column.child(0), problem)) continue;
      problem.within(fmt::format("[{}]", i));
      return false;
    }
    column.append_list();
    return true;
  }

  bool append_row(const JsonToken& token, const ScalarContext& context, ColumnBuilder& column,
                  FieldProblem& problem) {
    JsonScanner in(token.text(), limits_);
    fields_->scan(in);
    for (std::size_t i = 0; i < children_.size(); ++i) {
      if (children_[i].append((*fields_)[i], context, column.child(i), problem)) continue;
      problem.within(names_[i]);
      return false;
    }
    column.append_row();
    return true;
  }

  bool append_map(const JsonToken& token, const ScalarContext& context, ColumnBuilder& column,
                  FieldProblem& problem) {
    for (const auto& [key, value] : map_entries(token)) {
      column.child(0).append_string(key);
      if (children_[1].append(value, context, column.child(1), problem)) continue;
      problem.within(fmt::format("['{}']", key));
      return false;
    }
    column.append_list();
    return true;
  }

  // In the order of the text; a repeated key keeps its place and takes the last value.
  std::vector<std::pair<std::string, JsonToken>> map_entries(const JsonToken& token) const {
    std::vector<std::pair<std::string, JsonToken>> entries;
    std::map<std::string, std::size_t> places;
    JsonScanner in(token.text().substr(1), limits_);
    JsonToken key, value;
    while (!in.take('}')) {
      if (!entries.empty()) in.take(',');
      if (!in.scan_value(key) || !in.take(':') || !in.scan_value(value)) break;
      std::string name;
      unescape_json(key.text(), name);
      const auto [place, is_new] = places.emplace(name, entries.size());
      if (is_new) {
        entries.emplace_back(std::move(name), value);
      } else {
        entries[place->second].second = value;
      }
    }
    return entries;
  }

  TypeKind kind_;
  const JsonOptions& options_;
  const DecodeLimits& limits_;
  std::vector<std::string> names_;
  std::vector<ValueReader> children_;
  std::unique_ptr<ObjectFields> fields_;  // of a Row
};

class JsonDecoder : public RecordDecoder<JsonDecoder> {
 public:
  explicit JsonDecoder(const FormatContext& context)
      : JsonDecoder(context, read_json_options(context.options)) {}

  void begin(const MessageRun& run, BatchBuilder& out) {
    views_ = run.owner != nullptr;
    if (views_) out.hold(run.owner);
  }

  // Text behind the object is not looked at, as in Flink.
  bool decode_record(std::string_view message, BatchBuilder& out, std::string& reason) {
    if (message.empty()) return true;  // a tombstone or an empty line: no row
    JsonScanner in(message, limits_);
    in.skip_blanks();
    if (!in.at_end() && *in.position() == '[') return decode_array(in, out, reason);
    return decode_object(in, out, reason);
  }

 private:
  JsonDecoder(const FormatContext& context, const JsonOptions& options)
      : RecordDecoder(context.limits, options.ignore_parse_errors),
        options_(options),
        schema_(context.schema),
        fields_(schema_->fields) {
    for (const auto& field : schema_->fields) readers_.emplace_back(field.type, options_, limits_);
  }

  // Flink 1.20 refuses an array. Under ignore-parse-errors it is therefore skipped; where the job
  // would have failed, its elements become rows.
  bool decode_array(JsonScanner& in, BatchBuilder& out, std::string& reason) {
    if (options_.ignore_parse_errors) return false;
    JsonToken array;
    if (!in.scan_value(array)) return refuse(in, reason);
    JsonScanner elements(array.text().substr(1), limits_);
    for (bool first = true; !elements.take(']'); first = false) {
      if (!first) elements.take(',');
      if (!decode_object(elements, out, reason)) return false;
    }
    return true;
  }

  bool decode_object(JsonScanner& in, BatchBuilder& out, std::string& reason) {
    if (!fields_.scan(in)) return refuse(in, reason);
    const ScalarContext context{options_, views_, scratch_};
    FieldProblem problem;
    for (std::size_t i = 0; i < readers_.size(); ++i) {
      if (readers_[i].append(fields_[i], context, out.column(i), problem)) continue;
      problem.within(schema_->fields[i].name);
      const char* const gap = problem.reason == "is missing" ? " " : ": ";
      reason = fmt::format("Field '{}'{}{}", problem.path, gap, problem.reason);
      return false;
    }
    out.end_row();
    return true;
  }

  static bool refuse(const JsonScanner& in, std::string& reason) {
    reason = "The message is not JSON: " + in.problem();
    return false;
  }

  const JsonOptions options_;
  const SchemaPtr schema_;
  ObjectFields fields_;
  std::vector<ValueReader> readers_;
  std::string scratch_;
  bool views_ = false;
};

}  // namespace

std::unique_ptr<Decoder> make_json_decoder(const FormatContext& context) {
  return std::make_unique<JsonDecoder>(context);
}

}  // namespace streamsql
