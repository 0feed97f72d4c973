#include "api/engines.h"

#include <nlohmann/json.hpp>

#include "api/page.h"
#include "base/text.h"

namespace backstamp::api {
namespace {

constexpr std::chrono::seconds answer_wait_max{3};

http::Response list(const verdict::Panel& panel) {
  std::vector<std::string> items;
  for (const verdict::EngineHealth& one : panel.health(deadline_in(answer_wait_max))) {
    items.push_back(nlohmann::ordered_json{{"engine", one.engine},
                                           {"state", name_of(one.state)},
                                           {"detail", Text::lossy(one.detail).str()}}
                        .dump());
  }
  return page(items, std::nullopt);
}

}  // namespace

std::vector<Route> engine_routes(const verdict::Panel& panel) {
  return {{.method = "GET",
           .path = "/api/v1/engines",
           .answer = [&panel](const http::Request&, const Segments&) { return list(panel); }}};
}

}  // namespace backstamp::api
