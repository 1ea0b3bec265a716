#include "connectors/mysql/jdbc_url.h"

#include <doctest/doctest.h>

#include "engine/base/error.h"

namespace streamsql::mysql {
namespace {

std::string message_of(std::string_view url) {
  try {
    parse_jdbc_url(url);
    return "";
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::InvalidOption);
    return error.message();
  }
}

std::string hint_of(std::string_view url) {
  try {
    parse_jdbc_url(url);
    return "";
  } catch (const Error& error) {
    return error.hint_text();
  }
}

TEST_CASE("a URL names host, port and database") {
  const auto settings = parse_jdbc_url("jdbc:mysql://db.example:3307/shop");
  CHECK(settings.host == "db.example");
  CHECK(settings.port == 3307);
  CHECK(settings.database == "shop");
  CHECK(settings.address() == "db.example:3307/shop");
}

TEST_CASE("what a URL leaves out has a default") {
  CHECK(parse_jdbc_url("jdbc:mysql:///shop").address() == "localhost:3306/shop");
  CHECK(parse_jdbc_url("jdbc:mariadb://h").address() == "h:3306/");
  CHECK(parse_jdbc_url("jdbc:mysql://[::1]/d").address() == "[::1]:3306/d");
  CHECK(parse_jdbc_url("jdbc:mysql://[::1]:33/d").port == 33);
}

TEST_CASE("user and password may stand in the URL") {
  const auto settings = parse_jdbc_url("jdbc:mysql://u:p%40ss@h/d");
  CHECK(settings.user == "u");
  CHECK(settings.password == "p@ss");
  CHECK(parse_jdbc_url("jdbc:mysql://h/d?user=a&password=b%26c").password == "b&c");
}

TEST_CASE("a URL of another database or of several hosts is refused") {
  CHECK(message_of("jdbc:postgresql://h/d").find("jdbc:postgresql:") != std::string::npos);
  CHECK(message_of("jdbc:mysql:loadbalance://a,b/d").find("several hosts") != std::string::npos);
  CHECK(message_of("jdbc:mysql://a:1,b:2/d") == "A 'url' of several hosts is not supported");
  CHECK(message_of("jdbc:mysql://h:x/d").find("The port 'x'") == 0);
  CHECK(message_of("jdbc:mysql://h:70000/d").find("The port '70000'") == 0);
}

TEST_CASE("parameters of the Java drivers that tune them are accepted") {
  parse_jdbc_url(
      "jdbc:mysql://h/d?rewriteBatchedStatements=true&useUnicode=true&characterEncoding=utf8&"
      "allowPublicKeyRetrieval=true&autoReconnect=true&cachePrepStmts=true&tinyInt1isBit=false&"
      "useSSL=false&serverTimezone=Asia/Shanghai");
}

TEST_CASE("an unknown parameter is answered with the nearest") {
  CHECK(message_of("jdbc:mysql://h/d?usessll=true") == "Unknown parameter 'usessll' in 'url'");
  CHECK(hint_of("jdbc:mysql://h/d?socketTimout=1") == "did you mean 'socketTimeout'?");
}

TEST_CASE("names of parameters are compared without case") {
  CHECK(parse_jdbc_url("jdbc:mysql://h/d?USESSL=true").tls == Tls::VerifyIdentity);
}

TEST_CASE("timeouts are milliseconds") {
  const auto settings = parse_jdbc_url("jdbc:mysql://h/d?connectTimeout=1500&socketTimeout=60000");
  CHECK(settings.connect_timeout.count() == 1500);
  CHECK(settings.read_timeout.count() == 60000);
  CHECK(message_of("jdbc:mysql://h/d?socketTimeout=1s") ==
        "Invalid value '1s' for the parameter 'socketTimeout' of 'url': expected milliseconds");
}

TEST_CASE("TLS is verified when it is asked for, unless the URL says not to") {
  const auto tls = [](const std::string& parameters) {
    return parse_jdbc_url("jdbc:mysql://h/d?" + parameters).tls;
  };
  CHECK(tls("") == Tls::Off);
  CHECK(tls("useSSL=true") == Tls::VerifyIdentity);
  CHECK(tls("requireSSL=true") == Tls::VerifyIdentity);
  CHECK(tls("useSSL=true&verifyServerCertificate=false") == Tls::Encrypted);
  CHECK(tls("sslMode=REQUIRED") == Tls::Encrypted);
  CHECK(tls("sslMode=VERIFY_CA") == Tls::VerifyCa);
  CHECK(tls("sslMode=verify-full") == Tls::VerifyIdentity);
  CHECK(tls("useSSL=true&sslMode=DISABLED") == Tls::Off);
  CHECK(message_of("jdbc:mysql://h/d?sslMode=maybe").find("expected DISABLED, PREFERRED") !=
        std::string::npos);
}

TEST_CASE("a PEM trust store is used, a Java key store is refused with the way out") {
  const auto settings =
      parse_jdbc_url("jdbc:mysql://h/d?sslMode=VERIFY_CA&trustCertificateKeyStoreUrl=file:/c.pem");
  CHECK(settings.certificate_authority == "/c.pem");
  CHECK(hint_of("jdbc:mysql://h/d?trustCertificateKeyStoreUrl=file:///t.jks").find("keytool") !=
        std::string::npos);
}

TEST_CASE("the time zone must exist, and reaches the session only when forced to") {
  CHECK(parse_jdbc_url("jdbc:mysql://h/d?serverTimezone=UTC").session_statements.empty());
  const auto settings = parse_jdbc_url(
      "jdbc:mysql://h/d?connectionTimeZone=%2B08:00&forceConnectionTimeZoneToSession=true");
  REQUIRE(settings.session_statements.size() == 1);
  CHECK(settings.session_statements[0] == "SET SESSION time_zone = '+08:00'");
  CHECK_THROWS_AS(parse_jdbc_url("jdbc:mysql://h/d?serverTimezone=Mars/Base"), Error);
}

TEST_CASE("zeroDateTimeBehavior is read in both spellings") {
  const auto behavior = [](const std::string& value) {
    return parse_jdbc_url("jdbc:mysql://h/d?zeroDateTimeBehavior=" + value).zero_date;
  };
  CHECK(behavior("convertToNull") == ZeroDate::Null);
  CHECK(behavior("CONVERT_TO_NULL") == ZeroDate::Null);
  CHECK(behavior("round") == ZeroDate::Round);
  CHECK(behavior("EXCEPTION") == ZeroDate::Fail);
}

}  // namespace
}  // namespace streamsql::mysql
