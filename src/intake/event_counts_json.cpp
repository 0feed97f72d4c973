#include "intake/event_counts_json.h"

#include <nlohmann/json.hpp>

namespace backstamp::intake {

std::string to_json(const EventCounts& counts) {
  using Json = nlohmann::ordered_json;
  const Json json = {{"records", counts.records},  {"added", counts.added},
                     {"known", counts.known},      {"refused", counts.refused},
                     {"rows", counts.rows},        {"reasons", counts.reasons},
                     {"examples", counts.examples}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace backstamp::intake
