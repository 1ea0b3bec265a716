#include "connectors/mysql/url_parameters.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <vector>

#include "engine/base/ascii.h"
#include "engine/base/error.h"
#include "engine/base/suggestion.h"
#include "engine/type/time_zone.h"

namespace streamsql::mysql {
namespace {

Error invalid(std::string_view name, std::string_view value, std::string_view expected) {
  return Error(ErrorCode::InvalidOption,
               fmt::format("Invalid value '{}' for the parameter '{}' of 'url': expected {}", value,
                           name, expected));
}

bool as_boolean(std::string_view name, const std::string& value) {
  const auto word = to_lower(value);
  if (word == "true" || word == "yes" || word == "1") return true;
  if (word == "false" || word == "no" || word == "0") return false;
  throw invalid(name, value, "true or false");
}

std::chrono::milliseconds as_millis(std::string_view name, const std::string& value) {
  std::int64_t millis = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), millis);
  if (error != std::errc() || end != value.data() + value.size() || millis < 0) {
    throw invalid(name, value, "milliseconds");
  }
  return std::chrono::milliseconds(millis);
}

std::string file_of(std::string location) {
  for (const std::string_view prefix : {"file://", "file:"}) {
    if (location.compare(0, prefix.size(), prefix) == 0) return location.substr(prefix.size());
  }
  return location;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// Accepted and without meaning here: they tune the Java drivers (batches are rewritten always,
// statements are prepared once, text is UTF-8, the declared column types decide) or ask for what
// is never done (several statements at once, files of the client, reconnecting behind the back).
// https://dev.mysql.com/doc/connector-j/en/connector-j-reference-configuration-properties.html
constexpr std::string_view kMeaningless[] = {
    "allowLoadLocalInfile",
    "allowLoadLocalInfileInPath",
    "allowLocalInfile",
    "allowMultiQueries",
    "allowNanAndInf",
    "allowPublicKeyRetrieval",
    "allowUrlInLocalInfile",
    "alwaysSendSetIsolation",
    "autoDeserialize",
    "autoReconnect",
    "autoReconnectForPools",
    "blobSendChunkSize",
    "blobsAreStrings",
    "cacheCallableStmts",
    "cachePrepStmts",
    "cacheResultSetMetadata",
    "cacheServerConfiguration",
    "callableStmtCacheSize",
    "characterEncoding",
    "characterSetResults",
    "clobCharacterEncoding",
    "compensateOnDuplicateKeyUpdateCounts",
    "connectionCollation",
    "continueBatchOnError",
    "databaseTerm",
    "defaultFetchSize",
    "disableMariaDbDriver",
    "dontTrackOpenResources",
    "dumpQueriesOnException",
    "elideSetAutoCommits",
    "emptyStringsConvertToZero",
    "emulateLocators",
    "emulateUnsupportedPstmts",
    "enableEscapeProcessing",
    "enablePacketDebug",
    "enableQueryTimeouts",
    "explainSlowQueries",
    "failOverReadOnly",
    "functionsNeverReturnBlobs",
    "gatherPerfMetrics",
    "generateSimpleParameterMetadata",
    "getProceduresReturnsFunctions",
    "holdResultsOpenOverStatementClose",
    "includeInnodbStatusInDeadlockExceptions",
    "initialTimeout",
    "interactiveClient",
    "jdbcCompliantTruncation",
    "logSlowQueries",
    "logger",
    "maintainTimeStats",
    "maxAllowedPacket",
    "maxQuerySizeToLog",
    "maxReconnects",
    "maxRows",
    "metadataCacheSize",
    "netTimeoutForStreamingResults",
    "noAccessToProcedureBodies",
    "noDatetimeStringSync",
    "nullCatalogMeansCurrent",
    "nullDatabaseMeansCurrent",
    "nullNamePatternMatchesAll",
    "overrideSupportsIntegrityEnhancementFacility",
    "padCharsWithSpace",
    "paranoid",
    "permitMysqlScheme",
    "pinGlobalTxToPhysicalConnection",
    "populateInsertRowWithDefaultValues",
    "prepStmtCacheSize",
    "prepStmtCacheSqlLimit",
    "preserveInstants",
    "processEscapeCodesForPrepStmts",
    "profileSQL",
    "profileSql",
    "profilerEventHandler",
    "queryTimeoutKillsConnection",
    "readOnlyPropagatesToServer",
    "reconnectAtTxEnd",
    "remarks",
    "resultSetSizeThreshold",
    "retriesAllDown",
    "rewriteBatchedStatements",
    "rollbackOnPooledClose",
    "scrollTolerantForwardOnly",
    "secondsBeforeRetrySource",
    "sendFractionalSeconds",
    "slowQueryThresholdMillis",
    "slowQueryThresholdNanos",
    "strictUpdates",
    "tcpKeepAlive",
    "tcpNoDelay",
    "tcpRcvBuf",
    "tcpSndBuf",
    "tcpTrafficClass",
    "tinyInt1isBit",
    "traceProtocol",
    "transformedBitIsBoolean",
    "treatUtilDateAsTimestamp",
    "useAffectedRows",
    "useBatchMultiSend",
    "useBlobToStoreUTF8OutsideBMP",
    "useBulkStmts",
    "useColumnNamesInFindColumn",
    "useCursorFetch",
    "useFastDateParsing",
    "useHostsInPrivileges",
    "useInformationSchema",
    "useJDBCCompliantTimezoneShift",
    "useLegacyDatetimeCode",
    "useLocalSessionState",
    "useLocalTransactionState",
    "useMysqlMetadata",
    "useNanosForElapsedTime",
    "useOldAliasMetadataBehavior",
    "useOnlyServerErrorMessages",
    "useReadAheadInput",
    "useServerPrepStmts",
    "useSSPSCompatibleTimezoneShift",
    "useStreamLengthsInPrepStmts",
    "useTimezone",
    "useUnbufferedInput",
    "useUnicode",
    "useUsageAdvisor",
    "verifyIsolation",
    "yearIsDateType",
};

}  // namespace

struct UrlParameters::Row {
  std::string_view name;
  void (*apply)(UrlParameters&, std::string_view name, const std::string& value);
};

const UrlParameters::Row UrlParameters::kRows[] = {
    {"user", [](auto& p, auto, const auto& value) { p.settings_.user = value; }},
    {"password", [](auto& p, auto, const auto& value) { p.settings_.password = value; }},
    {"useSSL", [](auto& p, auto name, const auto& v) { p.use_ssl_ = as_boolean(name, v); }},
    {"useSsl", [](auto& p, auto name, const auto& v) { p.use_ssl_ = as_boolean(name, v); }},
    {"requireSSL", [](auto& p, auto name, const auto& v) { p.require_ssl_ = as_boolean(name, v); }},
    {"verifyServerCertificate",
     [](auto& p, auto name, const auto& v) { p.verify_ = as_boolean(name, v); }},
    {"trustServerCertificate",
     [](auto& p, auto name, const auto& v) { p.verify_ = !as_boolean(name, v); }},
    {"sslMode", [](auto& p, auto, const auto& v) { p.ssl_mode_ = to_lower(v); }},
    {"trustCertificateKeyStoreUrl", [](auto& p, auto, const auto& v) { p.trust_store_ = v; }},
    {"trustCertificateKeyStoreType",
     [](auto& p, auto, const auto& v) { p.trust_store_type_ = to_lower(v); }},
    {"trustCertificateKeyStorePassword", [](auto&, auto, const auto&) {}},
    {"serverSslCert",
     [](auto& p, auto, const auto& v) { p.settings_.certificate_authority = file_of(v); }},
    {"enabledTLSProtocols", [](auto& p, auto, const auto& v) { p.settings_.tls_versions = v; }},
    {"tlsVersions", [](auto& p, auto, const auto& v) { p.settings_.tls_versions = v; }},
    {"enabledSslProtocolSuites",
     [](auto& p, auto, const auto& v) { p.settings_.tls_versions = v; }},
    {"connectTimeout",
     [](auto& p, auto name, const auto& v) { p.settings_.connect_timeout = as_millis(name, v); }},
    {"socketTimeout",
     [](auto& p, auto name, const auto& v) { p.settings_.read_timeout = as_millis(name, v); }},
    {"useCompression",
     [](auto& p, auto name, const auto& v) { p.settings_.compress = as_boolean(name, v); }},
    {"serverTimezone", [](auto& p, auto, const auto& v) { p.time_zone_ = v; }},
    {"connectionTimeZone", [](auto& p, auto, const auto& v) { p.time_zone_ = v; }},
    {"timezone", [](auto& p, auto, const auto& v) { p.time_zone_ = v; }},
    {"forceConnectionTimeZoneToSession",
     [](auto& p, auto name, const auto& v) { p.zone_to_session_ = as_boolean(name, v); }},
    {"sessionVariables",
     [](auto& p, auto, const auto& v) {
       p.settings_.session_statements.push_back("SET SESSION " + v);
     }},
    {"zeroDateTimeBehavior",
     [](auto& p, auto name, const auto& v) {
       const auto word = to_lower(v);
       if (word == "exception") {
         p.settings_.zero_date = ZeroDate::Fail;
       } else if (word == "convert_to_null" || word == "converttonull") {
         p.settings_.zero_date = ZeroDate::Null;
       } else if (word == "round") {
         p.settings_.zero_date = ZeroDate::Round;
       } else {
         throw invalid(name, v, "EXCEPTION, CONVERT_TO_NULL or ROUND");
       }
     }},
    {"createDatabaseIfNotExist",
     [](auto&, auto name, const auto& v) {
       if (as_boolean(name, v)) {
         throw Error(ErrorCode::InvalidOption,
                     "The parameter 'createDatabaseIfNotExist' of 'url' is not supported")
             .hint("create the database before the job starts");
       }
     }},
};

const UrlParameters::Row* UrlParameters::find(std::string_view name) {
  const auto wanted = to_lower(name);
  const auto found = std::find_if(std::begin(kRows), std::end(kRows),
                                  [&](const Row& row) { return to_lower(row.name) == wanted; });
  return found == std::end(kRows) ? nullptr : found;
}

void UrlParameters::set(std::string_view name, const std::string& value) {
  if (const auto* row = find(name)) return row->apply(*this, name, value);
  const auto wanted = to_lower(name);
  for (const auto known : kMeaningless) {
    if (to_lower(known) == wanted) return;
  }
  std::vector<std::string> names(std::begin(kMeaningless), std::end(kMeaningless));
  for (const auto& row : kRows) names.emplace_back(row.name);
  auto hint = did_you_mean(name, names);
  if (hint.empty())
    hint = "remove it; it is no parameter of MySQL's or MariaDB's JDBC driver known";
  throw Error(ErrorCode::InvalidOption, fmt::format("Unknown parameter '{}' in 'url'", name))
      .hint(std::move(hint));
}

void UrlParameters::finish() {
  decide_tls();
  if (time_zone_.empty() || to_lower(time_zone_) == "local" || to_lower(time_zone_) == "server" ||
      to_lower(time_zone_) == "auto") {
    return;
  }
  const auto zone = find_time_zone(time_zone_);
  if (zone_to_session_) {
    settings_.session_statements.push_back(
        fmt::format("SET SESSION time_zone = '{}'", zone->name()));
  }
}

// sslMode wins over the older parameters, as in Connector/J. 'useSSL=true' verifies the certificate
// unless 'verifyServerCertificate=false' says not to.
void UrlParameters::decide_tls() {
  struct Mode {
    std::string_view name;
    Tls tls;
  };
  constexpr Mode kModes[] = {
      {"disabled", Tls::Off},
      {"disable", Tls::Off},
      {"preferred", Tls::Off},
      {"required", Tls::Encrypted},
      {"trust", Tls::Encrypted},
      {"verify_ca", Tls::VerifyCa},
      {"verify-ca", Tls::VerifyCa},
      {"verify_identity", Tls::VerifyIdentity},
      {"verify-full", Tls::VerifyIdentity},
  };
  if (!ssl_mode_.empty()) {
    const auto mode = std::find_if(std::begin(kModes), std::end(kModes),
                                   [&](const Mode& row) { return row.name == ssl_mode_; });
    if (mode == std::end(kModes)) {
      throw invalid("sslMode", ssl_mode_,
                    "DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY");
    }
    settings_.tls = mode->tls;
  } else if (use_ssl_ || require_ssl_) {
    settings_.tls = verify_ ? Tls::VerifyIdentity : Tls::Encrypted;
  }
  if (!trust_store_.empty()) set_trust_store(trust_store_);
}

void UrlParameters::set_trust_store(const std::string& location) {
  const auto path = file_of(location);
  const bool pem = trust_store_type_ == "pem" || ends_with(path, ".pem") ||
                   ends_with(path, ".crt") || ends_with(path, ".cer");
  if (!pem) {
    throw Error(ErrorCode::InvalidOption,
                fmt::format("The trust store '{}' in 'url' is a Java key store, which cannot be "
                            "read",
                            path))
        .hint(
            "export its certificates: keytool -exportcert -rfc -keystore STORE -file ca.pem, and "
            "set trustCertificateKeyStoreUrl=file:ca.pem");
  }
  settings_.certificate_authority = path;
}

}  // namespace streamsql::mysql
