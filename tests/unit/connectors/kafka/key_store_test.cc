#include "connectors/kafka/key_store.h"

#include <cstdio>
#include <doctest/doctest.h>
#include <fstream>
#include <openssl/evp.h>

#include "connectors/kafka/java_key_store.h"
#include "engine/base/temporary_directory.h"
#include "tests/unit/connectors/kafka/test_stores.h"

namespace streamsql::kafka {
namespace {

std::string decode_base64(std::string_view text) {
  std::string out(text.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  const auto padding = text.size() - (text.find_last_not_of('=') + 1);
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view bytes) {
    std::ofstream(path(), std::ios::binary) << bytes;
  }
  std::string path() const { return directory_.file("store"); }

 private:
  const TemporaryDirectory directory_{"key-store"};
};

std::string message_of(const StoreSource& source) {
  try {
    source.key_password == "trust" ? (void)load_trust_store(source) : (void)load_key_store(source);
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

void check_identity(const ClientIdentity& identity) {
  CHECK(identity.key.starts_with("-----BEGIN PRIVATE KEY-----\n"));
  CHECK(identity.certificate.starts_with("-----BEGIN CERTIFICATE-----\n"));
  CHECK(identity.issuers.empty());
}

TEST_CASE("a JKS key store opens with the passwords of store and key") {
  const TemporaryFile file(decode_base64(test::kJksKeyStore));
  check_identity(load_key_store({file.path(), "storepw1", "JKS", {}, {}, "keypw123"}));
}

TEST_CASE("a JKS key store with a wrong store password says so") {
  const TemporaryFile file(decode_base64(test::kJksKeyStore));
  CHECK(message_of({file.path(), "wrong", "JKS", {}, {}, "keypw123"}) ==
        "Cannot open '" + file.path() +
            "' of 'properties.ssl.keystore.*': the password is wrong, or the file was tampered "
            "with");
}

TEST_CASE("a JKS key store with a wrong key password says so") {
  const TemporaryFile file(decode_base64(test::kJksKeyStore));
  CHECK(message_of({file.path(), "storepw1", "JKS", {}, {}, "wrong"}) ==
        "Cannot open '" + file.path() +
            "' of 'properties.ssl.keystore.*': the password of the key is wrong");
}

TEST_CASE("a JKS trust store opens with its password and without any") {
  const TemporaryFile file(decode_base64(test::kJksTrustStore));
  const auto pem = load_trust_store({file.path(), "trustpw1", "", {}, {}, {}});
  CHECK(pem.starts_with("-----BEGIN CERTIFICATE-----\n"));
  CHECK(load_trust_store({file.path(), "", "", {}, {}, {}}) == pem);
}

TEST_CASE("a truncated JKS store is an error at every length") {
  const auto bytes = decode_base64(test::kJksKeyStore);
  for (std::size_t size = 4; size < bytes.size(); ++size) {
    CHECK_THROWS_AS(read_java_key_store(bytes.substr(0, size), "", "keypw123"), StoreFault);
  }
}

TEST_CASE("a PKCS12 key store opens, whatever its type option says") {
  const TemporaryFile file(decode_base64(test::kPkcs12KeyStore));
  check_identity(load_key_store({file.path(), "storepw1", "PKCS12", {}, {}, {}}));
  check_identity(load_key_store({file.path(), "storepw1", "JKS", {}, {}, {}}));
}

TEST_CASE("a PKCS12 store encrypted with old ciphers opens") {
  const TemporaryFile file(decode_base64(test::kLegacyPkcs12KeyStore));
  check_identity(load_key_store({file.path(), "storepw1", "", {}, {}, {}}));
}

TEST_CASE("a PKCS12 trust store gives its certificates") {
  const TemporaryFile file(decode_base64(test::kPkcs12TrustStore));
  CHECK(load_trust_store({file.path(), "trustpw1", "", {}, {}, {}})
            .starts_with("-----BEGIN CERTIFICATE-----\n"));
}

TEST_CASE("a PKCS12 store with a wrong password says so") {
  const TemporaryFile file(decode_base64(test::kPkcs12TrustStore));
  CHECK(message_of({file.path(), "wrong", "", {}, {}, "trust"}) ==
        "Cannot open '" + file.path() +
            "' of 'properties.ssl.truststore.*': the password is wrong");
}

TEST_CASE("a PEM file holds an encrypted key and its chain") {
  const TemporaryFile file(std::string(test::kPemEncryptedKey) +
                           std::string(test::kPemCertificate));
  check_identity(load_key_store({file.path(), "", "PEM", {}, {}, "pempw123"}));
  CHECK(message_of({file.path(), "", "PEM", {}, {}, "wrong"}) ==
        "Cannot open '" + file.path() +
            "' of 'properties.ssl.keystore.*': there is no private key that opens with the "
            "password");
}

TEST_CASE("PEM may be given inline") {
  StoreSource source;
  source.certificates = test::kPemCertificate;
  CHECK(load_trust_store(source) == test::kPemCertificate);
  source.key = test::kPemEncryptedKey;
  source.key_password = "pempw123";
  check_identity(load_key_store(source));
}

TEST_CASE("a store that is not there is a file system fault") {
  CHECK(message_of({"/no/such/store", "", "", {}, {}, {}}) ==
        "Cannot read '/no/such/store' of 'properties.ssl.keystore.location': No such file or "
        "directory");
}

TEST_CASE("a file of another kind is neither JKS nor PKCS12") {
  const TemporaryFile file("hello");
  CHECK(message_of({file.path(), "", "", {}, {}, {}}).ends_with("neither JKS nor PKCS12"));
}

}  // namespace
}  // namespace streamsql::kafka
