#include "resources/apis/aws/instance_metadata.h"

#include <fmt/format.h>

#include <charconv>

#include "engine/base/text.h"
#include "engine/base/web_address.h"
#include "resources/apis/aws/key_document.h"
#include "resources/apis/aws/persistence.h"

namespace jada {
namespace {

constexpr const char* kRoles = "/latest/meta-data/iam/security-credentials/";

// What is no number between 1 and `most` is as if nobody had said it.
int number_in_environment(const AwsPorts& ports, const char* name, int most) {
  const std::string text = ports.variable(name);
  int number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_good = read.ec == std::errc{} && read.ptr == text.data() + text.size() && number >= 1 && number <= most;
  return is_good ? number : 1;
}

std::string base_address(const AwsPorts& ports, std::string named) {
  while (named.ends_with('/')) named.pop_back();
  if (!named.empty()) return named;
  const bool is_six = lower(ports.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")) == "ipv6";
  return is_six ? "http://[fd00:ec2::254]" : "http://169.254.169.254";
}

std::string first_line(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return "";
  text.remove_prefix(first);
  text = text.substr(0, text.find_first_of("\r\n"));
  return std::string(text.substr(0, text.find_last_not_of(kBlanks) + 1));
}

// It becomes part of a path, where dots alone mean something else.
bool is_role_name(std::string_view name) {
  return is_iam_name(name) && name.find_first_not_of('.') != std::string_view::npos;
}

}  // namespace

InstanceMetadata::InstanceMetadata(const AwsPorts& ports)
    : ports_(ports),
      named_(ports.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT")),
      base_(base_address(ports, named_)),
      patience_(std::chrono::seconds{number_in_environment(ports, "AWS_METADATA_SERVICE_TIMEOUT", 60)}),
      tries_(number_in_environment(ports, "AWS_METADATA_SERVICE_NUM_ATTEMPTS", 10)) {}

// Nobody at the usual address: this is no EC2. Where a person said that somebody is, or somebody was, it is a trouble.
Sought InstanceMetadata::silence(const HttpTrouble& trouble, bool has_answered) const {
  using Why = HttpTrouble::Why;
  const std::string host = host_of(base_);
  if (trouble.why == Why::refused_by_us) return Error{Code::denied, fmt::format("{}: {}", host, trouble.message)};
  std::string why = fmt::format("{} cannot be asked: {}", host, trouble.message);
  if (trouble.why == Why::timeout)
    why = fmt::format(
        "{} gave no answer within {} (inside a container the hop limit of the instance's metadata options must be 2)",
        host, about(patience_));
  if (named_.empty() && !has_answered && (trouble.why == Why::timeout || trouble.why == Why::connect))
    return NotSetUp{why};
  return Error{Code::unavailable, why};
}

Sought InstanceMetadata::refused(const HttpAnswer& answer, const std::string& what) const {
  const std::string host = host_of(base_);
  if (answer.status == 403)
    return Error{Code::denied, host + " answered 403, as the metadata service of EC2 does when it is switched off"};
  const bool can_pass = answer.status >= 500 || answer.status == 429;
  return Error{can_pass ? Code::unavailable : Code::denied,
               fmt::format("{} answered {} to the request for {}", host, answer.status, what)};
}

InstanceMetadata::Reply InstanceMetadata::reply(HttpRequest request) const {
  request.deadline = request.connect_within = patience_;
  request.most = 64 * 1024;
  request.to_metadata_service = true;
  auto told = send_up_to(tries_, ports_.http, request);
  if (const auto* trouble = std::get_if<HttpTrouble>(&told)) return silence(*trouble, !request.secret_headers.empty());
  return std::get<HttpAnswer>(std::move(told));
}

InstanceMetadata::Reply InstanceMetadata::fresh_token() const {
  HttpRequest request{.method = "PUT", .url = base_ + "/latest/api/token"};
  request.headers = {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}};
  Reply told = reply(std::move(request));
  const auto* answer = std::get_if<HttpAnswer>(&told);
  if (answer == nullptr) return told;
  if (answer->status == 404 || answer->status == 405)
    return Sought(
        Error{Code::denied, fmt::format("{} answered {} to the request for a token: it knows only version 1 of "
                                        "the metadata service, which is not used",
                                        host_of(base_), answer->status)});
  if (answer->status != 200) return refused(*answer, "a token");
  return told;
}

// A token that is too old is made anew, once.
InstanceMetadata::Reply InstanceMetadata::ask(const std::string& path, Secret& token) const {
  for (bool is_again = false;; is_again = true) {
    if (token.empty()) {
      Reply made = fresh_token();
      if (std::holds_alternative<Sought>(made)) return made;
      token = Secret(first_line(std::get<HttpAnswer>(made).body.reveal()));
      if (!fits_header(token.reveal()))
        return Sought(Error{Code::unavailable, host_of(base_) + " answered with what is no token"});
    }
    HttpRequest request{.url = base_ + path};
    request.secret_headers.emplace_back("X-aws-ec2-metadata-token", token.copy());
    Reply told = reply(std::move(request));
    const auto* answer = std::get_if<HttpAnswer>(&told);
    if (answer == nullptr || answer->status != 401 || is_again) return told;
    token = Secret();
  }
}

Sought InstanceMetadata::keys_of(const std::string& role, Secret& token) const {
  Reply told = ask(kRoles + role, token);
  if (auto* end = std::get_if<Sought>(&told)) return std::move(*end);
  const auto& answer = std::get<HttpAnswer>(told);
  if (answer.status != 200) return refused(answer, "the keys of the role " + role);
  auto found = read_key_document(answer.body, token);
  if (!found) return within("the role " + role, found.error());
  found->role = role;
  found->origin = fmt::format("the role {} of the instance profile", role);
  return std::move(*found);
}

Sought InstanceMetadata::credentials() const {
  if (lower(ports_.variable("AWS_EC2_METADATA_DISABLED")) == "true")
    return NotSetUp{"AWS_EC2_METADATA_DISABLED switches it off"};
  Secret token;
  Reply told = ask(kRoles, token);
  if (auto* end = std::get_if<Sought>(&told)) return std::move(*end);
  const auto& answer = std::get<HttpAnswer>(told);
  const std::string role = answer.status == 200 ? first_line(answer.body.reveal()) : "";
  if (answer.status == 404 || (answer.status == 200 && role.empty()))
    return Error{Code::denied, "no instance profile is attached to this instance, so it has no role"};
  if (answer.status != 200) return refused(answer, "the name of its role");
  if (!is_role_name(role)) return Error{Code::unavailable, host_of(base_) + " answered with what is no name of a role"};
  return keys_of(role, token);
}

}  // namespace jada
