#include "engine/host/system_error.h"

#include <cerrno>
#include <system_error>

namespace jada {
namespace {

Code code_of(int number) {
  switch (number) {
    case ENOENT: return Code::missing;
    case EACCES:
    case EPERM:
    case EROFS: return Code::denied;
    case EEXIST: return Code::conflict;
    case EISDIR:
    case ENOTDIR:
    case ENAMETOOLONG:
    case ELOOP:
    case ENOEXEC:
    case E2BIG: return Code::invalid;
    default: return Code::unavailable;
  }
}

}  // namespace

Error system_error(const std::string& path, int number) {
  return {code_of(number), path + ": " + std::generic_category().message(number)};
}

}  // namespace jada
