// Java client properties ('properties.*' of a table) translated to librdkafka's configuration.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/options.h"

namespace streamsql::kafka {

enum class ClientRole : std::uint8_t { Consumer = 1, Producer = 2 };

// Where certificates or keys come from, as the Java properties say it; nothing has been read.
struct StoreSource {
  std::string location, password, type;  // type: "JKS", "PKCS12", "PEM"; empty: look at the file
  std::string certificates;              // inline PEM: trusted ones, or the client's own chain
  std::string key;                       // inline PEM, key stores only
  std::string key_password;              // key stores only; empty: the store's
  bool is_set() const { return !location.empty() || !certificates.empty() || !key.empty(); }
};

// A configuration of librdkafka, complete but for the stores' contents. Holds passwords: never
// printed.
struct ClientProperties {
  std::map<std::string, std::string> values;
  StoreSource trust_store, key_store;
  std::vector<std::string> notes;  // accepted without effect, a sentence each
  bool commits_offsets = true;     // 'commit.offsets.on.checkpoint'
};

// `properties` are keys without "properties.". Those that only concern the other role are left
// out. Throws Error(UnknownOption) with a hint for a key that is not Kafka's, Error(InvalidOption)
// for a value that cannot be, Error(UnsupportedSyntax) for a mechanism that is not there yet.
ClientProperties translate_properties(const Options& properties, ClientRole role);

// One row of the allowlist, for the reference page.
struct JavaProperty {
  enum class Effect : std::uint8_t { Copied, Translated, NoMeaning };
  std::string_view name;
  std::uint8_t roles;  // ClientRole, or'ed
  Effect effect;
  std::string_view native;  // librdkafka's name; several separated by ' '; empty: see the note
  std::string_view note;
};
std::span<const JavaProperty> java_properties();

}  // namespace streamsql::kafka
