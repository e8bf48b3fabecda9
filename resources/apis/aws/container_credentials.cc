#include "resources/apis/aws/container_credentials.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/web_address.h"
#include "resources/apis/aws/key_document.h"
#include "resources/apis/aws/persistence.h"

namespace jada {
namespace {

constexpr int kTries = 3;
constexpr Duration kPatience = std::chrono::seconds{2};
constexpr const char* kRelative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
constexpr const char* kFull = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
constexpr const char* kTokenFile = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
constexpr const char* kToken = "AWS_CONTAINER_AUTHORIZATION_TOKEN";

bool is_metadata_host(std::string_view host) {
  return host == "169.254.170.2" || host == "169.254.170.23" || host == "[fd00:ec2::23]";
}

bool is_metadata_address(const std::string& url) {
  return url.starts_with("http://") && is_metadata_host(without_port(host_of(url)));
}

Error denied(const std::string& why) { return {Code::denied, why}; }

// Empty: no container service is named.
Result<std::string> address(const AwsPorts& ports) {
  const std::string relative = ports.variable(kRelative);
  const std::string url = relative.empty() ? ports.variable(kFull) : "http://169.254.170.2" + relative;
  if (url.empty()) return std::string();
  if (!relative.empty() && !relative.starts_with('/'))
    return denied(fmt::format("{} does not begin with /", kRelative));
  // What is trustworthy but for its scheme and host has no blanks, quotes or credentials in it.
  const bool is_metadata = is_metadata_address(url);
  if (!is_trustworthy(is_metadata ? "https" + url.substr(4) : url))
    return denied(fmt::format("{} is neither https, nor http to this machine or to a metadata service of AWS",
                              relative.empty() ? kFull : kRelative));
  return url;
}

// One line end is how files end; any other would end the header.
Result<Secret> authorization(const AwsPorts& ports) {
  const std::string path = ports.variable(kTokenFile);
  Secret token;
  if (path.empty()) {
    if (auto value = ports.secrets.variable(kToken)) token = std::move(*value);
  } else {
    auto file = ports.secrets.read(path);
    if (!file)
      return Error{file.error().code == Code::unavailable ? Code::unavailable : Code::denied,
                   fmt::format("{}: {}", kTokenFile, file.error().message)};
    std::string_view text = file->text.reveal();
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    token = Secret(std::string(text));
  }
  const std::string_view text = token.reveal();
  if (std::any_of(text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }))
    return denied(fmt::format("{} has line ends or other characters in it that no token has",
                              path.empty() ? kToken : kTokenFile));
  return token;
}

Sought read_reply(const std::variant<HttpAnswer, HttpTrouble>& reply, const HttpRequest& sent) {
  const std::string host = host_of(sent.url);
  if (const auto* trouble = std::get_if<HttpTrouble>(&reply)) {
    const bool is_final = trouble->why == HttpTrouble::Why::refused_by_us;
    return Error{is_final ? Code::denied : Code::unavailable, fmt::format("{}: {}", host, trouble->message)};
  }
  const auto& answer = std::get<HttpAnswer>(reply);
  if (answer.status != 200) {
    const std::string refusal = refusal_in(answer.body, sent.authorization);
    const bool can_pass = answer.status >= 500 || answer.status == 429;
    return Error{can_pass ? Code::unavailable : Code::denied,
                 fmt::format("{} answered {}{}{}", host, answer.status, refusal.empty() ? "" : " ", refusal)};
  }
  auto found = read_key_document(answer.body, sent.authorization);
  if (!found) return within(host, found.error());
  found->origin = "the role of the container, from " + host;
  return std::move(*found);
}

}  // namespace

Sought container_credentials(const AwsPorts& ports) {
  const auto url = address(ports);
  if (!url) return url.error();
  if (url->empty()) return NotSetUp{fmt::format("neither {} nor {} is set", kRelative, kFull)};
  auto token = authorization(ports);
  if (!token) return token.error();
  HttpRequest request{.url = *url, .authorization = std::move(*token)};
  request.deadline = request.connect_within = kPatience;
  request.most = 64 * 1024;
  request.to_metadata_service = is_metadata_address(*url);
  return read_reply(send_up_to(kTries, ports.http, request), request);
}

}  // namespace jada
