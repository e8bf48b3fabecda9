#include "resources/apis/notice.h"

namespace jada {

bool is_over(const Notice& notice) {
  using enum Notice::Transition;
  return notice.transition == resolved || (notice.transition == settled && notice.resolved_at);
}

std::string_view word(Notice::Transition transition) {
  using enum Notice::Transition;
  switch (transition) {
    case fired: return "fired";
    case repeated: return "repeated";
    case escalated: return "escalated";
    case resolved: return "resolved";
    case flapping: return "flapping";
    case settled: return "settled";
  }
  return "fired";
}

std::string_view word(Notice::Severity severity) {
  using enum Notice::Severity;
  switch (severity) {
    case info: return "info";
    case warning: return "warning";
    case error: return "error";
    case critical: return "critical";
  }
  return "error";
}

}  // namespace jada
