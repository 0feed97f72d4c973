#include "verdict/reasons_json.h"

#include <nlohmann/json.hpp>

#include "base/json_escape.h"

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

void append_text(std::string& json, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  json += ",\"";
  json += key;
  json += "\":\"";
  append_json_escaped(json, value);
  json += '"';
}

}  // namespace

// Written without a tree: every message that is taken in has its reasons written.
std::string reasons_json(const std::vector<Reason>& reasons) {
  std::string json = "[";
  for (const Reason& reason : reasons) {
    json += json.size() == 1 ? "{\"rule\":\"" : ",{\"rule\":\"";
    append_json_escaped(json, reason.rule);
    json += '"';
    append_text(json, "detail", reason.detail.view());
    append_text(json, "entity", reason.entity.view());
    if (reason.points != 0) json += ",\"points\":" + std::to_string(reason.points);
    if (reason.strong) json += ",\"strong\":true";
    append_text(json, "threat_type", reason.threat_type);
    json += '}';
  }
  return json + "]";
}

Result<std::vector<Reason>> read_reasons(std::string_view json) {
  const Json list = Json::parse(json, nullptr, false);
  if (!list.is_array()) return fail(Fault::invalid, "reasons are no JSON array");
  std::vector<Reason> reasons;
  for (const Json& entry : list) reasons.push_back(TRY(read_reason(entry)));
  return reasons;
}

}  // namespace backstamp::verdict
