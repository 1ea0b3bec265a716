#include "connectors/kafka/key_store.h"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <memory>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>

#include "connectors/kafka/java_key_store.h"

namespace streamsql::kafka {
namespace {

template <typename T, void (*Free)(T*)>
struct Deleter {
  void operator()(T* value) const { Free(value); }
};
void free_bio(BIO* bio) { BIO_free_all(bio); }
void free_certificates(STACK_OF(X509) * stack) { sk_X509_pop_free(stack, X509_free); }

using Bio = std::unique_ptr<BIO, Deleter<BIO, free_bio>>;
using Certificate = std::unique_ptr<X509, Deleter<X509, X509_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY, EVP_PKEY_free>>;
using Certificates = std::unique_ptr<STACK_OF(X509), Deleter<STACK_OF(X509), free_certificates>>;
using Pkcs12 = std::unique_ptr<PKCS12, Deleter<PKCS12, PKCS12_free>>;
using LibraryContext = std::unique_ptr<OSSL_LIB_CTX, Deleter<OSSL_LIB_CTX, OSSL_LIB_CTX_free>>;

// What a store of any kind holds, as PEM.
struct Contents {
  std::string key;
  std::vector<std::string> chain;
  std::vector<std::string> trusted;
};

std::string text_of(BIO& bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(&bio, &data);
  return std::string(data, static_cast<std::size_t>(size));
}

Bio bio_of(std::string_view bytes) {
  return Bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

std::string pem_of(X509& certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), &certificate);
  return text_of(*bio);
}

std::string pem_of(EVP_PKEY& key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PKCS8PrivateKey(bio.get(), &key, nullptr, nullptr, 0, nullptr, nullptr);
  return text_of(*bio);
}

std::string certificate_from_der(const std::string& der) {
  const auto* begin = reinterpret_cast<const unsigned char*>(der.data());
  const Certificate certificate(d2i_X509(nullptr, &begin, static_cast<long>(der.size())));
  if (!certificate) throw StoreFault("a certificate is malformed");
  return pem_of(*certificate);
}

std::string key_from_der(const std::string& der) {
  const auto* begin = reinterpret_cast<const unsigned char*>(der.data());
  const PrivateKey key(d2i_AutoPrivateKey(nullptr, &begin, static_cast<long>(der.size())));
  if (!key) throw StoreFault("the private key is malformed");
  return pem_of(*key);
}

// ---- the three kinds

Contents from_java(std::string_view bytes, const StoreSource& source) {
  const auto store = read_java_key_store(bytes, source.password, source.key_password);
  Contents out;
  for (const auto& der : store.trusted) out.trusted.push_back(certificate_from_der(der));
  if (store.keys.empty()) return out;
  out.key = key_from_der(store.keys.front().pkcs8);
  for (const auto& der : store.keys.front().chain) out.chain.push_back(certificate_from_der(der));
  return out;
}

// A context of its own, so that stores of old Java versions (RC2, 3DES) can be read without
// enabling those ciphers for the whole process. Freeing a context does not unload its providers.
class LegacyContext {
 public:
  LegacyContext()
      : context_(OSSL_LIB_CTX_new()),
        default_(OSSL_PROVIDER_load(context_.get(), "default")),
        legacy_(OSSL_PROVIDER_load(context_.get(), "legacy")) {}
  ~LegacyContext() {
    if (legacy_) OSSL_PROVIDER_unload(legacy_);
    if (default_) OSSL_PROVIDER_unload(default_);
  }
  LegacyContext(const LegacyContext&) = delete;
  LegacyContext& operator=(const LegacyContext&) = delete;
  OSSL_LIB_CTX* get() const { return context_.get(); }

 private:
  LibraryContext context_;
  OSSL_PROVIDER* default_;
  OSSL_PROVIDER* legacy_;  // may be absent: then old stores fail to open
};

void check_password(PKCS12& store, std::string& password) {
  if (PKCS12_verify_mac(&store, password.c_str(), -1)) return;
  throw StoreFault("the password is wrong");
}

Contents from_pkcs12(std::string_view bytes, const StoreSource& source) {
  const LegacyContext context;
  const auto bio = bio_of(bytes);
  PKCS12* raw = PKCS12_init_ex(NID_pkcs7_data, context.get(), nullptr);
  // Bytes that are no ASN.1 at all leave `raw` as it was; others that fail free it and clear it.
  const bool parsed = d2i_PKCS12_bio(bio.get(), &raw) != nullptr;
  const Pkcs12 store(raw);
  if (!parsed) throw StoreFault("neither JKS nor PKCS12");
  auto password = source.password;
  check_password(*store, password);
  EVP_PKEY* raw_key = nullptr;
  X509* raw_own = nullptr;
  STACK_OF(X509)* raw_others = nullptr;
  if (!PKCS12_parse(store.get(), password.c_str(), &raw_key, &raw_own, &raw_others)) {
    throw StoreFault("its contents cannot be decrypted");
  }
  const PrivateKey key(raw_key);
  const Certificate own(raw_own);
  const Certificates others(raw_others);
  Contents out;
  if (key) out.key = pem_of(*key);
  if (own) out.chain.push_back(pem_of(*own));
  auto& rest = key ? out.chain : out.trusted;
  for (int i = 0; i < sk_X509_num(others.get()); ++i) {
    rest.push_back(pem_of(*sk_X509_value(others.get(), i)));
  }
  return out;
}

int give_password(char* buffer, int size, int, void* password) {
  const auto& text = *static_cast<const std::string*>(password);
  if (text.empty() || static_cast<int>(text.size()) > size) return -1;
  text.copy(buffer, text.size());
  return static_cast<int>(text.size());
}

std::string key_from_pem(std::string_view text, const std::string& password) {
  const auto bio = bio_of(text);
  const PrivateKey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, give_password,
                                               const_cast<std::string*>(&password)));
  if (!key) {
    throw StoreFault(password.empty() ? "there is no private key that opens without password"
                                      : "there is no private key that opens with the password");
  }
  return pem_of(*key);
}

std::vector<std::string> certificates_from_pem(std::string_view text) {
  const auto bio = bio_of(text);
  std::vector<std::string> out;
  while (const Certificate certificate{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
    out.push_back(pem_of(*certificate));
  }
  ERR_clear_error();  // the end of the text is no error
  return out;
}

// A PEM file has its key and chain together, or trusted certificates only.
Contents from_pem(std::string_view text, const StoreSource& source) {
  Contents out;
  auto certificates = certificates_from_pem(text);
  if (text.find("PRIVATE KEY-----") != std::string_view::npos) {
    out.key =
        key_from_pem(text, source.key_password.empty() ? source.password : source.key_password);
    out.chain = std::move(certificates);
  } else {
    out.trusted = std::move(certificates);
  }
  return out;
}

Contents parse(std::string_view bytes, const StoreSource& source) {
  if (is_java_key_store(bytes)) return from_java(bytes, source);
  if (bytes.find("-----BEGIN ") != std::string_view::npos) return from_pem(bytes, source);
  if (bytes.starts_with("\xCE\xCE\xCE\xCE")) throw StoreFault("JCEKS stores cannot be read");
  return from_pkcs12(bytes, source);
}

// ---- files and errors

std::string read_file(const StoreSource& source, std::string_view property) {
  std::ifstream file(source.location, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (file.is_open() && !file.bad()) return bytes;
  throw Error(ErrorCode::FileSystemFault,
              fmt::format("Cannot read '{}' of 'properties.{}.location': {}", source.location,
                          property, std::strerror(errno)));
}

Contents load(const StoreSource& source, std::string_view property) {
  const bool is_inline = source.location.empty();
  const auto bytes =
      is_inline ? source.key + "\n" + source.certificates : read_file(source, property);
  try {
    return parse(bytes, source);
  } catch (const StoreFault& fault) {
    ERR_clear_error();
    const auto name = is_inline ? std::string("the inline PEM") : "'" + source.location + "'";
    throw Error(ErrorCode::InvalidOption, fmt::format("Cannot open {} of 'properties.{}.*': {}",
                                                      name, property, fault.what()))
        .hint(fmt::format("check 'properties.{}.password', '.location' and '.type'", property));
  }
}

Error empty_store(std::string_view property, std::string_view what) {
  return Error(ErrorCode::InvalidOption,
               fmt::format("The store of 'properties.{}.*' holds no {}", property, what));
}

}  // namespace

std::string load_trust_store(const StoreSource& source) {
  const auto contents = load(source, "ssl.truststore");
  std::string out;
  for (const auto& pem : contents.trusted) out += pem;
  if (out.empty() && !contents.chain.empty()) out = contents.chain.front();  // as Java does
  if (out.empty()) throw empty_store("ssl.truststore", "trusted certificate");
  return out;
}

ClientIdentity load_key_store(const StoreSource& source) {
  const auto contents = load(source, "ssl.keystore");
  if (contents.key.empty()) throw empty_store("ssl.keystore", "private key");
  if (contents.chain.empty()) throw empty_store("ssl.keystore", "certificate for its key");
  ClientIdentity out{contents.key, contents.chain.front(), {}};
  for (std::size_t i = 1; i < contents.chain.size(); ++i) out.issuers += contents.chain[i];
  return out;
}

}  // namespace streamsql::kafka
