// libetpan's structures read and made. Included by the IMAP .cpp files only.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "platform/imap_session.h"

// libetpan's own types, declared so that no header of ours includes its headers.
struct mailimap_date_time;
struct mailimap_flag_list;
struct mailimap_set;
typedef struct clist_s clist;

namespace backstamp::platform {

Time time_of(const mailimap_date_time& date);
// The caller owns what these give.
mailimap_date_time* date_of(Time time);
mailimap_flag_list* flag_list_of(const std::string& flags);
mailimap_set* set_of(std::span<const std::uint32_t> uids);

// Of a FETCH answer. Entries without a UID are passed over.
std::vector<ImapMessage> messages_of(const clist* fetched);

}  // namespace backstamp::platform
