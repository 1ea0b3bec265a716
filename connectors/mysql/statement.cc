#include "connectors/mysql/statement.h"

#include <deque>
#include <fmt/format.h>
#include <mysql.h>

#include "connectors/mysql/parameters.h"
#include "connectors/mysql/result_field.h"
#include "connectors/mysql/server_type.h"

namespace streamsql::mysql {
namespace {

struct CloseStatement {
  void operator()(MYSQL_STMT* handle) const { mysql_stmt_close(handle); }
};
struct FreeResult {
  void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};

}  // namespace

class Statement::Impl {
 public:
  Impl(MYSQL* connection, std::string_view sql, StatementContext context)
      : context_(std::move(context)), handle_(mysql_stmt_init(connection)) {
    if (!handle_) throw std::bad_alloc();
    if (mysql_stmt_prepare(handle_.get(), sql.data(), sql.size()) != 0) {
      fail("A statement was refused by");
    }
    parameters_.emplace(mysql_stmt_param_count(handle_.get()));
    metadata_.reset(mysql_stmt_result_metadata(handle_.get()));
  }

  [[noreturn]] void fail(std::string_view doing) {
    throw ServerError(mysql_stmt_errno(handle_.get()),
                      fmt::format("{} MySQL at {}", doing, context_.address),
                      mysql_stmt_error(handle_.get()));
  }

  Parameters& parameters() { return *parameters_; }
  const ResultField& field(std::size_t index) const { return fields_[index]; }

  std::uint64_t execute() {
    auto* handle = handle_.get();
    if (open_result_) mysql_stmt_free_result(handle);
    open_result_ = false;
    if (parameters_->size() > 0 && mysql_stmt_bind_param(handle, parameters_->binds())) {
      fail("Parameters were refused by");
    }
    if (mysql_stmt_execute(handle) != 0) fail("A statement failed on");
    open_result_ = metadata_ != nullptr;
    if (open_result_) bind_result();
    return open_result_ ? 0 : mysql_stmt_affected_rows(handle);
  }

  std::vector<ServerColumn> columns() const {
    std::vector<ServerColumn> out;
    if (!metadata_) return out;
    const auto count = mysql_num_fields(metadata_.get());
    for (unsigned i = 0; i < count; ++i) {
      const auto* server = mysql_fetch_field_direct(metadata_.get(), i);
      out.push_back({server->name, flink_type(*server).value_or(DataType())});
    }
    return out;
  }

  void read_as(std::span<const DataType> types) {
    for (std::size_t i = 0; i < types.size(); ++i) {
      const auto* server = mysql_fetch_field_direct(metadata_.get(), static_cast<unsigned>(i));
      fields_.emplace_back(*server, types[i], context_.zero_date);
    }
  }

  std::size_t text_bytes() const {
    std::size_t bytes = 0;
    for (const auto& field : fields_) bytes += field.is_null() ? 0 : field.text_size();
    return bytes;
  }

  bool fetch() {
    if (rebind_) bind_result();
    const int answer = mysql_stmt_fetch(handle_.get());
    if (answer == 1) fail("Reading rows failed from");
    if (answer == MYSQL_NO_DATA) return false;
    if (answer == MYSQL_DATA_TRUNCATED) fetch_long_text();
    return true;
  }

 private:
  void bind_result() {
    rebind_ = false;
    std::vector<MYSQL_BIND> binds;
    for (auto& field : fields_) binds.push_back(field.bind());
    if (!binds.empty() && mysql_stmt_bind_result(handle_.get(), binds.data())) {
      fail("A result was refused from");
    }
  }

  // Binding the grown buffers waits for the next fetch: some versions of the client library set
  // the lengths of what has been fetched to 0 when results are bound.
  void fetch_long_text() {
    unsigned index = 0;
    for (auto& field : fields_) {
      if (field.make_room()) {
        rebind_ = true;
        auto bind = field.bind();
        if (mysql_stmt_fetch_column(handle_.get(), &bind, index, 0) != 0) {
          fail("Reading rows failed from");
        }
      }
      ++index;
    }
  }

  const StatementContext context_;
  std::unique_ptr<MYSQL_STMT, CloseStatement> handle_;
  std::optional<Parameters> parameters_;
  std::unique_ptr<MYSQL_RES, FreeResult> metadata_;
  std::deque<ResultField> fields_;
  bool open_result_ = false;
  bool rebind_ = false;
};

std::unique_ptr<Statement> Statement::prepare(st_mysql* connection, std::string_view sql,
                                              StatementContext context) {
  return std::unique_ptr<Statement>(
      new Statement(std::make_unique<Impl>(connection, sql, std::move(context))));
}

Statement::Statement(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Statement::~Statement() = default;

std::size_t Statement::parameter_count() const { return impl_->parameters().size(); }
void Statement::set(std::size_t parameter, const Column& column, std::size_t row) {
  impl_->parameters().set(parameter, column, row);
}
void Statement::set_null(std::size_t parameter) { impl_->parameters().set_null(parameter); }
void Statement::set_text(std::size_t parameter, std::string_view text, const DataType& type) {
  impl_->parameters().set_text(parameter, text, type);
}
std::uint64_t Statement::execute() { return impl_->execute(); }
std::vector<ServerColumn> Statement::columns() const { return impl_->columns(); }
void Statement::read_as(std::span<const DataType> types) { impl_->read_as(types); }
bool Statement::fetch() { return impl_->fetch(); }
bool Statement::is_null(std::size_t field) const { return impl_->field(field).is_null(); }
std::int64_t Statement::integer(std::size_t field) const { return impl_->field(field).integer(); }
std::size_t Statement::text_bytes() const { return impl_->text_bytes(); }
std::string_view Statement::text(std::size_t field) const { return impl_->field(field).text(); }
void Statement::append_to(std::size_t field, ColumnBuilder& out) const {
  impl_->field(field).append_to(out);
}

}  // namespace streamsql::mysql
