#include "verdict/verdict_json.h"

#include <nlohmann/json.hpp>

namespace backstamp::verdict {

using Json = nlohmann::ordered_json;

std::string to_json(const Verdict& verdict, const message::NetworkMessageId& message) {
  Json reasons = Json::array(), missing = Json::array();
  for (const Reason& reason : verdict.reasons) {
    reasons.push_back({{"rule", reason.rule},
                       {"detail", reason.detail.str()},
                       {"entity", reason.entity.str()},
                       {"points", reason.points}});
  }
  for (const Missing& one : verdict.missing) {
    missing.push_back({{"engine", one.engine}, {"why", Text::lossy(one.why).str()}});
  }
  return Json{{"network_message_id", message.value().text()},
              {"verdict", name_of(verdict.judgement)},
              {"threat_types", verdict.threat_types},
              {"detection_methods", verdict.detection_methods},
              {"points", verdict.points},
              {"confidence", verdict.confidence},
              {"reasons", std::move(reasons)},
              {"missing", std::move(missing)}}
      .dump();
}

}  // namespace backstamp::verdict
