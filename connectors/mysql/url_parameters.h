// URL parameters: those of the JDBC drivers, and what each means here.
#pragma once

#include <string>
#include <string_view>

#include "connectors/mysql/connection_settings.h"

namespace streamsql::mysql {

// Collects the parameters of one URL; names are compared without case, as the drivers do. TLS is
// decided by several of them together, in finish(). Throws Error(InvalidOption).
class UrlParameters {
 public:
  explicit UrlParameters(ConnectionSettings& settings) : settings_(settings) {}

  void set(std::string_view name, const std::string& value);
  void finish();

 private:
  struct Row;
  static const Row kRows[];
  static const Row* find(std::string_view name);

  void decide_tls();
  void set_trust_store(const std::string& location);

  ConnectionSettings& settings_;
  std::string ssl_mode_, trust_store_, trust_store_type_, time_zone_;
  bool use_ssl_ = false, require_ssl_ = false, zone_to_session_ = false;
  bool verify_ = true;
};

}  // namespace streamsql::mysql
