#include "resources/channel/digest.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/base/text.h"
#include "resources/apis/notice_text.h"

namespace jada {
namespace {

std::vector<const Notice*> newest_of_each(std::span<const Letter> letters) {
  std::map<std::string_view, const Notice*> newest;
  for (const Letter& letter : letters) newest[letter.notice.fingerprint] = &letter.notice;
  std::vector<const Notice*> notices;
  for (const auto& [fingerprint, notice] : newest) notices.push_back(notice);
  std::ranges::stable_sort(notices, [](const Notice* a, const Notice* b) {
    return std::tuple(is_over(*a), b->severity, a->fired_at) < std::tuple(is_over(*b), a->severity, b->fired_at);
  });
  return notices;
}

std::string counts(const std::vector<const Notice*>& notices) {
  const auto over =
      static_cast<std::size_t>(std::ranges::count_if(notices, [](const Notice* notice) { return is_over(*notice); }));
  const std::string all = counted(notices.size(), "alert");
  return over == 0 ? all : fmt::format("{}, {} of them over", all, over);
}

}  // namespace

Letter digest_of(std::span<const Letter> letters, const std::string& channel, const std::string& instance) {
  const auto notices = newest_of_each(letters);
  Notice digest = *notices.front();  // the worst of them gives transition and severity
  digest.title = counts(notices);
  digest.subject = channel;
  digest.rule = "digest";
  digest.instance = instance;
  digest.fingerprint = letters.front().id;
  digest.body.clear();
  for (const Notice* notice : notices) digest.body.push_back(headline(*notice, plain_cost));
  return {letters.front().id, std::move(digest)};
}

}  // namespace jada
