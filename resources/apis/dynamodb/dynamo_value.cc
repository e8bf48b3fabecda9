#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/base/base64.h"
#include "engine/base/json.h"
#include "engine/base/json_cursor.h"
#include "engine/base/json_string.h"
#include "engine/base/text.h"
#include "resources/apis/dynamodb/decimal.h"
#include "resources/apis/dynamodb/item_values.h"

namespace jada {
namespace {

constexpr int kMostDepth = 32;

// Walks a plain value and writes it as DynamoDB does; the first fault ends it.
class Writing {
 public:
  Writing(std::string_view json, std::string& out) : in_(json), out_(out) {}

  Result<Done> run_value() {
    value(1);
    return verdict();
  }

  Result<Done> run_item() {
    attributes(0);
    return verdict();
  }

 private:
  Result<Done> verdict() {
    if (!fault_.empty()) return Error{Code::invalid, fault_};
    if (!in_.is_sound() || !in_.is_at_end()) return Error{Code::internal, "a declared value is no JSON"};
    return Done{};
  }

  void value(int depth) {
    if (depth > kMostDepth) return refuse("it is nested deeper than 32 levels");
    switch (in_.peek()) {
      case '"': return typed("S", in_.string());
      case '{': return map(depth);
      case '[': return array(depth);
      case 't':
      case 'f': return typed("BOOL", in_.value());
      case 'n': in_.value(); return typed("NULL", "true");
      default: return number(in_.value());
    }
  }

  void typed(std::string_view type, std::string_view value) {
    out_.append("{\"").append(type).append("\":").append(value) += '}';
  }

  static std::string named(std::string_view quoted) { return "." + printable(json_unquoted(quoted).value_or("")); }

  void refuse(std::string why) {
    if (fault_.empty()) fault_ = attribute_.empty() ? std::move(why) : fmt::format("{}: {}", named(attribute_), why);
    in_.fail();
  }

  void number(std::string_view text) {
    if (const auto spelt = spelling(text)) typed("N", *spelt);
  }

  // With quotes, as DynamoDB wants numbers.
  std::optional<std::string> spelling(std::string_view text) {
    const auto decimal = read_decimal(text);
    if (!decimal) {
      refuse(fmt::format("`{}` is no number", clean(text)));
      return std::nullopt;
    }
    if (std::string why = unfit(*decimal); !why.empty()) {
      refuse(std::move(why));
      return std::nullopt;
    }
    return '"' + to_string(*decimal) + '"';
  }

  void map(int depth) {
    out_ += "{\"M\":";
    attributes(depth);
    out_ += '}';
  }

  void attributes(int depth) {
    out_ += '{';
    auto inside = in_.open('{');
    for (bool is_first = true;; is_first = false) {
      const auto name = in_.name(inside);
      if (!name) break;
      if (!is_first) out_ += ',';
      if (*name == "\"\"") refuse("an attribute has an empty name");
      if (depth == 0) attribute_ = *name;
      out_.append(*name) += ':';
      value(depth + 1);
    }
    out_ += '}';
  }

  void array(int depth) {
    auto inside = in_.open('[');
    if (!in_.element(inside)) {
      out_ += "{\"L\":[]}";
      return;
    }
    const bool may_be_tagged = in_.peek() == '"';
    if (!may_be_tagged) return list(depth, inside, {});
    const std::string_view first = in_.string();
    if (!first.starts_with("\"$")) return list(depth, inside, std::string(first));
    if (first.starts_with("\"$$")) return list(depth, inside, "\"" + std::string(first.substr(2)));
    tagged(first.substr(1, first.size() - 2), inside);
  }

  // `first`: the first element, a string, when it is taken already.
  void list(int depth, JsonCursor::Inside& inside, const std::string& first) {
    out_ += "{\"L\":[";
    if (first.empty()) {
      value(depth + 1);
    } else {
      typed("S", first);
    }
    while (in_.element(inside)) {
      out_ += ',';
      value(depth + 1);
    }
    out_ += "]}";
  }

  void tagged(std::string_view tag, JsonCursor::Inside& inside) {
    std::vector<std::string> parts;
    while (in_.element(inside)) parts.emplace_back(in_.string());
    if (!in_.is_sound()) return refuse(fmt::format("after `{}` come texts only", clean(tag)));
    if (tag == "$n" && parts.size() == 1) return exact(parts[0]);
    if (tag == "$b" && parts.size() == 1) return bytes(parts[0]);
    if (tag == "$ss") return set("SS", parts);
    if (tag == "$ns") return number_set(std::move(parts));
    if (tag == "$bs") return byte_set(parts);
    refuse(
        fmt::format("a list begins with `{0}`, which means nothing here; write `${0}` if it is that text", clean(tag)));
  }

  // What comes back has one spelling: another would never be found to be there.
  void exact(const std::string& quoted) {
    const std::string_view text = std::string_view(quoted).substr(1, quoted.size() - 2);
    const auto decimal = read_decimal(text);
    const bool is_fit = decimal && unfit(*decimal).empty();
    const auto plain = is_fit ? json_number(*decimal) : std::nullopt;
    if (plain) return refuse(fmt::format("`$n` is for numbers that have no other way; write {}", *plain));
    if (decimal && !is_spelt(text, *decimal)) return;
    number(text);
  }

  bool is_spelt(std::string_view text, const Decimal& decimal) {
    const std::string one = to_string(decimal);
    if (text != one && unfit(decimal).empty()) refuse(fmt::format("write `{}` instead of `{}`", one, clean(text)));
    return in_.is_sound();
  }

  bool is_base64(const std::string& quoted) {
    const std::string_view text = std::string_view(quoted).substr(1, quoted.size() - 2);
    const auto decoded = from_base64(text);
    if (decoded && base64(*decoded) == text) return true;
    refuse("bytes are not written in base64");
    return false;
  }

  void bytes(const std::string& quoted) {
    if (is_base64(quoted)) typed("B", quoted);
  }

  void byte_set(const std::vector<std::string>& parts) {
    if (std::ranges::all_of(parts, [&](const std::string& part) { return is_base64(part); })) set("BS", parts);
  }

  void number_set(std::vector<std::string> parts) {
    for (std::string& part : parts) {
      const std::string_view text = std::string_view(part).substr(1, part.size() - 2);
      const auto spelt = spelling(text);
      if (!spelt || !is_spelt(text, *read_decimal(text))) return;
      part = *spelt;
    }
    set("NS", parts);
  }

  void set(std::string_view type, const std::vector<std::string>& parts) {
    if (parts.empty()) return refuse("a set is empty, which DynamoDB does not keep");
    if (std::set<std::string>(parts.begin(), parts.end()).size() != parts.size())
      return refuse("a set has an element twice");
    typed(type, "[" + join(parts, ",") + "]");
  }

  JsonCursor in_;
  std::string& out_;
  std::string fault_{};
  std::string_view attribute_{};  // the outermost, with quotes
};

}  // namespace

Result<Done> append_value(std::string& out, std::string_view json) { return Writing(json, out).run_value(); }

Result<Done> append_item(std::string& out, std::string_view json) { return Writing(json, out).run_item(); }

std::string unfit_item(std::string_view json) {
  std::string ignored;
  const auto written = append_item(ignored, json);
  return written ? std::string() : written.error().message;
}

}  // namespace jada
