// Key stores: certificates and keys of Java clients (JKS, PKCS#12, PEM) as PEM in memory.
#pragma once

#include <string>
#include <vector>

#include "connectors/kafka/java_properties.h"

namespace streamsql::kafka {

// Certificates that a client trusts, one PEM after the other. Never written anywhere.
std::string load_trust_store(const StoreSource& source);

struct ClientIdentity {
  std::string key;          // PKCS#8 PEM, not encrypted
  std::string certificate;  // the client's own, PEM
  std::string issuers;      // the rest of its chain, PEM
};
ClientIdentity load_key_store(const StoreSource& source);

// Both read the file and throw Error(FileSystemFault) when it cannot be read and
// Error(InvalidOption) for a wrong password or a file of another kind; the message names the Java
// property, and the password never appears.

}  // namespace streamsql::kafka
