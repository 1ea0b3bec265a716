#include "engine/function/json_path.h"

#include <algorithm>
#include <cctype>

#include "engine/base/ascii.h"

namespace streamsql {

class JsonPathParser {
 public:
  explicit JsonPathParser(std::string_view text) : text_(text) {}

  std::optional<JsonPath> run() {
    skip_blanks();
    if (take_word("lax")) {
      path_.mode_ = JsonPath::Mode::Lax;
    } else {
      take_word("strict");
    }
    skip_blanks();
    if (text_.empty()) return std::nullopt;
    // Without a root the first word is a member of it.
    if (!take("$") && !member()) return std::nullopt;
    while (!text_.empty()) {
      if (!step()) return std::nullopt;
    }
    return std::move(path_);
  }

 private:
  using Step = JsonPath::Step;

  bool step() {
    if (take("..")) {
      add({Step::Kind::Descendants, {}});
      return take("*") ? wildcard() : (text_.starts_with('[') || member());
    }
    if (take(".")) return take("*") ? wildcard() : member();
    return take("[") && bracket();
  }

  bool member() {
    std::size_t size = 0;
    while (size < text_.size() && text_[size] != '.' && text_[size] != '[' && text_[size] != ' ') {
      ++size;
    }
    if (size == 0) return false;
    path_.steps_.push_back({Step::Kind::Member, std::string(text_.substr(0, size))});
    text_.remove_prefix(size);
    skip_blanks();
    return true;
  }

  bool wildcard() {
    add({Step::Kind::Wildcard, {}});
    return true;
  }

  bool bracket() {
    skip_blanks();
    if (take("*")) return wildcard() && close();
    if (text_.starts_with('\'') || text_.starts_with('"')) return quoted() && close();
    Step step{Step::Kind::Index, {}};
    const bool has_begin = number(step.begin);
    skip_blanks();
    if (!take(":")) {
      if (!has_begin) return false;
      path_.steps_.push_back(step);
      return close();
    }
    step.kind = Step::Kind::Slice;
    number(step.end);
    add(step);
    return close();
  }

  bool quoted() {
    const char quote = text_.front();
    std::string name;
    std::size_t i = 1;
    for (; i < text_.size() && text_[i] != quote; ++i) {
      if (text_[i] == '\\' && i + 1 < text_.size()) ++i;
      name += text_[i];
    }
    if (i >= text_.size()) return false;
    text_.remove_prefix(i + 1);
    path_.steps_.push_back({Step::Kind::Member, std::move(name)});
    return true;
  }

  bool number(std::int64_t& value) {
    const bool negative = take("-");
    std::size_t size = 0;
    std::int64_t read = 0;
    while (size < text_.size() && size < 9 &&
           std::isdigit(static_cast<unsigned char>(text_[size]))) {
      read = read * 10 + (text_[size++] - '0');
    }
    text_.remove_prefix(size);
    if (size > 0) value = negative ? -read : read;
    return size > 0;
  }

  bool close() {
    skip_blanks();
    return take("]");
  }
  void add(Step step) {
    path_.definite_ = false;
    path_.steps_.push_back(std::move(step));
  }
  void skip_blanks() {
    while (text_.starts_with(' ')) text_.remove_prefix(1);
  }
  bool take(std::string_view token) {
    if (!text_.starts_with(token)) return false;
    text_.remove_prefix(token.size());
    return true;
  }
  bool take_word(std::string_view word) {
    const auto head = text_.substr(0, word.size());
    if (!equals_ignoring_case(head, word) || !text_.substr(word.size()).starts_with(' '))
      return false;
    text_.remove_prefix(word.size());
    return true;
  }

  std::string_view text_;
  JsonPath path_;
};

std::optional<JsonPath> JsonPath::parse(std::string_view text) {
  return JsonPathParser(text).run();
}

namespace {

const JsonValue* element_at(const JsonValue& array, std::int64_t index) {
  const auto size = static_cast<std::int64_t>(array.Size());
  if (index < 0) index += size;
  if (index < 0 || index >= size) return nullptr;
  return &array[static_cast<rapidjson::SizeType>(index)];
}

// Jackson keeps the last of equal keys, so must we.
const JsonValue* last_member(const JsonValue& object, const std::string& name) {
  const JsonValue* found = nullptr;
  for (const auto& member : object.GetObject()) {
    if (std::string_view(member.name.GetString(), member.name.GetStringLength()) == name) {
      found = &member.value;
    }
  }
  return found;
}

void append_children(const JsonValue& value, std::vector<const JsonValue*>& out) {
  if (value.IsArray()) {
    for (const auto& element : value.GetArray()) out.push_back(&element);
  } else if (value.IsObject()) {
    for (const auto& member : value.GetObject()) out.push_back(&member.value);
  }
}

void append_descendants(const JsonValue& value, std::vector<const JsonValue*>& out) {
  out.push_back(&value);
  std::vector<const JsonValue*> children;
  append_children(value, children);
  for (const auto* child : children) append_descendants(*child, out);
}

}  // namespace

void JsonPath::apply(const Step& step, const JsonValue& value, std::vector<const JsonValue*>& out) {
  switch (step.kind) {
    case Step::Kind::Member:
      if (value.IsObject()) {
        if (const auto* found = last_member(value, step.name)) out.push_back(found);
      }
      return;
    case Step::Kind::Index:
      if (value.IsArray()) {
        if (const auto* found = element_at(value, step.begin)) out.push_back(found);
      }
      return;
    case Step::Kind::Slice:
      if (value.IsArray()) {
        const std::int64_t size = value.Size();
        const auto position = [&](std::int64_t i) {
          return i < 0 ? std::max<std::int64_t>(size + i, 0) : std::min(i, size);
        };
        for (auto i = position(step.begin); i < position(step.end); ++i) {
          out.push_back(element_at(value, i));
        }
      }
      return;
    case Step::Kind::Wildcard: return append_children(value, out);
    case Step::Kind::Descendants: return append_descendants(value, out);
  }
}

std::vector<const JsonValue*> JsonPath::find(const JsonValue& root) const {
  std::vector<const JsonValue*> current{&root}, next;
  for (const auto& step : steps_) {
    next.clear();
    for (const auto* value : current) apply(step, *value, next);
    std::swap(current, next);
  }
  return current;
}

}  // namespace streamsql
