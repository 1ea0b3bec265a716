#include "tools/streamsql/history.h"

#include <doctest/doctest.h>
#include <fstream>
#include <sys/stat.h>

#include "engine/base/temporary_directory.h"
namespace streamsql {
namespace {

struct TemporaryFile {
  const TemporaryDirectory directory{"history"};
  std::filesystem::path path() const { return directory.path() / "state" / "history"; }
};

TEST_CASE("a statement with a secret option is never stored") {
  CHECK(mentions_secret("CREATE TABLE t (a INT) WITH ('password' = 'x')"));
  CHECK(mentions_secret("... 'properties.ssl.keystore.password'='x'"));
  CHECK(mentions_secret("... 'properties.sasl.jaas.config' = '...'"));
  CHECK(mentions_secret("... 'url' = 'jdbc:mysql://db/x?user=a&password=b'"));
  CHECK(mentions_secret("... 'url' = 'mysql://me:pw@db/x'"));
  CHECK(mentions_secret("SET 'security.token' = 'x'"));
}

TEST_CASE("other statements are stored") {
  CHECK_FALSE(mentions_secret("SELECT a FROM t"));
  CHECK_FALSE(mentions_secret("... 'url' = 'jdbc:mysql://db:3306/testdb'"));
  CHECK_FALSE(mentions_secret("SELECT 'a@b'"));
}

TEST_CASE("a statement of several lines is one line of the file") {
  const std::string statement = "SELECT 'a\\n'\nFROM t";
  CHECK(escape_history(statement) == "SELECT 'a\\\\n'\\nFROM t");
  CHECK(unescape_history(escape_history(statement)) == statement);
}

TEST_CASE("the history comes back in the next shell, and nobody else can read its file") {
  const TemporaryFile file;
  {
    History history(file.path());
    CHECK(history.add("SELECT 1"));
    CHECK_FALSE(history.add("SELECT 1"));
    CHECK_FALSE(history.add("CREATE TABLE t (a INT) WITH ('password' = 'x')"));
    CHECK(history.add("SELECT\n2"));
  }
  const History again(file.path());
  CHECK(again.statements() == std::vector<std::string>{"SELECT 1", "SELECT\n2"});
  struct stat status {};
  REQUIRE(stat(file.path().c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("only the latest statements are kept") {
  const TemporaryFile file;
  std::filesystem::create_directories(file.path().parent_path());
  {
    std::ofstream out(file.path());
    for (std::size_t i = 0; i < History::kMaximum + 5; ++i) out << "SELECT " << i << "\n";
  }
  CHECK(History(file.path()).statements().front() == "SELECT 5");
  CHECK(History(file.path()).statements().size() == History::kMaximum);
}

}  // namespace
}  // namespace streamsql
