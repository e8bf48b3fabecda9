// What is told of an alert: the texts of its notices, one for each channel, and its events.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/ports/store.h"
#include "resources/alert/alert.h"
#include "resources/alert/entry.h"

namespace jada {

/// What the book does not hold of it.
struct Background {
  std::string why{};                      ///< what is wrong, or how it ended; one sentence
  std::vector<std::string> dependants{};  ///< addresses of what needs the subject
  std::vector<Alert::Harm> harm{};
};

/// What a notice says below its title, a thought a line.
std::vector<std::string> lines_of(const Entry&, const Background&, Time now);

/// A notice is numbered by when the alert began and by the revision it is written with: none of another look has its
/// id, also when the book forgot what is long over.
NoticeRecord notice_to(const Address& channel, Transition, const Entry&, std::vector<std::string> lines, Time now);

/// `alert.fired`, … of the subject; an error when nobody else is told of it.
Event event_of(Transition, const Entry&, const std::string& why, bool is_heard, Time now);

}  // namespace jada
