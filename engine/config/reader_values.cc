#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "engine/config/document.h"
#include "engine/config/guess.h"
#include "engine/config/reader.h"

namespace jada {
namespace {

KeyDoc plain(std::string_view key, std::string type, std::string_view doc) {
  return {.name = std::string(key), .type = std::move(type), .doc = std::string(doc)};
}

KeyDoc with_fallback(KeyDoc doc, std::string fallback) {
  doc.fallback = std::move(fallback);
  return doc;
}

std::string toml_text(const std::string& text) { return canonical(Json(text)); }

std::string toml_text(const Limit& limit) {
  return limit.percent ? fmt::format("\"{}%\"", limit.value) : fmt::format("{}", limit.value);
}

std::optional<Limit> read_percent(std::string_view text) {
  if (text.empty() || text.back() != '%') return std::nullopt;
  text.remove_suffix(1);
  double number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  const bool whole = fault == std::errc{} && end == text.data() + text.size();
  if (!whole || std::signbit(number) || !(number <= 100)) return std::nullopt;
  return Limit{.value = number, .percent = true};
}

std::optional<Limit> read_limit(const Value& value) {
  if (value.text() != nullptr) return read_percent(*value.text());
  const auto* count = std::get_if<std::int64_t>(&value.held);
  if (count == nullptr || *count < 0) return std::nullopt;
  return Limit{.value = static_cast<double>(*count), .percent = false};
}

// How a value stands in a sentence about what it should be.
std::string shown(const Value& value) {
  if (const auto* count = std::get_if<std::int64_t>(&value.held)) return std::to_string(*count);
  if (const auto* time = std::get_if<DateTime>(&value.held)) return time->text;
  return value.text() != nullptr ? in_quotes(*value.text()) : kind_name(value);
}

std::string bounds(std::int64_t least, std::int64_t most) {
  if (most == std::numeric_limits<std::int64_t>::max()) return fmt::format("{} or more", least);
  if (least == std::numeric_limits<std::int64_t>::min()) return fmt::format("{} or less", most);
  return fmt::format("a number from {} to {}", least, most);
}

}  // namespace

std::string Reader::text(std::string_view key, std::string_view doc, std::string fallback) {
  KeyDoc described = plain(key, "string", doc);
  if (!fallback.empty()) described.fallback = toml_text(fallback);
  const Value* value = look(std::move(described));
  if (value == nullptr) return fallback;
  if (value->text() != nullptr) return *value->text();
  wrong(key, *value, kind_name(*value), "a string");
  return fallback;
}

std::optional<std::string> Reader::maybe_text(std::string_view key, std::string_view doc) {
  const Value* value = look(plain(key, "string", doc));
  if (value == nullptr) return std::nullopt;
  if (value->text() != nullptr) return *value->text();
  wrong(key, *value, kind_name(*value), "a string");
  return std::nullopt;
}

std::string Reader::required_text(std::string_view key, std::string_view doc) {
  KeyDoc described = plain(key, "string", doc);
  described.required = true;
  const Value* value = look(std::move(described));
  if (value == nullptr) {
    missing(key, doc);
  } else if (value->text() == nullptr) {
    wrong(key, *value, kind_name(*value), "a string");
  } else if (value->text()->empty()) {
    report(value->at, 2, fmt::format("{} is empty", named(key)));
  } else {
    return *value->text();
  }
  return {};
}

bool Reader::flag(std::string_view key, std::string_view doc, bool fallback) {
  const Value* value = look(with_fallback(plain(key, "boolean", doc), fallback ? "true" : "false"));
  if (value == nullptr) return fallback;
  if (const bool* held = std::get_if<bool>(&value->held)) return *held;
  wrong(key, *value, kind_name(*value), "a boolean", "write true or false");
  return fallback;
}

std::int64_t Reader::integer(std::string_view key, std::string_view doc, std::int64_t fallback, std::int64_t least,
                             std::int64_t most) {
  const Value* value = look(with_fallback(plain(key, "integer", doc), std::to_string(fallback)));
  if (value == nullptr) return fallback;
  const auto* held = std::get_if<std::int64_t>(&value->held);
  if (held == nullptr) {
    wrong(key, *value, kind_name(*value), "an integer");
  } else if (*held < least || *held > most) {
    wrong(key, *value, shown(*value), bounds(least, most));
  } else {
    return *held;
  }
  return fallback;
}

Duration Reader::duration(std::string_view key, std::string_view doc, Duration fallback) {
  const Value* value = look(with_fallback(plain(key, "duration", doc), toml_text(to_string(fallback))));
  if (value == nullptr) return fallback;
  if (value->text() != nullptr) {
    if (const auto read = parse_duration(*value->text())) return *read;
  }
  wrong(key, *value, shown(*value), "a duration", "write \"90s\", \"30m\", \"1h30m\" or \"180d\"");
  return fallback;
}

Limit Reader::limit(std::string_view key, std::string_view doc, Limit fallback) {
  const Value* value = look(with_fallback(plain(key, "percent", doc), toml_text(fallback)));
  if (value == nullptr) return fallback;
  if (const auto read = read_limit(*value)) return *read;
  wrong(key, *value, shown(*value), "a limit", "write a whole number, or \"0%\" to \"100%\"");
  return fallback;
}

std::optional<Time> Reader::maybe_time(std::string_view key, std::string_view doc) {
  const Value* value = look(plain(key, "time", doc));
  if (value == nullptr) return std::nullopt;
  const auto* written = std::get_if<DateTime>(&value->held);
  const std::string* text = written == nullptr ? value->text() : &written->text;
  if (text != nullptr) {
    if (const auto read = parse_time(*text)) return *read;
  }
  wrong(key, *value, shown(*value), "a time", "write 2026-05-13T12:00:00Z");
  return std::nullopt;
}

std::size_t Reader::choice(std::string_view key, std::string_view doc, std::initializer_list<std::string_view> words,
                           std::size_t fallback) {
  KeyDoc described = plain(key, "choice", doc);
  described.choices.assign(words.begin(), words.end());
  described.fallback = toml_text(std::string(*(words.begin() + fallback)));
  const Value* value = look(std::move(described));
  if (value == nullptr) return fallback;
  if (value->text() == nullptr) {
    wrong(key, *value, kind_name(*value), fmt::format("one of {}", fmt::join(words, ", ")));
    return fallback;
  }
  const auto word = std::find(words.begin(), words.end(), *value->text());
  if (word != words.end()) return static_cast<std::size_t>(word - words.begin());
  const auto guess = likely(*value->text(), {words.begin(), words.size()});
  wrong(key, *value, shown(*value), fmt::format("one of {}", fmt::join(words, ", ")),
        guess ? did_you_mean(*guess) : "");
  return fallback;
}

std::vector<const Value*> Reader::strings(KeyDoc doc) {
  const std::string key = doc.name;
  const Value* value = look(std::move(doc));
  if (value == nullptr) return {};
  if (value->array() == nullptr) {
    wrong(key, *value, kind_name(*value), "a list of strings", value->text() != nullptr ? "put it in [ ]" : "");
    return {};
  }
  std::vector<const Value*> texts;
  for (std::size_t i = 0; i < value->array()->size(); ++i) {
    const Value& element = (*value->array())[i];
    if (element.text() != nullptr) {
      texts.push_back(&element);
    } else {
      wrong(fmt::format("{}[{}]", key, i), element, kind_name(element), "a string");
    }
  }
  return texts;
}

std::vector<std::string> Reader::texts(std::string_view key, std::string_view doc) {
  std::vector<std::string> texts;
  for (const Value* element : strings(plain(key, "strings", doc))) texts.push_back(*element->text());
  return texts;
}

}  // namespace jada
