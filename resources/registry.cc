#include "resources/registry.h"

#include <string>

namespace jada {

#define KIND(folder, type) Kind folder##_kind();
#include "resources/kinds.def"
#undef KIND

std::span<const Kind> registry() {
#define KIND(folder, type) folder##_kind(),
  static const Kind kKinds[] = {
#include "resources/kinds.def"
  };
#undef KIND
  return kKinds;
}

std::vector<KindDoc> describe() {
  std::vector<KindDoc> docs;
  for (const Kind& kind : registry()) {
    Reader in{std::string(kind.name)};
    kind.parse(in);
    docs.push_back({kind.name, in.described()});
  }
  return docs;
}

}  // namespace jada
