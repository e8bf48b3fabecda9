// Signs what it reads, a request in JSON a line, and prints what would go on the wire, likewise.
#include <cstdlib>
#include <iostream>

#include "engine/base/json.h"
#include "resources/apis/aws/sigv4.h"

namespace jada {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

SigningScope scope_of(const Json& asked) {
  const Time at = *parse_time(asked["at"].get<std::string>());
  const auto region = asked["region"].get<std::string>();
  const auto service = asked["service"].get<std::string>();
  return service == "s3" ? s3_scope(region, at) : SigningScope{.region = region, .service = service, .at = at};
}

AwsKeys keys_of(const Json& asked) {
  return {.access_key_id = asked["access_key_id"].get<std::string>(),
          .secret_access_key = Secret(asked["secret_access_key"].get<std::string>()),
          .session_token = Secret(asked["session_token"].get<std::string>())};
}

Json header(const AwsRequest& request, const SigningScope& scope, AwsKeys keys) {
  const Secret token = keys.session_token.copy();
  const AwsSignature signature = Signer(std::move(keys)).sign(request, scope);
  Pairs headers = request.headers;
  headers.emplace_back("host", request.host);
  headers.insert(headers.end(), signature.headers.begin(), signature.headers.end());
  if (!token.empty()) headers.emplace_back("x-amz-security-token", token.reveal());
  headers.emplace_back("authorization", signature.authorization.reveal());
  return {{"target", signature.target}, {"headers", headers}};
}

Json query(const AwsRequest& request, const SigningScope& scope, const AwsKeys& keys, std::chrono::seconds lifetime) {
  Pairs headers = request.headers;
  headers.emplace_back("host", request.host);
  return {{"target", presigned_target(request, scope, keys, lifetime).reveal()}, {"headers", headers}};
}

Json wire(const Json& asked) {
  const auto body = asked["body"].get<std::string>();
  const AwsRequest request{.method = asked["method"].get<std::string>(),
                           .host = asked["host"].get<std::string>(),
                           .path = asked["path"].get<std::string>(),
                           .query = asked["query"].get<Pairs>(),
                           .headers = asked["headers"].get<Pairs>(),
                           .payload = body,
                           .payload_hash = asked["payload_hash"].get<std::string>()};
  const std::chrono::seconds lifetime(asked["lifetime"].get<int>());
  if (lifetime.count() > 0) return query(request, scope_of(asked), keys_of(asked), lifetime);
  return header(request, scope_of(asked), keys_of(asked));
}

}  // namespace
}  // namespace jada

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << jada::wire(jada::Json::parse(line)).dump() << '\n';
  }
  return EXIT_SUCCESS;
}
