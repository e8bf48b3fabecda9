#include "resources/apis/aws/canonical_request.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/digest.h"
#include "resources/apis/aws/canonical_headers.h"
#include "resources/apis/form.h"

namespace jada {
namespace {

using Query = std::vector<std::pair<std::string, std::string>>;

std::string timestamp_of(Time at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(at - day));
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

// Unlike RFC 3986 §5.2.4, AWS drops empty segments too, and leaves no slash after a final `.` or `..`.
std::string folded(std::string_view path) {
  std::string kept;
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view segment = path.substr(begin, end - begin);
    begin = end + 1;
    if (segment == "..") {
      kept.resize(kept.empty() ? 0 : kept.rfind('/'));
    } else if (!segment.empty() && segment != ".") {
      kept.append("/").append(segment);
    }
  }
  if (kept.empty() || path.ends_with('/')) kept += '/';
  return kept;
}

std::string wire_path(std::string_view path, bool folds) {
  if (folds) return percent_encoded(folded(path), "/");
  const std::string encoded = percent_encoded(path, "/");
  return encoded.starts_with('/') ? encoded : "/" + encoded;
}

// Sorted by what is encoded; a name without a value has its `=` all the same.
std::string canonical_query(const Query& query) {
  Query encoded;
  encoded.reserve(query.size());
  std::size_t size = 0;
  for (const auto& [name, value] : query) {
    const auto& pair = encoded.emplace_back(percent_encoded(name), percent_encoded(value));
    size += pair.first.size() + pair.second.size() + 2;
  }
  std::ranges::sort(encoded);
  std::string text;
  text.reserve(size);
  for (auto& [name, value] : encoded) {
    if (!text.empty()) text += '&';
    text.append(name).append("=").append(value);
    wipe(value);
  }
  return text;
}

// All but what depends on where the signature will stand.
CanonicalRequest begun(const AwsRequest& request, const SigningScope& scope) {
  CanonicalRequest part{.timestamp = timestamp_of(scope.at), .payload_hash = request.payload_hash};
  part.scope = fmt::format("{}/{}/{}/aws4_request", part.timestamp.substr(0, 8), scope.region, scope.service);
  if (part.payload_hash.empty()) part.payload_hash = sha256_hex(request.payload);
  return part;
}

// Fills in target and text.
CanonicalRequest written(CanonicalRequest part, const AwsRequest& request, const SigningScope& scope,
                         const CanonicalHeaders& headers, std::string query) {
  const std::string path = wire_path(request.path, scope.folds_path);
  const std::string signed_path = scope.encodes_path_twice ? percent_encoded(path, "/") : path;
  std::string target;
  target.reserve(path.size() + query.size() + 1);
  target.append(path).append(query.empty() ? "" : "?").append(query);

  std::string text;
  text.reserve(request.method.size() + signed_path.size() + query.size() + headers.size() + part.signed_headers.size() +
               part.payload_hash.size() + 5);
  text.append(request.method).append("\n").append(signed_path).append("\n").append(query).append("\n");
  headers.append_to(text);
  text.append("\n").append(part.signed_headers).append("\n").append(part.payload_hash);
  wipe(query);
  part.target = Secret(std::move(target));
  part.text = Secret(std::move(text));
  return part;
}

}  // namespace

SigningScope s3_scope(std::string region, Time at) {
  return {.region = std::move(region),
          .service = "s3",
          .at = at,
          .folds_path = false,
          .encodes_path_twice = false,
          .wants_payload_hash = true};
}

CanonicalRequest canonical_request(const AwsRequest& request, const SigningScope& scope, const AwsKeys& keys) {
  CanonicalRequest part = begun(request, scope);
  CanonicalHeaders headers(request);
  const std::string timestamp = part.timestamp;  // the headers are views, and the part moves on
  const std::string hash = part.payload_hash;
  headers.add("x-amz-date", timestamp);
  if (scope.wants_payload_hash) headers.add("x-amz-content-sha256", hash);
  if (!keys.session_token.empty()) headers.add("x-amz-security-token", keys.session_token.reveal());
  headers.sort();
  part.signed_headers = headers.names();
  return written(std::move(part), request, scope, headers, canonical_query(request.query));
}

CanonicalRequest canonical_presigned(const AwsRequest& request, const SigningScope& scope, const AwsKeys& keys,
                                     std::chrono::seconds lifetime) {
  CanonicalRequest part = begun(request, scope);
  CanonicalHeaders headers(request);
  headers.sort();
  part.signed_headers = headers.names();
  Query query = request.query;
  query.reserve(query.size() + 6);  // growing would leave the token behind
  query.emplace_back("X-Amz-Algorithm", kSigningAlgorithm);
  query.emplace_back("X-Amz-Credential", keys.access_key_id + "/" + part.scope);
  query.emplace_back("X-Amz-Date", part.timestamp);
  query.emplace_back("X-Amz-Expires", std::to_string(lifetime.count()));
  query.emplace_back("X-Amz-SignedHeaders", part.signed_headers);
  if (!keys.session_token.empty()) query.emplace_back("X-Amz-Security-Token", keys.session_token.reveal());
  std::string text = canonical_query(query);
  for (auto& [name, value] : query) wipe(value);
  return written(std::move(part), request, scope, headers, std::move(text));
}

}  // namespace jada
