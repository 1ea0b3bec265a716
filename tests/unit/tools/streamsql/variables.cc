#include "tools/streamsql/variables.h"

#include <doctest/doctest.h>

using namespace streamsql;

namespace {

VariableSources sources() {
  return {{{"topic", "orders"}, {"quote", "it's"}},
          [](const std::string& name) -> std::optional<std::string> {
            if (name == "DB_PASSWORD") return "s3cret!";
            return std::nullopt;
          },
          [](const std::string& path) -> std::string {
            if (path == "/run/token") return "t0ken\n";
            throw Error(ErrorCode::FileSystemFault, "Cannot read '" + path + "'");
          }};
}

ExpandedText expand(std::string sql) {
  return ExpandedText(make_source_text("job.sql", std::move(sql)), sources());
}

std::string text_of(std::string sql) { return std::string(expand(std::move(sql)).text()->text()); }

std::string failure_of(std::string sql) {
  try {
    expand(std::move(sql));
  } catch (const Error& error) {
    return render(error);
  }
  return "";
}

}  // namespace

TEST_CASE("variables are replaced by their values") {
  CHECK(text_of("SELECT '${topic}', ${topic} FROM `${topic}`") ==
        "SELECT 'orders', orders FROM `orders`");
  CHECK(text_of("'${env:DB_PASSWORD}' '${file:/run/token}'") == "'s3cret!' 't0ken'");
}

TEST_CASE("a value cannot end the literal it stands in") {
  CHECK(text_of("'${quote}' ${quote}") == "'it''s' it's");
}

TEST_CASE("hints are replaced in, comments are not") {
  CHECK(text_of("/*+ OPTIONS('topic'='${topic}') */ /* ${topic} */ -- ${nothing}\n${topic}") ==
        "/*+ OPTIONS('topic'='orders') */ /* ${topic} */ -- ${nothing}\norders");
  CHECK(text_of("'-- ' ${topic}") == "'-- ' orders");
}

TEST_CASE("text in braces that is no variable stays, and a doubled dollar escapes") {
  CHECK(text_of("'a${1}b' '$${topic}' '${}' '$'") == "'a${1}b' '${topic}' '${}' '$'");
}

TEST_CASE("a variable without a value is an error at its place") {
  CHECK(failure_of("SELECT 1;\nSELECT '${topik}'") ==
        "error[E2007]: Variable 'topik' has no value\n"
        "  --> job.sql:2:9\n"
        "   |\n"
        " 2 | SELECT '${topik}'\n"
        "   |         ^^^^^^^^\n"
        "hint: did you mean 'topic'?  give it with --var topik=VALUE, or write $${topik} for the "
        "text itself");
  CHECK(
      failure_of("${env:NOWHERE}")
          .starts_with(
              "error[E2007]: The environment variable 'NOWHERE' is not set\n  --> job.sql:1:1\n"));
  CHECK(failure_of("${file:nowhere}").starts_with("error[E5004]: Cannot read 'nowhere'\n"));
}

TEST_CASE("errors show the text as the user wrote it, never a secret") {
  const auto text = expand("SELECT '${env:DB_PASSWORD}', usr, '${topic}' FROM t");
  const auto begin = static_cast<std::uint32_t>(text.text()->text().find("usr"));
  const auto error = Error(ErrorCode::UnknownColumn, "Column 'usr' next to s3cret!")
                         .at({begin, begin + 3})
                         .in(text.text());
  CHECK(text.render(error) ==
        "error[E2002]: Column 'usr' next to ******\n"
        "  --> job.sql:1:30\n"
        "   |\n"
        " 1 | SELECT '${env:DB_PASSWORD}', usr, '${topic}' FROM t\n"
        "   |                              ^^^");
}

TEST_CASE("a place inside a value is the whole variable's place") {
  const auto text = expand("x ${topic} y");
  const auto span = text.original_span({3, 5});
  CHECK(text.original()->text(span) == "${topic}");
  CHECK(text.original()->text(text.original_span({2, 8})) == "${topic}");
  CHECK(text.original()->text(text.original_span({9, 10})) == "y");
  CHECK(text.original()->text(text.original_span({0, 1})) == "x");
  CHECK(text.original()->text(text.original_span({0, 10})) == "x ${topic} y");
}

TEST_CASE("short secrets are masked only as words of their own") {
  Secrets secrets;
  secrets.add("4");
  secrets.add("hunter2");
  CHECK(secrets.mask("value '4' in E2004 hunter22") == "value '******' in E2004 ******2");
}

TEST_CASE("arguments are replaced in as a whole, and their secrets kept") {
  Secrets secrets;
  CHECK(expand_argument("t.url=jdbc:mysql://${topic}/db?p=${env:DB_PASSWORD}", sources(),
                        secrets) == "t.url=jdbc:mysql://orders/db?p=s3cret!");
  CHECK(secrets.mask("p=s3cret!") == "p=******");
}
