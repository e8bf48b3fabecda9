#include "engine/loop/claims.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/base/text.h"

namespace jada {
namespace {

struct Claim {
  Spot at{};
  std::string by{};  // `[roster.crew]`
  std::string what{};
  Address block{};
};

// `the file /srv/a.json, google:ops` where the links of its path lead: two spellings of one place are one claim.
std::string resolved(const std::string& what, const Document& document) {
  const auto blank = what.find(" /");
  if (blank == std::string::npos || document.reading == nullptr) return what;
  const auto end = std::min(what.find(", ", blank), what.size());
  return what.substr(0, blank + 1) + document.reading->resolved(what.substr(blank + 1, end - blank - 1)) +
         what.substr(end);
}

// In the order of the files, so that the block that came later is at fault.
std::vector<Claim> all_claims(const Desired& desired, const Document& document) {
  std::vector<Claim> claims;
  for (const Declared& declared : desired.resources) {
    const Block* block = document.block(declared.address);
    for (const std::string& what : declared.resource->claims())
      claims.push_back(
          {block->at, "[" + to_string(declared.address) + "]", resolved(what, document), declared.address});
  }
  std::stable_sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
    return std::tie(a.at.file, a.at.line) < std::tie(b.at.file, b.at.line);
  });
  return claims;
}

}  // namespace

void find_double_claims(const Desired& desired, Document& document) {
  std::map<std::string, Claim> first;
  for (const InputFile& file : document.files)
    first.try_emplace(resolved(file_claim(file.path), document), Claim{.by = "the declaration"});
  first.try_emplace(resolved(file_claim(desired.controller.state), document), Claim{.by = "the state"});
  for (Claim& claim : all_claims(desired, document)) {
    const auto [known, is_new] = first.try_emplace(claim.what, claim);
    if (is_new) continue;
    const Claim& other = known->second;
    std::vector<Spot> also;
    if (other.at.line != 0) also.push_back(other.at);
    document.fault(claim.at, static_cast<int>(width(claim.by)),
                   claim.by + " claims " + claim.what + ", which " + other.by + " has already",
                   "only one may write there: name another in one of the two", std::move(also));
    document.faults.back().block = claim.block;
  }
}

}  // namespace jada
