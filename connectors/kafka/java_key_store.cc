#include "connectors/kafka/java_key_store.h"

#include <array>
#include <memory>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "engine/base/utf8.h"

namespace streamsql::kafka {
namespace {

constexpr std::uint32_t kMagic = 0xFEEDFEED;
constexpr std::size_t kDigestSize = 20;

using Digest = std::array<unsigned char, kDigestSize>;

Digest sha1(std::string_view a, std::string_view b, std::string_view c = {}) {
  Digest out;
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), EVP_sha1(), nullptr);
  for (const auto part : {a, b, c}) EVP_DigestUpdate(context.get(), part.data(), part.size());
  EVP_DigestFinal_ex(context.get(), out.data(), nullptr);
  return out;
}

std::string_view view(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

void append_utf16(char32_t code, std::string& out) {
  const auto unit = [&](char32_t value) {
    out += static_cast<char>(value >> 8 & 0xff);
    out += static_cast<char>(value & 0xff);
  };
  if (code < 0x10000) return unit(code);
  unit(0xd800 + ((code - 0x10000) >> 10));
  unit(0xdc00 + ((code - 0x10000) & 0x3ff));
}

std::string utf16_be(std::string_view utf8) {
  std::string out;
  for (std::size_t at = 0; at < utf8.size();) append_utf16(next_code_point(utf8, at), out);
  return out;
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  std::string_view take(std::size_t size) {
    if (size > bytes_.size()) throw StoreFault("the file ends too early");
    const auto out = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return out;
  }
  std::uint32_t number(std::size_t size) {
    std::uint32_t out = 0;
    for (const char c : take(size)) out = out << 8 | static_cast<unsigned char>(c);
    return out;
  }
  std::string_view block() { return take(number(4)); }
  std::string_view name() { return take(number(2)); }

 private:
  std::string_view bytes_;
};

// The JDK's key protector (sun.security.provider.KeyProtector), a PKCS#8 EncryptedPrivateKeyInfo of
// algorithm 1.3.6.1.4.1.42.2.17.1.1 whose data is
//   salt (20) | key XOR stream | SHA-1(password | key)
// with stream blocks W1, W2, … = SHA-1(password | W(i-1)), W0 = salt.
std::string unprotect(std::string_view data, std::string_view password) {
  if (data.size() < 2 * kDigestSize) throw StoreFault("a protected key is too short");
  const auto secret = utf16_be(password);
  std::string plain(data.substr(kDigestSize, data.size() - 2 * kDigestSize));
  Digest block{};
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const auto at = i % kDigestSize;
    if (at == 0) block = sha1(secret, i == 0 ? data.substr(0, kDigestSize) : view(block));
    plain[i] = static_cast<char>(static_cast<unsigned char>(plain[i]) ^ block[at]);
  }
  if (view(sha1(secret, plain)) != data.substr(data.size() - kDigestSize)) {
    throw StoreFault("the password of the key is wrong");
  }
  return plain;
}

std::string_view protected_data(const X509_SIG& info) {
  const X509_ALGOR* algorithm = nullptr;
  const ASN1_OCTET_STRING* data = nullptr;
  X509_SIG_get0(&info, &algorithm, &data);
  char name[64];
  OBJ_obj2txt(name, sizeof name, algorithm->algorithm, 1);
  if (std::string_view(name) != "1.3.6.1.4.1.42.2.17.1.1") {
    throw StoreFault("a key is protected by an unknown algorithm");
  }
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(data)),
          static_cast<std::size_t>(ASN1_STRING_length(data))};
}

std::string decrypt_key(std::string_view der, std::string_view password) {
  const auto* begin = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<X509_SIG, decltype(&X509_SIG_free)> info(
      d2i_X509_SIG(nullptr, &begin, static_cast<long>(der.size())), X509_SIG_free);
  if (!info) throw StoreFault("a protected key is malformed");
  return unprotect(protected_data(*info), password);
}

std::string read_certificate(Reader& reader, std::uint32_t version) {
  if (version == 2) reader.name();
  return std::string(reader.block());
}

void check_digest(std::string_view body, std::string_view digest, std::string_view password) {
  if (password.empty()) return;
  if (view(sha1(utf16_be(password), "Mighty Aphrodite", body)) != digest) {
    throw StoreFault("the password is wrong, or the file was tampered with");
  }
}

}  // namespace

bool is_java_key_store(std::string_view bytes) { return bytes.starts_with("\xFE\xED\xFE\xED"); }

JavaKeyStore read_java_key_store(std::string_view bytes, std::string_view password,
                                 std::string_view key_password) {
  if (bytes.size() < kDigestSize) throw StoreFault("the file ends too early");
  const auto body = bytes.substr(0, bytes.size() - kDigestSize);
  Reader reader(body);
  if (reader.number(4) != kMagic) throw StoreFault("not a Java key store");
  const auto version = reader.number(4);
  if (version != 1 && version != 2) throw StoreFault("unknown version of a Java key store");
  check_digest(body, bytes.substr(body.size()), password);
  JavaKeyStore out;
  for (auto count = reader.number(4); count > 0; --count) {
    const auto tag = reader.number(4);
    reader.name();
    reader.take(8);
    if (tag != 1) {
      out.trusted.push_back(read_certificate(reader, version));
      continue;
    }
    auto& key = out.keys.emplace_back();
    key.pkcs8 = decrypt_key(reader.block(), key_password.empty() ? password : key_password);
    for (auto left = reader.number(4); left > 0; --left) {
      key.chain.push_back(read_certificate(reader, version));
    }
  }
  return out;
}

}  // namespace streamsql::kafka
