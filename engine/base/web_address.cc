#include "engine/base/web_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <iterator>

#include "engine/base/text.h"

namespace jada {
namespace {

std::string_view authority_of(std::string_view url) {
  const auto scheme = url.find("://");
  const auto from = scheme == std::string_view::npos ? 0 : scheme + 3;
  return url.substr(from, url.find_first_of("/?#", from) - from);
}

bool is_plain(char c) {
  constexpr std::string_view kNever = "\"<>\\^`{|}";
  return c > ' ' && c < '\x7f' && kNever.find(c) == std::string_view::npos;
}

}  // namespace

std::string host_of(std::string_view url) {
  const std::string_view authority = authority_of(url);
  const auto at = authority.rfind('@');
  return std::string(at == std::string_view::npos ? authority : authority.substr(at + 1));
}

std::string_view without_port(std::string_view host) {
  return host.substr(0, host.find(':', host.starts_with('[') ? host.find(']') : 0));
}

bool is_loopback(std::string_view host) {
  in_addr address{};
  if (inet_pton(AF_INET, std::string(host).c_str(), &address) == 1) return (ntohl(address.s_addr) >> 24) == 127;
  return host == "[::1]" || lower(host) == "localhost";
}

bool is_metadata_service(std::string_view host) {
  constexpr std::string_view kServices[] = {"169.254.169.254", "169.254.170.2", "169.254.170.23", "[fd00:ec2::254]",
                                            "[fd00:ec2::23]"};
  return std::ranges::find(kServices, host) != std::end(kServices);
}

bool is_trustworthy(std::string_view url) {
  const std::string_view authority = authority_of(url);
  if (authority.empty() || authority.find('@') != std::string_view::npos) return false;
  if (!std::all_of(url.begin(), url.end(), is_plain)) return false;
  return url.starts_with("https://") || (url.starts_with("http://") && is_loopback(without_port(authority)));
}

}  // namespace jada
