#include "engine/catalog/catalog.h"

#include <doctest/doctest.h>

#include "engine/catalog/show.h"
#include "engine/sql/parser.h"

namespace streamsql {
namespace {

// Runs statements on a catalog as a session does, without planning anything.
class CatalogTest {
 public:
  CatalogTest& run(const std::string& sql) {
    for (const auto& statement : parse(make_source_text("job.sql", sql))) {
      std::visit([&](const auto& kind) { execute(kind, statement.text); }, statement.node);
    }
    return *this;
  }
  std::string error(const std::string& sql) {
    try {
      run(sql);
      return "";
    } catch (const Error& error) {
      return error.message();
    }
  }
  // The names of the tables and views of the current database: "a b".
  std::string names() const {
    std::string out;
    for (const auto& name :
         catalog.object_names(catalog.current_catalog(), catalog.current_database())) {
      out += (out.empty() ? "" : " ") + name;
    }
    return out;
  }
  std::string current() const {
    return catalog.current_catalog() + "." + catalog.current_database();
  }
  const TableDefinition* table(const std::string& name) const {
    const auto object = catalog.find({catalog.current_catalog(), catalog.current_database(), name});
    return object ? std::get_if<TableDefinition>(object.get()) : nullptr;
  }

  Catalog catalog;

 private:
  void execute(const ast::CreateTable& create, const SourceTextPtr& text) {
    auto definition = make_table_definition(create, catalog.resolve(create.name), text);
    catalog.add(std::move(definition), create.if_not_exists);
  }
  void execute(const ast::Drop& drop, const SourceTextPtr&) {
    if (drop.kind == ast::ObjectKind::Database) return catalog.drop_database(drop);
    if (drop.kind == ast::ObjectKind::Catalog) return catalog.drop_catalog(drop);
    catalog.drop_object(drop);
  }
  void execute(const ast::CreateDatabase& create, const SourceTextPtr&) { catalog.create(create); }
  void execute(const ast::CreateCatalog& create, const SourceTextPtr&) { catalog.create(create); }
  void execute(const ast::UseDatabase& use, const SourceTextPtr&) { catalog.use(use); }
  void execute(const ast::UseCatalog& use, const SourceTextPtr&) { catalog.use(use); }
  void execute(const auto&, const SourceTextPtr&) { FAIL("not a statement of these tests"); }
};

TEST_CASE_FIXTURE(CatalogTest, "a session begins in Flink's default database") {
  CHECK(current() == "default_catalog.default_database");
  CHECK(names() == "");
}

TEST_CASE_FIXTURE(CatalogTest, "missing parts of a name are the current ones") {
  run("CREATE DATABASE d; CREATE TABLE t (a INT); CREATE TABLE d.t (b INT)");
  CHECK(table("t")->columns[0].definition.name.text == "a");
  run("USE d");
  CHECK(table("t")->columns[0].definition.name.text == "b");
  CHECK(table("t")->path.to_string() == "default_catalog.d.t");
  CHECK(table("t")->path.quoted() == "`default_catalog`.`d`.`t`");
}

TEST_CASE_FIXTURE(CatalogTest, "names are case-sensitive") {
  run("CREATE TABLE t (a INT); CREATE TABLE T (b INT)");
  CHECK(names() == "T t");
}

TEST_CASE_FIXTURE(CatalogTest, "a catalog brings its default database") {
  run("CREATE CATALOG c WITH ('type' = 'generic_in_memory'); USE CATALOG c");
  CHECK(current() == "c.default");
  run("CREATE CATALOG e WITH ('type' = 'generic_in_memory', 'default-database' = 'mine')");
  CHECK(current() == "c.default");
  run("USE CATALOG e");
  CHECK(current() == "e.mine");
  run("USE CATALOG default_catalog");
  CHECK(current() == "default_catalog.default_database");
}

TEST_CASE_FIXTURE(CatalogTest, "a database of another catalog is reached by both names") {
  run("CREATE CATALOG c WITH ('type' = 'generic_in_memory'); CREATE DATABASE c.d; USE c.d");
  CHECK(current() == "c.d");
}

TEST_CASE_FIXTURE(CatalogTest, "catalogs of other types are refused by name") {
  CHECK(error("CREATE CATALOG c WITH ('type' = 'hive')") ==
        "Catalogs of type 'hive' are not supported yet");
  CHECK(error("CREATE CATALOG c WITH ('default-database' = 'd')") ==
        "Option 'type' is missing for a catalog");
}

TEST_CASE_FIXTURE(CatalogTest,
                  "what is in use cannot be dropped, and what holds tables only with "
                  "CASCADE") {
  CHECK(error("DROP DATABASE default_database") ==
        "Cannot drop a database which is currently in use.");
  CHECK(error("DROP CATALOG default_catalog") ==
        "Cannot drop a catalog which is currently in use.");
  run("CREATE DATABASE d; CREATE TABLE d.t (a INT)");
  CHECK(error("DROP DATABASE d") == "Database d in catalog default_catalog is not empty.");
  CHECK(error("DROP DATABASE d CASCADE") == "");
  CHECK(error("DROP DATABASE IF EXISTS d") == "");
  CHECK(error("DROP DATABASE d") == "Database d does not exist in Catalog default_catalog.");
}

TEST_CASE_FIXTURE(CatalogTest, "a temporary table hides the permanent one until it is dropped") {
  run("CREATE TABLE t (a INT); CREATE TEMPORARY TABLE t (b INT)");
  CHECK(table("t")->columns[0].definition.name.text == "b");
  CHECK(names() == "t");
  CHECK(error("DROP TABLE t").starts_with("Temporary table with identifier "));
  run("DROP TEMPORARY TABLE t");
  CHECK(table("t")->columns[0].definition.name.text == "a");
}

TEST_CASE_FIXTURE(CatalogTest, "a statement that fails changes nothing") {
  run("CREATE TABLE t (a INT)");
  const auto from = table("t")->path;
  CHECK_THROWS_AS(catalog.rename(from, {from.catalog, "nowhere", "u"}), Error);
  CHECK(names() == "t");
  CHECK(error("CREATE TABLE t (b INT)") ==
        "Table (or view) default_database.t already exists in Catalog default_catalog.");
  CHECK(table("t")->columns[0].definition.name.text == "a");
  CHECK(error("CREATE TABLE IF NOT EXISTS t (b INT)") == "");
  CHECK(table("t")->columns[0].definition.name.text == "a");
  CHECK(error("USE nowhere").starts_with("A database with name [nowhere] does not exist"));
  CHECK(current() == "default_catalog.default_database");
}

TEST_CASE_FIXTURE(CatalogTest, "a renamed table is found by its new name only") {
  run("CREATE TABLE t (a INT)");
  const auto from = table("t")->path;
  catalog.rename(from, {from.catalog, from.database, "u"});
  CHECK(names() == "u");
  CHECK(table("u")->path.object == "u");
}

TEST_CASE("LIKE patterns are MySQL's") {
  CHECK(like_matches("orders", "or%", false));
  CHECK(like_matches("orders", "o_d%s", false));
  CHECK(!like_matches("orders", "OR%", false));
  CHECK(like_matches("orders", "OR%", true));
  CHECK(like_matches("a_b", "a\\_b", false));
  CHECK(!like_matches("axb", "a\\_b", false));
  CHECK(like_matches("", "%", false));
  CHECK(!like_matches("orders", "", false));
}

TEST_CASE("a long pattern is matched without trying every way to split the name") {
  CHECK(!like_matches(std::string(200, 'a'), std::string("%a%a%a%a%a%a%a%a%a%a%a%a%b"), false));
}

}  // namespace
}  // namespace streamsql
