// An event on its way into the hunting store: the rows it makes, and what it is known by.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "intake/geo.h"

namespace backstamp::intake {

struct EventRow {
  std::string table;
  std::string json;  // one object, one line
};

struct Event {
  std::string key;             // at most 100 characters; in the column EventKey of each of its rows
  Time at;                     // the Timestamp of the first row, whose table it is known in
  std::vector<EventRow> rows;  // at least one
};

// A record of the Office 365 Management Activity API, also in the columns of the OfficeActivity
// table -> CloudAppEvents, and beside it IdentityLogonEvents for sign-ins, UrlClickEvents for
// clicks. Error: invalid, with what is missing.
Result<Event> office365_event(std::string_view json, const Countries& countries);

// An object with `Table` and that table's columns, or an envelope of the streaming interface
// ("category": "AdvancedHunting-TABLE", "properties"). Columns that the table does not have are
// left out. Error: invalid, with the column.
Result<Event> hunting_event(std::string_view json);

// "1.2.3.4", "[2001:db8::1]:443", "::ffff:1.2.3.4", ... -> the bare address; empty for what is
// none.
std::string bare_address(std::string_view written);

}  // namespace backstamp::intake
