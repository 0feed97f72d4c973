// Parts of an audit record as the mail service wrote it (CloudAppEvents.RawEventData).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace backstamp::investigation {

// What analyzers ask of a record. Lists of {"Name", "Value"} become maps; where they are JSON text
// they are read too. Bounded: at most 500 entries, values at most 4 KiB.
struct AuditRecord {
  std::map<std::string, std::string, std::less<>> parameters;  // Parameters
  std::map<std::string, std::string, std::less<>> properties;  // OperationProperties
  std::string object_id, folder_path, member, member_rights;   // Item.ParentFolder
  std::int64_t operation_count = 1;

  std::string parameter(std::string_view name) const;  // "" when it is not there
};

AuditRecord read_audit_record(std::string_view json);

// The mail addresses in a text: "smtp:a@b.example", "A <a@b.example>;c@d.example". Lower case,
// each once, at most 100.
std::vector<std::string> addresses_in(std::string_view text);

}  // namespace backstamp::investigation
