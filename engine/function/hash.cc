#include <memory>
#include <openssl/evp.h>

#include "engine/function/builtins.h"
#include "engine/function/kernel.h"

namespace streamsql {
namespace {

using Text = std::string_view;
using Algorithm = const EVP_MD* (*)();

void append_hex(const unsigned char* bytes, unsigned size, std::string& out) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (unsigned i = 0; i < size; ++i) {
    out += kDigits[bytes[i] >> 4];
    out += kDigits[bytes[i] & 15];
  }
}

// One context for all rows of a batch.
class Hasher {
 public:
  void append(const EVP_MD* algorithm, Text text, std::string& out) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    const bool done = EVP_DigestInit_ex(context_.get(), algorithm, nullptr) == 1 &&
                      EVP_DigestUpdate(context_.get(), text.data(), text.size()) == 1 &&
                      EVP_DigestFinal_ex(context_.get(), digest, &size) == 1;
    if (!done) throw Error(ErrorCode::Internal, "OpenSSL cannot compute a digest");
    append_hex(digest, size, out);
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_{EVP_MD_CTX_new()};
};

template <Algorithm algorithm>
void digest(const FunctionContext&, std::span<const ColumnPtr> arguments, Selection rows,
            ColumnBuilder& out) {
  const kernel::Argument<Text> texts(*arguments[0]);
  Hasher hasher;
  std::string text;
  for (const auto row : rows) {
    text.clear();
    hasher.append(algorithm(), texts[row], text);
    out.set_string(row, text);
  }
}

const EVP_MD* algorithm_of(std::int32_t bits) {
  switch (bits) {
    case 224: return EVP_sha224();
    case 256: return EVP_sha256();
    case 384: return EVP_sha384();
    case 512: return EVP_sha512();
    default:
      throw Error(ErrorCode::InvalidArgument,
                  "Unsupported algorithm: SHA2 with " + std::to_string(bits) + " bits")
          .hint("224, 256, 384 and 512 bits are supported");
  }
}

void sha2(const FunctionContext&, std::span<const ColumnPtr> arguments, Selection rows,
          ColumnBuilder& out) {
  const kernel::Argument<Text> texts(*arguments[0]);
  const ColumnReader<std::int32_t> bits(*arguments[1]);
  Hasher hasher;
  std::string text;
  for (const auto row : rows) {
    text.clear();
    hasher.append(algorithm_of(bits[row]), texts[row], text);
    out.set_string(row, text);
  }
}

const ScalarFunction kFunctions[] = {
    {"MD5(s STRING) -> STRING", digest<EVP_md5>, "The MD5 hash in lower-case hexadecimal digits.",
     "MD5('a') = '0cc175b9c0f1b6a831c399e269772661'"},
    {"SHA1(s STRING) -> STRING", digest<EVP_sha1>,
     "The SHA-1 hash in lower-case hexadecimal digits.",
     "SHA1('a') = '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'"},
    {"SHA224(s STRING) -> STRING", digest<EVP_sha224>,
     "The SHA-224 hash in lower-case hexadecimal digits.", "CHAR_LENGTH(SHA224('a')) = 56"},
    {"SHA256(s STRING) -> STRING", digest<EVP_sha256>,
     "The SHA-256 hash in lower-case hexadecimal digits.", "CHAR_LENGTH(SHA256('a')) = 64"},
    {"SHA384(s STRING) -> STRING", digest<EVP_sha384>,
     "The SHA-384 hash in lower-case hexadecimal digits.", "CHAR_LENGTH(SHA384('a')) = 96"},
    {"SHA512(s STRING) -> STRING", digest<EVP_sha512>,
     "The SHA-512 hash in lower-case hexadecimal digits.", "CHAR_LENGTH(SHA512('a')) = 128"},
    {"SHA2(s STRING, bits INT) -> STRING", sha2,
     "The SHA-2 hash of 224, 256, 384 or 512 bits in lower-case hexadecimal digits.",
     "SHA2('a', 256) = SHA256('a')"},
};

}  // namespace

std::span<const ScalarFunction> hash_functions() { return kFunctions; }

}  // namespace streamsql
