#include "casework/json_text.h"

#include <nlohmann/json.hpp>

#include "casework/value.h"

namespace backstamp::casework {
namespace {

using Json = nlohmann::json;

Result<Json> parse(std::string_view text, Json::value_t kind) {
  Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.type() == kind) return json;
  return fail(Fault::invalid, "is not the JSON it should be");
}

Result<std::string> string_in(const Json& json) {
  if (json.is_string()) return plain(json.get<std::string>());
  return fail(Fault::invalid, "holds JSON that is no text");
}

Result<Entity> entity_in(const Json& json) {
  if (!json.is_array() || json.size() != 2) {
    return fail(Fault::invalid, "holds JSON that is no entity");
  }
  const std::string kind = TRY(string_in(json[0]));
  const std::string value = TRY(string_in(json[1]));
  return Entity{TRY(entity_kind(kind)), TRY(Text::parse(value))};
}

Result<AlertId> alert_in(const Json& json) {
  const std::string id = TRY(string_in(json));
  return AlertId(TRY(Uuid::parse(id)));
}

template <class T>
Result<std::vector<T>> list_in(std::string_view text, Result<T> (*item_in)(const Json&)) {
  const Json json = TRY(parse(text, Json::value_t::array));
  std::vector<T> items;
  items.reserve(json.size());
  for (const Json& item : json) items.push_back(TRY(item_in(item)));
  return items;
}

}  // namespace

std::string json_text(const std::vector<std::string>& strings) {
  Json json = Json::array();
  for (const std::string& string : strings) json.push_back(storable(string));
  return json.dump();
}

std::string json_text(const std::vector<Entity>& entities) {
  Json json = Json::array();
  for (const Entity& entity : entities) {
    json.push_back(Json::array({name_of(entity.kind), storable(entity.value.view())}));
  }
  return json.dump();
}

std::string json_text(const std::vector<AlertId>& alerts) {
  Json json = Json::array();
  for (const AlertId& alert : alerts) json.push_back(alert.value().text());
  return json.dump();
}

std::string json_text(const std::map<std::string, std::int64_t>& counts) {
  Json json = Json::object();
  for (const auto& [name, count] : counts) json[storable(name)] = count;
  return json.dump();
}

Result<std::vector<std::string>> strings_in(std::string_view json) {
  return list_in<std::string>(json, string_in);
}

Result<std::vector<Entity>> entities_in(std::string_view json) {
  return list_in<Entity>(json, entity_in);
}

Result<std::vector<AlertId>> alerts_in(std::string_view json) {
  return list_in<AlertId>(json, alert_in);
}

Result<std::map<std::string, std::int64_t>> counts_in(std::string_view text) {
  const Json json = TRY(parse(text, Json::value_t::object));
  std::map<std::string, std::int64_t> counts;
  for (const auto& [name, count] : json.items()) {
    if (!count.is_number_integer()) return fail(Fault::invalid, "holds a count that is no number");
    counts[plain(name)] = count.get<std::int64_t>();
  }
  return counts;
}

}  // namespace backstamp::casework
