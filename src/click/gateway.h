// The gateway that guarded links lead to: looks at the target at the time of the click, leads on,
// warns or refuses, and keeps the click.
#pragma once

#include <functional>
#include <string>

#include "base/time.h"
#include "click/click_log.h"
#include "click/link_key.h"
#include "click/ruling.h"
#include "click/visitor.h"
#include "http/server.h"

namespace backstamp::click {

// Before the word of a link in its address: "https://links.example.org/c/WORD".
constexpr std::string_view link_path = "/c/";

struct GatewayParts {
  std::function<std::shared_ptr<const KeyRing>()> keys;
  std::function<verdict::Indicators()> entries;
  Visitors& visitors;
  ClickLog& clicks;
  const Clock& clock;
  ClickPolicy policy;
  Text organisation;
};

// Answers GET, HEAD and POST below link_path, and /healthz. GET leads to the target, a warning or a
// refusal; POST is the button of a warning. A click that cannot be kept is answered all the same.
// `parts` must outlive the handler.
http::Handler make_gateway(const GatewayParts& parts);

}  // namespace backstamp::click
