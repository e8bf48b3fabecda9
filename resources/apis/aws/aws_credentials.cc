#include "resources/apis/aws/aws_credentials.h"

#include <algorithm>

namespace jada {

std::string foreign_role_hint(const AwsCredentials& credentials) {
  if (credentials.role != "AmazonLightsailInstanceRole") return "";
  return "AmazonLightsailInstanceRole is Lightsail's own role, in an account of AWS: it has no rights in yours, and "
         "none can be given to it; put keys of a user of your account into ~/.aws/credentials on this instance, or run "
         "on EC2 with an instance profile of your own";
}

bool fits_header(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_iam_name(std::string_view name) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,.@-";
  return !name.empty() && name.size() <= 64 && name.find_first_not_of(kLetters) == std::string_view::npos;
}

}  // namespace jada
