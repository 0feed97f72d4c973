#include "verdict/reasons_json.h"

#include <nlohmann/json.hpp>

namespace backstamp::verdict {
namespace {

using Json = nlohmann::ordered_json;

Result<Reason> read_reason(const Json& json) {
  if (!json.is_object() || !json.contains("rule") || !json["rule"].is_string()) {
    return fail(Fault::invalid, "a reason is no object with a rule");
  }
  const auto text = [&](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto points = json.find("points");
  const auto strong = json.find("strong");
  return Reason{
      .rule = text("rule"),
      .detail = Text::lossy(text("detail")),
      .entity = Text::lossy(text("entity")),
      .points = points != json.end() && points->is_number_integer() ? points->get<int>() : 0,
      .strong = strong != json.end() && strong->is_boolean() && strong->get<bool>(),
      .threat_type = text("threat_type")};
}

}  // namespace

std::string reasons_json(const std::vector<Reason>& reasons) {
  Json list = Json::array();
  for (const Reason& reason : reasons) {
    Json& json = list.emplace_back(Json{{"rule", reason.rule}});
    if (!reason.detail.empty()) json["detail"] = reason.detail.str();
    if (!reason.entity.empty()) json["entity"] = reason.entity.str();
    if (reason.points != 0) json["points"] = reason.points;
    if (reason.strong) json["strong"] = true;
    if (!reason.threat_type.empty()) json["threat_type"] = reason.threat_type;
  }
  return list.dump();
}

Result<std::vector<Reason>> read_reasons(std::string_view json) {
  const Json list = Json::parse(json, nullptr, false);
  if (!list.is_array()) return fail(Fault::invalid, "reasons are no JSON array");
  std::vector<Reason> reasons;
  for (const Json& entry : list) reasons.push_back(TRY(read_reason(entry)));
  return reasons;
}

}  // namespace backstamp::verdict
