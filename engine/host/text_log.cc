#include "engine/host/text_log.h"

#include <unistd.h>

#include <cerrno>

#include "engine/base/json.h"

namespace jada {
namespace {

bool is_plain(std::string_view value) {
  if (value.empty()) return false;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ' || byte >= 0x7f || c == '"' || c == '=' || c == '\\') return false;
  }
  return true;
}

std::string quoted(const std::string& value) {
  return is_plain(value) ? value : Json(value).dump(-1, ' ', true, Json::error_handler_t::replace);
}

// One write, so that lines of several processes do not mix; what a log cannot take is lost, there is nowhere to say so.
void write_whole(const std::string& line) {
  std::string_view rest = line;
  while (!rest.empty()) {
    const auto written = write(STDERR_FILENO, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

std::string_view word(LogLine::Level level) {
  switch (level) {
    case LogLine::Level::debug: return "debug";
    case LogLine::Level::info: return "info";
    case LogLine::Level::warning: return "warning";
    case LogLine::Level::error: return "error";
  }
  return "";
}

std::string as_logfmt(const LogLine& line, Time now) {
  std::string text =
      "time=" + to_string(now) + " level=" + std::string(word(line.level)) + " event=" + quoted(line.event);
  if (!line.message.empty()) text += " msg=" + quoted(line.message);
  for (const auto& [name, value] : line.fields) text += " " + name + "=" + quoted(value);
  return text + "\n";
}

std::string as_json(const LogLine& line, Time now) {
  nlohmann::ordered_json json{{"time", to_string(now)}, {"level", word(line.level)}, {"event", line.event}};
  if (!line.message.empty()) json["msg"] = line.message;
  for (const auto& [name, value] : line.fields) json[name] = value;
  return json.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

void TextLog::say(const LogLine& line) {
  if (line.level < least_) return;
  const std::string text = format_ == Format::json ? as_json(line, clock_.now()) : as_logfmt(line, clock_.now());
  const std::scoped_lock guard(mutex_);
  write_whole(text);
}

}  // namespace jada
