#include "api/problem.h"

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace backstamp::api {

int status_of(Fault fault) {
  switch (fault) {
    case Fault::invalid: return 400;
    case Fault::not_found: return 404;
    case Fault::conflict: return 409;
    case Fault::denied: return 403;
    case Fault::limit: return 413;
    case Fault::timeout: return 504;
    case Fault::cancelled: return 503;
    case Fault::unavailable: return 503;
    case Fault::corrupt: return 500;
  }
  return 500;
}

http::Response problem(int status, std::string_view title, std::string_view detail) {
  const nlohmann::ordered_json document = {{"type", "about:blank"},
                                           {"title", Text::lossy(title).str()},
                                           {"status", status},
                                           {"detail", Text::lossy(detail).str()}};
  http::Response response;
  response.status = status;
  response.fields["Content-Type"] = "application/problem+json";
  response.body = document.dump() + "\n";
  return response;
}

http::Response problem(const Error& error) {
  return problem(status_of(error.fault), name_of(error.fault), error.what);
}

}  // namespace backstamp::api
