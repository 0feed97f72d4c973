#include "api/events.h"

#include "api/page.h"
#include "api/request_body.h"

namespace backstamp::api {
namespace {

Result<http::Response> take_in(const TakeEvents& take, const http::Request& request) {
  const PageRequest asked = TRY(page_request(request));
  const std::string format = parameter(asked, "format").value_or("office365");
  const std::string counts = TRY(take(format, request.body));
  return json(counts);
}

}  // namespace

std::vector<Route> event_routes(TakeEvents take) {
  return {{.method = "POST",
           .path = "/api/v1/events",
           .answer = [take = std::move(take)](const http::Request& request, const Segments&) {
             return answered(take_in(take, request));
           }}};
}

}  // namespace backstamp::api
