#include "engine/base/address.h"

#include <fnmatch.h>

#include <algorithm>

namespace jada {

std::string to_string(const Address& address) {
  std::string text;
  text.reserve(address.kind.size() + address.name.size() + address.item.size() + address.replica.size() + 3);
  text.append(address.kind).append(1, '.').append(address.name);
  if (!address.item.empty()) text.append(1, '/').append(address.item);
  if (!address.replica.empty()) text.append(1, '@').append(address.replica);
  return text;
}

bool is_resource_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

Result<Address> parse_address(std::string_view text) {
  const Error wrong{Code::invalid,
                    "`" + std::string(text) + "` is no address: write kind.name or kind.name/item@replica"};
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return wrong;
  Address address{.kind = std::string(text.substr(0, dot)), .name = {}};
  auto rest = text.substr(dot + 1);
  const auto slash = rest.find('/');
  const auto at = rest.rfind('@');
  if (at != std::string_view::npos && at + 1 < rest.size()) {
    address.replica = rest.substr(at + 1);
    rest = rest.substr(0, at);
  }
  if (slash != std::string_view::npos && slash < rest.size()) {
    address.item = rest.substr(slash + 1);
    rest = rest.substr(0, slash);
  }
  address.name = rest;
  const std::string_view kind = address.kind;
  const bool reserved = !kind.empty() && kind.front() == '@';
  if (!is_resource_name(reserved ? kind.substr(1) : kind) || address.name.empty()) return wrong;
  return address;
}

bool glob_matches(const std::string& glob, const std::string& address) {
  return fnmatch(glob.c_str(), address.c_str(), 0) == 0;
}

}  // namespace jada
