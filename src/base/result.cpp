#include "base/result.h"

#include <cerrno>
#include <system_error>

namespace backstamp {

std::string_view name_of(Fault fault) {
  switch (fault) {
    case Fault::invalid: return "invalid";
    case Fault::not_found: return "not_found";
    case Fault::conflict: return "conflict";
    case Fault::denied: return "denied";
    case Fault::limit: return "limit";
    case Fault::timeout: return "timeout";
    case Fault::cancelled: return "cancelled";
    case Fault::unavailable: return "unavailable";
    case Fault::corrupt: return "corrupt";
  }
  return "unknown";
}

Error Error::in(std::string_view context) && {
  return Error{fault, std::string(context) + ": " + what, where};
}

Error errno_error(std::string_view doing, int error_number, std::source_location where) {
  const Fault fault = [&] {
    switch (error_number) {
      case ENOENT: return Fault::not_found;
      case EACCES:
      case EPERM: return Fault::denied;
      case ENOSPC:
      case EDQUOT:
      case EFBIG: return Fault::limit;
      case EEXIST: return Fault::conflict;
      default: return Fault::unavailable;
    }
  }();
  return Error{fault, std::string(doing) + ": " + std::generic_category().message(error_number),
               where};
}

}  // namespace backstamp
