#include "resources/apis/aws/aws_profiles.h"

#include <fmt/format.h>

#include "resources/apis/aws/aws_credentials.h"

namespace jada {
namespace {

constexpr const char* kId = "aws_access_key_id";
constexpr const char* kSecret = "aws_secret_access_key";

const AwsSetting* setting_of(const AwsSection& section, const std::string& name) {
  const auto found = section.settings.find(name);
  return found == section.settings.end() ? nullptr : &found->second;
}

Error fault(const std::string& file, const std::string& profile, int line, const std::string& what) {
  return {Code::denied, fmt::format("{}, line {}: profile {} {}", file, line, profile, what)};
}

// The second name is one that old tools wrote.
const AwsSetting* token_of(const AwsSection& section) {
  const AwsSetting* const token = setting_of(section, "aws_session_token");
  return token != nullptr ? token : setting_of(section, "aws_security_token");
}

Result<std::optional<AwsKeys>> keys_in(const AwsSection& section, const std::string& file, const std::string& profile) {
  const AwsSetting* id = setting_of(section, kId);
  const AwsSetting* secret = setting_of(section, kSecret);
  if (id == nullptr && secret == nullptr) return std::optional<AwsKeys>();
  if (id == nullptr) return fault(file, profile, secret->line, fmt::format("has {}, but no {}", kSecret, kId));
  if (secret == nullptr) return fault(file, profile, id->line, fmt::format("has {}, but no {}", kId, kSecret));
  const AwsSetting* token = token_of(section);
  for (const auto& [name, setting] :
       {std::pair{kId, id}, std::pair{kSecret, secret}, std::pair{"aws_session_token", token}}) {
    if (setting != nullptr && !fits_header(setting->text.reveal()))
      return fault(
          file, profile, setting->line,
          fmt::format("has blanks or other characters in {} that no key has; a comment needs a line of its own", name));
  }
  return std::optional(
      AwsKeys{id->text.reveal(), secret->text.copy(), token == nullptr ? Secret() : token->text.copy()});
}

}  // namespace

AwsProfiles::File AwsProfiles::read_one(Secrets& secrets, const std::string& home, const char* variable,
                                        const char* name, AwsFile::Kind kind) {
  const auto named = secrets.variable(variable);
  std::string path = named ? named->reveal() : std::string("~/.aws/") + name;
  File file{.shown = path};
  if (path.starts_with("~/")) {
    if (home.empty()) return file;
    path = home + path.substr(1);
  }
  const auto read = secrets.read(path);
  if (read) {
    file.exists = true;
    file.mode = read->facts.mode;
    file.content = AwsFile::parse(read->text.reveal(), kind);
  } else if (read.error().code != Code::missing) {
    const bool can_pass = read.error().code == Code::unavailable;
    file.trouble = Error{can_pass ? Code::unavailable : Code::denied, read.error().message};
  }
  return file;
}

AwsProfiles AwsProfiles::read(Secrets& secrets, const std::string& home) {
  AwsProfiles profiles;
  profiles.files_ = {read_one(secrets, home, "AWS_SHARED_CREDENTIALS_FILE", "credentials", AwsFile::Kind::credentials),
                     read_one(secrets, home, "AWS_CONFIG_FILE", "config", AwsFile::Kind::config)};
  return profiles;
}

std::optional<Error> AwsProfiles::trouble() const {
  for (const File& file : files_) {
    if (file.trouble) return file.trouble;
  }
  return std::nullopt;
}

bool AwsProfiles::has(const std::string& profile) const {
  for (const File& file : files_) {
    if (file.content.find("profile", profile) != nullptr) return true;
  }
  return false;
}

std::string AwsProfiles::absence(const std::string& profile) const {
  const auto& [credentials, config] = files_;
  const std::string sections = fmt::format("{} has no [{}]", credentials.shown, profile);
  const std::string in_config = profile == "default" ? profile : "profile " + profile;
  if (!credentials.exists && !config.exists)
    return fmt::format("neither {} nor {} exists", credentials.shown, config.shown);
  if (!credentials.exists)
    return fmt::format("{} does not exist, and {} has no [{}]", credentials.shown, config.shown, in_config);
  if (!config.exists) return fmt::format("{}, and {} does not exist", sections, config.shown);
  return fmt::format("{}, and {} has no [{}]", sections, config.shown, in_config);
}

std::string AwsProfiles::text(const std::string& profile, const std::string& setting) const {
  for (const File& file : files_) {
    const AwsSection* section = file.content.find("profile", profile);
    const AwsSetting* found = section != nullptr ? setting_of(*section, setting) : nullptr;
    if (found != nullptr) return found->text.reveal();
  }
  return "";
}

std::string AwsProfiles::service_text(const std::string& profile, const std::string& service,
                                      const std::string& setting) const {
  const std::string services = text(profile, "services");
  const AwsSection* section = files_[1].content.find("services", services);
  const AwsSetting* found = section != nullptr ? setting_of(*section, service + "." + setting) : nullptr;
  return found != nullptr ? found->text.reveal() : "";
}

Result<std::optional<ProfileKeys>> AwsProfiles::keys(const std::string& profile) const {
  for (const File& file : files_) {
    const AwsSection* section = file.content.find("profile", profile);
    if (section == nullptr) continue;
    auto keys = keys_in(*section, file.shown, profile);
    if (!keys) return keys.error();
    if (*keys) return std::optional(ProfileKeys{std::move(**keys), file.shown, (file.mode & 077) != 0});
  }
  return std::optional<ProfileKeys>();
}

}  // namespace jada
