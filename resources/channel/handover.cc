#include "resources/channel/handover.h"

#include "resources/apis/notice_json.h"

namespace jada {

NoticeRecord handed_over(const NoticeRecord& record, const Channel::Spec& spec, const std::string& why, Time now) {
  NoticeRecord copy{.id = copy_id(record, *spec.fallback),
                    .alert_id = record.alert_id,
                    .channel = *spec.fallback,
                    .transition = record.transition,
                    .notice = record.notice,
                    .created_at = now};
  auto notice = read_notice(record.notice);
  if (!notice || why.empty()) return copy;
  notice->body.push_back(to_string(spec.address) + " could not be told: " + why);
  copy.notice = to_json(*notice);
  return copy;
}

bool ends_alert(const NoticeRecord& record) {
  const auto notice = read_notice(record.notice);
  return notice && is_over(*notice);
}

}  // namespace jada
