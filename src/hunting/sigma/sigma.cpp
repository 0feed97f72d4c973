#include "hunting/sigma/sigma.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "hunting/sigma/detection.h"
#include "hunting/sigma/yaml.h"

namespace backstamp::hunting::sigma {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t conditions_max = 20;

std::string text_in(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

Result<const LogSource*> source_of(const Json& rule) {
  const auto source = rule.find("logsource");
  if (source == rule.end() || !source->is_object()) {
    return fail(Fault::invalid, "logsource: missing; it says which logs the rule is about");
  }
  return find_log_source(text_in(*source, "product"), text_in(*source, "category"),
                         text_in(*source, "service"));
}

// One condition, or a list of which any may hold.
Result<std::vector<std::string>> conditions_of(const Json& detection) {
  const auto condition = detection.find("condition");
  std::vector<std::string> all;
  if (condition != detection.end() && condition->is_string()) {
    all.push_back(condition->get<std::string>());
  } else if (condition != detection.end() && condition->is_array()) {
    for (const Json& one : *condition) {
      if (one.is_string()) all.push_back(one.get<std::string>());
    }
  }
  if (all.empty() || all.size() > conditions_max) {
    return fail(Fault::invalid, "detection/condition: missing; it joins the searches");
  }
  return all;
}

Result<std::string> detection_kql(const Json& rule, const LogSource& source) {
  const auto detection = rule.find("detection");
  if (detection == rule.end() || !detection->is_object()) {
    return fail(Fault::invalid, "detection: missing");
  }
  Searches searches;
  for (const auto& [name, search] : detection->items()) {
    if (name == "condition") continue;
    if (name == "timeframe") {
      return fail(Fault::invalid, "detection/timeframe: is not supported here");
    }
    const std::string where = "detection/" + Text::lossy(name).cut(80).str();
    searches[name] = TRY_IN(where, search_kql(source, search.dump()));
  }
  std::string kql;
  for (const std::string& condition : TRY(conditions_of(*detection))) {
    kql += (kql.empty() ? "" : " or ") + TRY_IN("detection", condition_kql(condition, searches));
  }
  return kql;
}

}  // namespace

Result<Rule> read_rule(std::string_view yaml) {
  const Json rule = Json::parse(TRY(yaml_to_json(yaml)), nullptr, false);
  if (!rule.is_object()) return fail(Fault::invalid, "this is no Sigma rule: no map at its top");
  if (rule.contains("correlation")) {
    return fail(Fault::invalid, "correlation: is not supported here; give a detection rule");
  }
  const LogSource* source = TRY(source_of(rule));
  Rule result{.id = text_in(rule, "id"),
              .title = text_in(rule, "title"),
              .level = text_in(rule, "level"),
              .table = source->table->name,
              .condition = TRY(detection_kql(rule, *source))};
  if (!result.title.empty()) return result;
  return fail(Fault::invalid, "title: missing");
}

std::string query_of(const Rule& rule, int days, std::int64_t rows_max) {
  return rule.table + "\n| where Timestamp > ago(" + std::to_string(days) + "d)\n| where " +
         rule.condition + "\n| sort by Timestamp desc\n| take " + std::to_string(rows_max);
}

}  // namespace backstamp::hunting::sigma
