#include "engine/base/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace jada {
namespace {

void write(const Json& value, std::string& out);

// Most texts need no escape: they are copied as they are.
void write_text(const std::string& text, std::string& out) {
  const bool plain = std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; });
  if (!plain) {
    out += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
    return;
  }
  out.push_back('"');
  out += text;
  out.push_back('"');
}

void write_float(double number, std::string& out) {
  if (!std::isfinite(number)) {
    out += "null";  // JSON has no other word for it
  } else if (number == std::floor(number) && number >= -0x1p63 && number < 0x1p63) {
    fmt::format_to(std::back_inserter(out), "{}", static_cast<std::int64_t>(number));
  } else if (number == std::floor(number) && number > 0 && number < 0x1p64) {
    fmt::format_to(std::back_inserter(out), "{}", static_cast<std::uint64_t>(number));
  } else {
    fmt::format_to(std::back_inserter(out), "{}", number);
  }
}

void write_object(const Json& object, std::string& out) {
  out.push_back('{');
  bool first = true;
  for (const auto& [key, member] : object.items()) {  // nlohmann keeps keys in byte order
    if (!first) out.push_back(',');
    first = false;
    write_text(key, out);
    out.push_back(':');
    write(member, out);
  }
  out.push_back('}');
}

void write(const Json& value, std::string& out) {
  if (value.is_object()) return write_object(value, out);
  if (value.is_string()) return write_text(value.get_ref<const std::string&>(), out);
  if (value.is_number_float()) return write_float(value.get<double>(), out);
  if (!value.is_array()) {
    out += value.dump(-1, ' ', false, Json::error_handler_t::replace);
    return;
  }
  out.push_back('[');
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i != 0) out.push_back(',');
    write(value[i], out);
  }
  out.push_back(']');
}

}  // namespace

std::string canonical(const Json& value) {
  std::string out;
  write(value, out);
  return out;
}

Result<Json> parse_json(std::string_view text) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& fault) {
    return Error{Code::invalid, fmt::format("not JSON: byte {}", fault.byte)};
  } catch (const Json::exception& fault) {
    return Error{Code::invalid, std::string("not JSON: ") + fault.what()};
  }
}

}  // namespace jada
