#include "engine/base/secret_text.h"

#include <doctest/doctest.h>

namespace streamsql {

TEST_CASE("a password in a script's line is hidden and the places stay") {
  CHECK(hide_secrets("'password' = 'geheim', 'x' = 'y'") == "'password' = '******', 'x' = 'y'");
  CHECK(hide_secrets("'a.jaas.config'='p=\"it''s\";'") == "'a.jaas.config'='**********'");
  CHECK(hide_secrets("'pasword' = 'open") == "'pasword' = '****");
}

TEST_CASE("a password in a URL is hidden up to the next parameter") {
  CHECK(hide_secrets("jdbc:mysql://h/d?user=u&password=pw&a=b") ==
        "jdbc:mysql://h/d?user=u&password=**&a=b");
}

TEST_CASE("text without a secret's value stays as it is") {
  for (const char* text : {"", "SELECT password FROM t", "password =", "a = 'b'"}) {
    CHECK(hide_secrets(text) == text);
  }
}

}  // namespace streamsql
