// The credentials that a profile leads to: its own keys, or a role and what stands behind it.
#pragma once

#include <string>
#include <vector>

#include "resources/apis/aws/aws_credentials.h"
#include "resources/apis/aws/aws_ports.h"
#include "resources/apis/aws/aws_profiles.h"

namespace jada {

/// One resolution of one profile; borrows all.
class ProfileCredentials {
 public:
  /// `region`: whose STS is asked; empty: of the environment, else of the profile.
  ProfileCredentials(const AwsPorts& ports, const AwsProfiles& profiles, std::string region)
      : ports_(ports), profiles_(profiles), region_(std::move(region)) {}

  /// Not set up: the profile is not there, or says nothing of credentials. denied: it says what cannot be, or what
  /// needs a person (single sign-on, an MFA device) or a program (credential_process).
  Sought of(const std::string& profile);

 private:
  Sought from_role(const std::string& profile);
  Sought from_source(const std::string& profile, const std::string& source);
  Sought from_named_source(const std::string& profile, const std::string& source);
  Sought own_keys(const std::string& profile);
  Sought needs_person_or_program(const std::string& profile) const;
  Error fault(const std::string& profile, const std::string& what) const;

  const AwsPorts& ports_;
  const AwsProfiles& profiles_;
  std::string region_;
  std::vector<std::string> path_{};  // profiles that led here
};

}  // namespace jada
