#include "verdict/hunting_columns.h"

#include <nlohmann/json.hpp>

namespace backstamp::verdict {
namespace {

// The same value for each threat type: methods and confidence are known of the whole alone.
std::string by_type(const Verdict& verdict, const nlohmann::ordered_json& value) {
  auto object = nlohmann::ordered_json::object();
  for (const std::string& type : verdict.threat_types) object[type] = value;
  return object.dump();
}

}  // namespace

std::string threat_types_text(const Verdict& verdict) {
  std::string text;
  for (const std::string& type : verdict.threat_types) text += (text.empty() ? "" : ", ") + type;
  return text;
}

std::string detection_methods_json(const Verdict& verdict) {
  return by_type(verdict, verdict.detection_methods);
}

std::string confidence_json(const Verdict& verdict) { return by_type(verdict, verdict.confidence); }

}  // namespace backstamp::verdict
