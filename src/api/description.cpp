#include "api/description.h"

#include "base/check.h"
#include "base/content.h"

namespace backstamp::api {

std::vector<Route> description_routes() {
  return {{.method = "GET",
           .path = "/api/v1/openapi.json",
           .answer = [](const http::Request&, const Segments&) {
             const auto description = content_file("api/openapi.json");
             CHECK(description.has_value());
             return json(std::string(*description));
           }}};
}

}  // namespace backstamp::api
