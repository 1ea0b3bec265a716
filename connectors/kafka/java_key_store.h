// JavaKeyStore: reads the JKS format of Java's 'keytool'.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace streamsql::kafka {

// Binary contents of a store, certificates and keys in DER.
struct JavaKeyStore {
  struct Key {
    std::string pkcs8;
    std::vector<std::string> chain;  // the client's own certificate first
  };
  std::vector<Key> keys;
  std::vector<std::string> trusted;
};

// Why a store cannot be read; the caller knows its name.
struct StoreFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

bool is_java_key_store(std::string_view bytes);

// The format, big-endian throughout (JDK: sun.security.provider.JavaKeyStore):
//   magic FEEDFEED | version 1 or 2 | count
//   count x  tag | alias (2-byte length) | creation time (8 bytes) | body
//     tag 1: length | protected key | chain count | certificates
//     tag 2: one certificate
//   certificate: type (2-byte length; version 2 only) | length | DER
//   SHA-1 of: password in UTF-16BE | "Mighty Aphrodite" | all of the above
// Keys are protected by the JDK's key protector, see java_key_store.cc. An empty store password
// skips the check of the digest, as Java does; keys then need `key_password`. Throws StoreFault.
JavaKeyStore read_java_key_store(std::string_view bytes, std::string_view password,
                                 std::string_view key_password);

}  // namespace streamsql::kafka
