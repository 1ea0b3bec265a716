// ConnectionSettings: where a MySQL or MariaDB server is and how to talk to it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace streamsql::mysql {

enum class Tls : std::uint8_t {
  Off,
  Encrypted,       // without looking at the server's certificate
  VerifyCa,        // the certificate must be signed by a trusted authority
  VerifyIdentity,  // and name the host
};

// What becomes of '0000-00-00', which MySQL can store and no calendar has.
enum class ZeroDate : std::uint8_t { Fail, Null, Round };

struct ConnectionSettings {
  std::string host = "localhost";
  std::uint16_t port = 3306;
  std::string database;
  std::string user, password;

  Tls tls = Tls::Off;
  std::string tls_versions;           // "TLSv1.2,TLSv1.3"; empty: the library's
  std::string certificate_authority;  // PEM file; empty: the system's
  std::string client_certificate, client_key;

  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds read_timeout{0};  // and write; 0: none
  bool compress = false;
  ZeroDate zero_date = ZeroDate::Fail;
  std::vector<std::string> session_statements;  // "SET SESSION …", run after connecting

  // "host:port/database", for messages.
  std::string address() const;
};

}  // namespace streamsql::mysql
