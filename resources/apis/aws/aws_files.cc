#include "resources/apis/aws/aws_files.h"

#include "engine/base/text.h"

namespace jada {
namespace {

constexpr std::string_view kBlanks = " \t\r\v\f";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string_view unquoted(std::string_view name) {
  const bool is_quoted =
      name.size() > 1 && (name.front() == '"' || name.front() == '\'') && name.front() == name.back();
  return is_quoted ? name.substr(1, name.size() - 2) : name;
}

// Empty type: a section that nobody looks for.
std::pair<std::string, std::string> title(std::string_view name, AwsFile::Kind kind) {
  if (kind == AwsFile::Kind::credentials) return {"profile", std::string(name)};
  if (name == "default") return {"profile", "default"};
  const auto blank = name.find_first_of(" \t");
  if (blank == std::string_view::npos) return {"", std::string(name)};
  const auto rest = name.find_first_not_of(" \t", blank);
  if (rest == std::string_view::npos) return {"", std::string(name)};
  return {std::string(name.substr(0, blank)), std::string(unquoted(name.substr(rest)))};
}

}  // namespace

class AwsFile::Parser {
 public:
  Parser(AwsFile& file, Kind kind) : file_(file), kind_(kind) {}

  void take(std::string_view raw) {
    ++line_;
    const std::string_view text = trimmed(raw);
    if (text.empty() || text.front() == '#' || text.front() == ';') return;
    if (text.front() == '[') return begin_section(text);
    if (section_ != nullptr) setting(text, raw.front() == ' ' || raw.front() == '\t');
  }

 private:
  void begin_section(std::string_view text) {
    section_ = nullptr;
    group_.clear();
    const auto end = text.find(']');
    if (end == std::string_view::npos) return;
    const std::string_view rest = trimmed(text.substr(end + 1));
    if (!rest.empty() && rest.front() != '#' && rest.front() != ';') return;
    section_ = &file_.sections_[title(text.substr(1, end - 1), kind_)];
    if (section_->line == 0) section_->line = line_;
  }

  void setting(std::string_view text, bool is_indented) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) return;
    const std::string name = lower(trimmed(text.substr(0, equals)));
    const std::string_view value = trimmed(text.substr(equals + 1));
    if (!is_indented) group_.clear();
    if (value.empty()) {
      if (!is_indented) group_ = name + ".";
      return;
    }
    section_->settings[group_ + name] = {Secret(std::string(value)), line_};
  }

  AwsFile& file_;
  Kind kind_;
  int line_ = 0;
  AwsSection* section_ = nullptr;
  std::string group_{};  // `dynamodb.`
};

AwsFile AwsFile::parse(std::string_view text, Kind kind) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  AwsFile file;
  Parser parser(file, kind);
  while (!text.empty()) {
    const auto end = text.find('\n');
    parser.take(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return file;
}

const AwsSection* AwsFile::find(const std::string& type, const std::string& name) const {
  const auto found = sections_.find({type, name});
  return found == sections_.end() ? nullptr : &found->second;
}

}  // namespace jada
