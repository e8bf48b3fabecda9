#include <algorithm>
#include <utility>
#include <vector>

#include "engine/base/json.h"
#include "engine/base/json_cursor.h"
#include "engine/base/json_string.h"
#include "resources/apis/dynamodb/decimal.h"
#include "resources/apis/dynamodb/item_values.h"

namespace jada {
namespace {

constexpr int kDepth = 64;  // DynamoDB allows 32

constexpr std::string_view kReplicationMarks = "aws:rep:";

bool is_plain(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return c == '\\' || static_cast<unsigned char>(c) < 0x20; });
}

// As canonical() would, without what that costs for names like all others.
void append_quoted(std::string& out, const std::string& text) {
  if (!is_plain(text) || text.find('"') != std::string::npos) {
    out += canonical(Json(text));
    return;
  }
  out.append("\"").append(text) += '"';
}

// Of what is no string: nothing.
std::string_view inner(std::string_view quoted) {
  return quoted.size() < 2 ? std::string_view{} : quoted.substr(1, quoted.size() - 2);
}

class Conversion {
 public:
  Conversion(std::string_view dynamo, std::string_view key_attribute) : in_(dynamo), key_attribute_(key_attribute) {}

  Result<PlainItem> run() {
    PlainItem item;
    item.json = attributes(0);
    if (!in_.is_sound() || !in_.is_at_end() || has_unknown_)
      return Error{Code::unavailable, "what came is no item as DynamoDB writes it"};
    item.key = std::move(key_);
    return item;
  }

 private:
  struct Member {
    std::string name;
    std::string value;  // JSON
  };

  // The quoted text as canonical() would write it.
  std::string text(std::string_view quoted) {
    return is_plain(quoted) ? std::string(quoted) : canonical(Json(unquoted(quoted)));
  }

  std::string unquoted(std::string_view quoted) {
    if (is_plain(quoted)) return std::string(inner(quoted));
    auto text = json_unquoted(quoted);
    if (!text) has_unknown_ = true;
    return std::move(text).value_or("");
  }

  static std::string joined(std::vector<Member> members) {
    std::ranges::sort(members, {}, &Member::name);
    std::string out = "{";
    for (const Member& member : members) {
      if (out.size() > 1) out += ',';
      append_quoted(out, member.name);
      out.append(":").append(member.value);
    }
    return out + "}";
  }

  std::string attributes(int depth) {
    if (depth > kDepth) in_.fail();
    std::vector<Member> members;
    auto inside = in_.open('{');
    while (const auto name = in_.name(inside)) {
      Member member{.name = unquoted(*name), .value = {}};
      const bool is_outermost = depth == 0;
      member.value = typed(depth, is_outermost && member.name == key_attribute_);
      if (is_outermost && member.name.starts_with(kReplicationMarks)) continue;
      members.push_back(std::move(member));
    }
    return joined(std::move(members));
  }

  // `{"S":"Ada"}`
  std::string typed(int depth, bool is_key) {
    auto inside = in_.open('{');
    const auto type = in_.name(inside);
    if (!type) {
      in_.fail();
      return {};
    }
    std::string out = value(inner(*type), depth);
    if (is_key && inner(*type) == "S") key_ = json_unquoted(out).value_or("");
    if (in_.name(inside)) in_.fail();
    return out;
  }

  std::string value(std::string_view type, int depth) {
    if (type == "S") return text(in_.string());
    if (type == "N") return number(in_.string());
    if (type == "BOOL") return word({"true", "false"});
    if (type == "NULL") return word({"true", "false"}), "null";
    if (type == "M") return attributes(depth + 1);
    if (type == "L") return list(depth + 1);
    if (type == "B") return tagged("$b", {text(in_.string())});
    if (type == "SS") return tagged("$ss", elements(false));
    if (type == "NS") return tagged("$ns", elements(true));
    if (type == "BS") return tagged("$bs", elements(false));
    has_unknown_ = true;
    in_.value();
    return "null";
  }

  std::string word(std::initializer_list<std::string_view> words) {
    const std::string_view found = in_.value();
    if (std::ranges::find(words, found) == words.end()) in_.fail();
    return std::string(found);
  }

  std::string number(std::string_view quoted) {
    const std::string_view spelt = inner(quoted);
    const bool is_short = !spelt.empty() && spelt.size() < 16 && spelt.front() != '0' &&
                          std::ranges::all_of(spelt, [](char c) { return c >= '0' && c <= '9'; });
    if (is_short) return std::string(spelt);
    const auto decimal = read_decimal(spelt);
    if (!decimal) {
      has_unknown_ = true;
      return "0";
    }
    auto plain = json_number(*decimal);
    return plain ? std::move(*plain) : tagged("$n", {canonical(Json(to_string(*decimal)))});
  }

  std::vector<std::string> elements(bool are_numbers) {
    std::vector<std::string> all;
    auto inside = in_.open('[');
    while (in_.element(inside)) all.push_back(are_numbers ? set_number(in_.string()) : text(in_.string()));
    std::ranges::sort(all);
    return all;
  }

  // In a set of numbers they stay texts: it is exact, and the set is one kind of thing.
  std::string set_number(std::string_view quoted) {
    const auto decimal = read_decimal(inner(quoted));
    if (!decimal) has_unknown_ = true;
    return canonical(Json(to_string(decimal.value_or(Decimal{}))));
  }

  static std::string tagged(std::string_view tag, const std::vector<std::string>& parts) {
    std::string out = "[\"" + std::string(tag) + "\"";
    for (const std::string& part : parts) out += "," + part;
    return out + "]";
  }

  std::string list(int depth) {
    if (depth > kDepth) in_.fail();
    std::string out = "[";
    auto inside = in_.open('[');
    for (bool is_first = true; in_.element(inside); is_first = false) {
      std::string element = typed(depth, false);
      if (is_first && element.starts_with("\"$")) element.insert(1, "$");
      if (!is_first) out += ',';
      out += element;
    }
    return out + "]";
  }

  JsonCursor in_;
  std::string_view key_attribute_;
  std::string key_{};
  bool has_unknown_ = false;
};

}  // namespace

Result<PlainItem> plain_item(std::string_view dynamo, std::string_view key_attribute) {
  return Conversion(dynamo, key_attribute).run();
}

}  // namespace jada
