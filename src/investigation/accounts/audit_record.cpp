#include "investigation/accounts/audit_record.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace backstamp::investigation {
namespace {

using Json = nlohmann::json;

constexpr std::size_t entries_max = 500, value_bytes_max = 4'096, addresses_max = 100;

std::string text_of(const Json& value) {
  const std::string text = value.is_string()
                               ? value.get<std::string>()
                               : value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return Text::lossy(text).cut(value_bytes_max).str();
}

std::string member_text(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? std::string() : text_of(*found);
}

std::map<std::string, std::string, std::less<>> named_values(const Json& record, const char* list) {
  std::map<std::string, std::string, std::less<>> values;
  const auto found = record.find(list);
  if (found == record.end()) return values;
  const Json entries =
      found->is_string() ? Json::parse(found->get<std::string>(), nullptr, false) : *found;
  if (!entries.is_array()) return values;
  for (const Json& entry : entries) {
    if (!entry.is_object() || values.size() >= entries_max) continue;
    values[member_text(entry, "Name")] = member_text(entry, "Value");
  }
  return values;
}

bool of_address(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view(".!#$%&'*+/=?^_`{|}~-@").find(c) != std::string_view::npos;
}

}  // namespace

std::string AuditRecord::parameter(std::string_view name) const {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string() : found->second;
}

AuditRecord read_audit_record(std::string_view json) {
  AuditRecord read;
  const Json record = Json::parse(json, nullptr, false);
  if (!record.is_object()) return read;
  read.parameters = named_values(record, "Parameters");
  read.properties = named_values(record, "OperationProperties");
  read.object_id = member_text(record, "ObjectId");
  const auto count = record.find("OperationCount");
  if (count != record.end() && count->is_number_integer())
    read.operation_count = std::clamp<std::int64_t>(count->get<std::int64_t>(), 1, 1'000'000);
  const auto item = record.find("Item");
  if (item == record.end() || !item->is_object()) return read;
  const auto folder = item->find("ParentFolder");
  if (folder == item->end() || !folder->is_object()) return read;
  read.folder_path = member_text(*folder, "Path");
  read.member = member_text(*folder, "MemberUpn");
  read.member_rights = member_text(*folder, "MemberRights");
  return read;
}

std::vector<std::string> addresses_in(std::string_view text) {
  std::vector<std::string> found;
  const std::string lower = ascii_lower(text);
  for (std::size_t at = lower.find('@'); at != std::string::npos; at = lower.find('@', at + 1)) {
    std::size_t begin = at, end = at + 1;
    while (begin > 0 && of_address(lower[begin - 1]) && lower[begin - 1] != '@') --begin;
    while (end < lower.size() && of_address(lower[end]) && lower[end] != '@') ++end;
    while (end > at && (lower[end - 1] == '.' || lower[end - 1] == '\'')) --end;
    if (begin == at || end <= at + 1) continue;
    std::string address = lower.substr(begin, end - begin);
    if (std::ranges::find(found, address) == found.end()) found.push_back(std::move(address));
    if (found.size() >= addresses_max) break;
  }
  return found;
}

}  // namespace backstamp::investigation
