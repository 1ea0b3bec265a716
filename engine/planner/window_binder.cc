#include "engine/planner/window_binder.h"

#include <algorithm>
#include <fmt/format.h>

#include "engine/base/ascii.h"
#include "engine/base/suggestion.h"

namespace streamsql {
namespace {

// The parameters of a window function, in order; the lengths are `first` (of HOP and CUMULATE: the
// step) and `size`.
struct Form {
  WindowKind kind;
  std::vector<std::string_view> lengths;
  std::string_view text;  // as Flink writes it
};

const Form& form_of(std::string_view name) {
  static const Form kTumble{WindowKind::Tumble,
                            {"SIZE"},
                            "TUMBLE(TABLE table_name, DESCRIPTOR(timecol), datetime "
                            "interval[, datetime interval])"};
  static const Form kHop{WindowKind::Hop,
                         {"SLIDE", "SIZE"},
                         "HOP(TABLE table_name, DESCRIPTOR(timecol), datetime interval, datetime "
                         "interval[, datetime interval])"};
  static const Form kCumulate{WindowKind::Cumulate,
                              {"STEP", "SIZE"},
                              "CUMULATE(TABLE table_name, DESCRIPTOR(timecol), datetime interval, "
                              "datetime interval[, datetime interval])"};
  return name == "TUMBLE" ? kTumble : name == "HOP" ? kHop : kCumulate;
}

// A constant INTERVAL of days or smaller, in milliseconds.
std::int64_t length_of(const ExpressionBinder& binder, const ast::Expression& expression,
                       std::string_view text) {
  const auto bound = fold_constants(binder.bind(expression), binder.context().evaluation);
  if (bound->type.is(TypeKind::IntervalMonth)) {
    throw Error(ErrorCode::InvalidArgument,
                "Window aggregate only support SECOND, MINUTE, HOUR, DAY as the time unit. MONTH "
                "and YEAR time unit are not supported yet.")
        .at(bound->span);
  }
  const auto* literal = std::get_if<Literal>(&bound->node);
  if (!bound->type.is(TypeKind::IntervalMillis) || !literal || literal->value->is_null(0)) {
    throw Error(ErrorCode::InvalidArgument,
                fmt::format("Cannot apply a length of type {} to a window function. Supported "
                            "form(s): {}",
                            bound->type.to_sql(), text))
        .at(bound->span)
        .hint("lengths are constant intervals, such as INTERVAL '10' MINUTE");
  }
  return literal->value->values<std::int64_t>()[0];
}

constexpr const char* kTimeAttributeHint =
    "a time attribute is a column with a WATERMARK, or AS PROCTIME(), that no expression or GROUP "
    "BY has changed";

void check_lengths(const Window& window, SourceSpan span) {
  const auto fail = [&](std::string_view what, std::string_view got) {
    throw Error(ErrorCode::InvalidArgument, fmt::format("{} but got {}.", what, got)).at(span);
  };
  const auto size = window.size_ms, step = window.step_ms;
  if (window.kind == WindowKind::Tumble && size <= 0) {
    fail("Tumbling Window parameters must satisfy size > 0,", fmt::format("size {}ms", size));
  }
  if (window.kind == WindowKind::Hop && (size <= 0 || step <= 0)) {
    fail("Hopping Window must satisfy slide > 0 and size > 0,",
         fmt::format("slide {}ms and size {}ms", step, size));
  }
  if (window.kind == WindowKind::Cumulate && (size <= 0 || step <= 0 || size % step != 0)) {
    throw Error(ErrorCode::InvalidArgument,
                fmt::format("CUMULATE table function based aggregate requires maxSize must be an "
                            "integral multiple of step, but got maxSize {} ms and step {} ms",
                            size, step))
        .at(span);
  }
}

// The arguments of one call by their meaning.
class WindowFunctionBinder {
 public:
  WindowFunctionBinder(QueryBinder& binder, const ast::FunctionCall& call, SourceSpan span)
      : binder_(binder),
        call_(call),
        span_(span),
        name_(to_upper(call.name.parts.back().text)),
        form_(form_of(name_)) {}

  logical::NodePtr bind() {
    sort_arguments();
    const auto input = bind_table();
    const int column = bind_time(*input);
    const auto& time = input->schema->fields[static_cast<std::size_t>(column)].type;
    auto window = bind_window(time);
    auto fields = input->schema->fields;
    fields.push_back({"window_start", DataType::timestamp(3).not_null()});
    fields.push_back({"window_end", DataType::timestamp(3).not_null()});
    fields.push_back({"window_time", time.not_null()});
    return logical::make_node(make_schema(std::move(fields)),
                              logical::WindowTableFunction{input, column, std::move(window)});
  }

 private:
  using Arguments = std::vector<const ast::Expression*>;

  [[noreturn]] void wrong_count() const {
    throw Error(ErrorCode::InvalidArgument,
                fmt::format("Invalid number of arguments to function '{}'. Was expecting {} "
                            "arguments",
                            name_, 2 + form_.lengths.size()))
        .at(span_)
        .hint(std::string(form_.text));
  }

  // arguments_: table, time column, lengths, offset (or null).
  void sort_arguments() {
    const auto count = 2 + form_.lengths.size();
    arguments_.assign(count + 1, nullptr);
    std::size_t next = 0;
    for (const auto& argument : call_.arguments) {
      const auto place = argument.name ? place_of(*argument.name) : next++;
      if (place >= arguments_.size() || arguments_[place]) wrong_count();
      arguments_[place] = argument.value.get();
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (!arguments_[i]) wrong_count();
    }
  }

  std::size_t place_of(const ast::Identifier& name) const {
    std::vector<std::string> names{"DATA", "TIMECOL"};
    for (const auto length : form_.lengths) names.emplace_back(length);
    names.emplace_back("OFFSET");
    const auto upper = to_upper(name.text);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] == upper) return i;
    }
    throw Error(ErrorCode::InvalidArgument,
                fmt::format("Unknown argument '{}' of {}", name.text, name_))
        .at(name.span)
        .hint(did_you_mean(upper, names));
  }

  logical::NodePtr bind_table() {
    const auto* table = arguments_[0]->as<ast::TableArgument>();
    if (table) {
      if (!table->partition_by.empty() || !table->order_by.empty()) {
        refuse("PARTITION BY of a table argument of " + name_, arguments_[0]->span);
      }
      if (const auto* name = std::get_if<ast::QualifiedName>(&table->table)) {
        const auto span = name->span;
        return binder_.bind_from({ast::NamedTable{*name, {}, nullptr}, {}, span}, {}).node;
      }
      return binder_.bind(*std::get<ast::QueryPtr>(table->table));
    }
    if (const auto* query = arguments_[0]->as<ast::Subquery>()) return binder_.bind(*query->query);
    throw Error(ErrorCode::InvalidArgument,
                fmt::format("The first argument of {} is a table", name_))
        .at(arguments_[0]->span)
        .hint(std::string(form_.text));
  }

  int bind_time(const logical::Node& input) const {
    const auto* descriptor = arguments_[1]->as<ast::Descriptor>();
    if (!descriptor || descriptor->columns.size() != 1) {
      throw Error(ErrorCode::InvalidArgument,
                  fmt::format("The second argument of {} is DESCRIPTOR(column)", name_))
          .at(arguments_[1]->span)
          .hint(std::string(form_.text));
    }
    const auto& name = descriptor->columns.front();
    const auto column = input.schema->find(name.text);
    if (!column) {
      throw Error(ErrorCode::UnknownColumn, fmt::format("Unknown identifier '{}'", name.text))
          .at(name.span)
          .hint(did_you_mean(name.text, input.schema->names()));
    }
    check_time(input.schema->fields[static_cast<std::size_t>(*column)].type, name.span);
    return *column;
  }

  void check_time(const DataType& type, SourceSpan span) const {
    if (!type.is_timestamp()) {
      throw Error(ErrorCode::TypeMismatch,
                  fmt::format("The window function {} requires the timecol to be TIMESTAMP or "
                              "TIMESTAMP_LTZ, but is {}.",
                              form_.text, type.with_nullable(true).to_sql()))
          .at(span);
    }
    if (type.time_attribute() == TimeAttribute::None) {
      throw Error(ErrorCode::TypeMismatch,
                  fmt::format("The window function requires the timecol is a time attribute type, "
                              "but is {}.",
                              type.with_nullable(true).to_sql()))
          .at(span)
          .hint(kTimeAttributeHint);
    }
  }

  Window bind_window(const DataType& time) const {
    const Scope scope;
    const auto context = expression_context(binder_.context());
    const ExpressionBinder binder(context, scope);
    Window window{form_.kind, 0, 0, 0, time};
    window.step_ms = length_of(binder, *arguments_[2], form_.text);
    window.size_ms =
        form_.lengths.size() == 1 ? window.step_ms : length_of(binder, *arguments_[3], form_.text);
    if (arguments_.back()) window.offset_ms = length_of(binder, *arguments_.back(), form_.text);
    check_lengths(window, span_);
    return window;
  }

  QueryBinder& binder_;
  const ast::FunctionCall& call_;
  SourceSpan span_;
  std::string name_;
  const Form& form_;
  Arguments arguments_;
};

// TUMBLE of TUMBLE_START.
std::string_view base_name(std::string_view name) { return name.substr(0, name.find('_')); }

}  // namespace

logical::NodePtr bind_window_function(QueryBinder& binder, const ast::FunctionCall& call,
                                      SourceSpan span) {
  return WindowFunctionBinder(binder, call, span).bind();
}

void check_slices(const Window& window, SourceSpan span) {
  if (window.kind != WindowKind::Hop || window.size_ms % window.step_ms == 0) return;
  throw Error(ErrorCode::InvalidArgument,
              fmt::format("HOP table function based aggregate requires size must be an integral "
                          "multiple of slide, but got size {} ms and slide {} ms",
                          window.size_ms, window.step_ms))
      .at(span)
      .hint("the slide comes before the size: HOP(TABLE t, DESCRIPTOR(ts), slide, size)");
}

GroupWindow bind_group_window(const ExpressionBinder& binder, const ast::FunctionCall& call,
                              SourceSpan span) {
  const auto name = to_upper(call.name.parts.back().text);
  const auto base = base_name(name);
  if (base == "SESSION") refuse("The group window function SESSION", span);
  const std::size_t lengths = base == "TUMBLE" ? 1 : 2;
  const auto form = fmt::format("${}(<DATETIME>, <DATETIME_INTERVAL>{})", base,
                                lengths == 2 ? ", <DATETIME_INTERVAL>" : "");
  if (call.arguments.size() == lengths + 2) refuse("An offset of " + name, span);
  if (call.arguments.size() != lengths + 1) {
    throw Error(ErrorCode::InvalidArgument,
                fmt::format("Invalid number of arguments to function '{}'. Was expecting {} "
                            "arguments",
                            name, lengths + 1))
        .at(span);
  }
  GroupWindow out{{}, binder.bind(call.arguments[0].value)};
  const auto& type = out.time->type;
  if (!type.is_timestamp()) {
    throw Error(ErrorCode::TypeMismatch,
                fmt::format("Cannot apply '${}' to an argument of type {}. Supported form(s): '{}'",
                            base, type.with_nullable(true).to_sql(), form))
        .at(out.time->span);
  }
  if (type.time_attribute() == TimeAttribute::None) {
    throw Error(ErrorCode::TypeMismatch,
                fmt::format("Window aggregate can only be defined over a time attribute column, "
                            "but {} encountered.",
                            type.with_nullable(true).to_sql()))
        .at(out.time->span)
        .hint(kTimeAttributeHint);
  }
  out.window.kind = base == "TUMBLE" ? WindowKind::Tumble : WindowKind::Hop;
  out.window.time_type = type;
  out.window.step_ms = length_of(binder, *call.arguments[1].value, form);
  out.window.size_ms =
      lengths == 1 ? out.window.step_ms : length_of(binder, *call.arguments[2].value, form);
  check_lengths(out.window, span);
  return out;
}

}  // namespace streamsql
