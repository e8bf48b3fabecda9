// The keys that a machine of EC2 is given for its role (Instance Metadata Service, version 2).
#pragma once

#include <string>

#include "resources/apis/aws/aws_credentials.h"
#include "resources/apis/aws/aws_ports.h"

namespace jada {

/// Never asked by version 1, which any program that forwards requests can be talked into. Thread-safe.
class InstanceMetadata {
 public:
  explicit InstanceMetadata(const AwsPorts&);

  /// Keys, also when they have expired. Not set up: switched off, or nobody answers at the usual address. denied: no
  /// role is attached, or it cannot be assumed; unavailable: it answers, but not now.
  Sought credentials() const;

 private:
  using Reply = std::variant<HttpAnswer, Sought>;
  struct Token;
  Reply reply(HttpRequest request) const;
  Reply fresh_token() const;
  Reply ask(const std::string& path, Secret& token) const;
  Sought silence(const HttpTrouble&, bool has_answered) const;
  Sought refused(const HttpAnswer&, const std::string& what) const;
  Sought keys_of(const std::string& role, Secret& token) const;

  const AwsPorts& ports_;
  std::string named_;  ///< AWS_EC2_METADATA_SERVICE_ENDPOINT; empty: the usual address
  std::string base_;   ///< without a slash at its end
  Duration patience_;
  int tries_;
};

}  // namespace jada
