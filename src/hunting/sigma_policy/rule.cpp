#include "hunting/sigma_policy/rule.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/check.h"
#include "base/content.h"
#include "base/text.h"

namespace backstamp::hunting::sigma_policy {
namespace {

Result<std::vector<std::string>> conditions_of(const Yaml& detection) {
  const Yaml* condition = detection.find("condition");
  if (condition == nullptr) return fail(Fault::invalid, "detection has no condition");
  std::vector<std::string> conditions;
  if (condition->kind == Yaml::Kind::text) conditions.push_back(condition->text);
  for (const Yaml& one : condition->items) conditions.push_back(one.text);
  if (conditions.empty() || conditions.front().empty())
    return fail(Fault::invalid, "the condition is empty");
  return conditions;
}

}  // namespace

Result<Rule> read_rule(std::string_view text) {
  const Yaml yaml = TRY(read_yaml(text));
  if (yaml.kind != Yaml::Kind::map) return fail(Fault::invalid, "a Sigma rule is a mapping");
  const Yaml* detection = yaml.find("detection");
  const Yaml* source = yaml.find("logsource");
  Rule rule{.id = yaml.text_at("id"),
            .title = yaml.text_at("title"),
            .level = yaml.text_at("level"),
            .status = yaml.text_at("status"),
            .description = yaml.text_at("description"),
            .author = yaml.text_at("author"),
            .product = {},
            .service = {},
            .category = {},
            .detection = {},
            .conditions = {}};
  if (rule.title.empty()) return fail(Fault::invalid, "the rule has no title");
  if (source == nullptr || source->kind != Yaml::Kind::map)
    return fail(Fault::invalid, "the rule has no logsource");
  if (detection == nullptr || detection->kind != Yaml::Kind::map)
    return fail(Fault::invalid, "the rule has no detection");
  rule.product = source->text_at("product");
  rule.service = source->text_at("service");
  rule.category = source->text_at("category");
  rule.conditions = TRY(conditions_of(*detection));
  rule.detection = *detection;
  std::erase_if(rule.detection.members, [](const auto& member) {
    return member.first == "condition" || member.first == "timeframe";
  });
  return rule;
}

Result<std::vector<Source>> parse_sources(std::string_view json) {
  using Json = nlohmann::json;
  const Json file = Json::parse(json, nullptr, false);
  if (!file.is_object() || !file.contains("sources") || !file["sources"].is_array())
    return fail(Fault::invalid, "no JSON object with a list 'sources'");
  std::vector<Source> sources;
  for (const Json& one : file["sources"]) {
    if (!one.is_object()) return fail(Fault::invalid, "a source is no object");
    const auto text = [&](const char* name) {
      const auto found = one.find(name);
      return found != one.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    Source source{.product = text("product"),
                  .service = text("service"),
                  .category = text("category"),
                  .table = text("table"),
                  .entity = text("entity"),
                  .fields = {},
                  .other = text("other"),
                  .keywords = text("keywords")};
    if (source.table.empty()) return fail(Fault::invalid, "a source has no table");
    const Json fields = one.value("fields", Json::object());
    for (const auto& [name, kql] : fields.items()) {
      if (kql.is_string()) source.fields[name] = kql.get<std::string>();
    }
    sources.push_back(std::move(source));
  }
  return sources;
}

const std::vector<Source>& built_in_sources() {
  static const std::vector<Source> sources = [] {
    const auto bytes = content_file("policies/sigma_sources.json");
    CHECK(bytes.has_value());
    auto parsed = parse_sources(*bytes);
    CHECK(parsed.has_value());
    return std::move(*parsed);
  }();
  return sources;
}

}  // namespace backstamp::hunting::sigma_policy
