// A cluster's query, in KQL: what an analyst opens, narrows and widens.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "investigation/mail_hunt.h"

namespace backstamp::investigation {

// A KQL string literal: quotes and backslashes escaped, control characters as \u.
std::string kql_text(std::string_view text);
// "EmailEvents | where Timestamp between (datetime(a) .. datetime(b)) | where CONDITION"
std::string kql_mail_query(const Window& window, std::string_view condition);
// "Subject == \"Invoice\""
std::string kql_equals(std::string_view column, std::string_view value);
// "NetworkMessageId in (\"a\", \"b\")"
std::string kql_is_one_of(std::string_view column, const std::set<std::string>& values);

}  // namespace backstamp::investigation
