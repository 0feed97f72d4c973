#include "investigation/cluster_query.h"

#include "hunting/kql/query_text.h"

namespace backstamp::investigation {

std::string kql_text(std::string_view text) { return hunting::kql::query_text(text); }

std::string kql_mail_query(const Window& window, std::string_view condition) {
  return "EmailEvents | where Timestamp between (datetime(" + rfc3339(window.from) +
         ") .. datetime(" + rfc3339(window.to) + ")) | where " + std::string(condition);
}

std::string kql_equals(std::string_view column, std::string_view value) {
  return std::string(column) + " == " + kql_text(value);
}

std::string kql_is_one_of(std::string_view column, const std::set<std::string>& values) {
  std::string list;
  for (const std::string& value : values) list += (list.empty() ? "" : ", ") + kql_text(value);
  return std::string(column) + " in (" + list + ")";
}

}  // namespace backstamp::investigation
