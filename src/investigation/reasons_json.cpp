#include "investigation/reasons_json.h"

#include <nlohmann/json.hpp>

namespace backstamp::investigation {

std::string to_json(const std::vector<verdict::Reason>& reasons) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const verdict::Reason& reason : reasons) {
    list.push_back({{"rule", reason.rule},
                    {"detail", reason.detail.str()},
                    {"entity", reason.entity.str()},
                    {"points", reason.points}});
  }
  return list.dump();
}

}  // namespace backstamp::investigation
