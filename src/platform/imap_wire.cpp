#include "platform/imap_wire.h"

#include <libetpan/libetpan.h>

#include <algorithm>
#include <cstring>

namespace backstamp::platform {
namespace {

std::string flag_text(const mailimap_flag& flag) {
  switch (flag.fl_type) {
    case MAILIMAP_FLAG_ANSWERED: return "\\Answered";
    case MAILIMAP_FLAG_FLAGGED: return "\\Flagged";
    case MAILIMAP_FLAG_DELETED: return "\\Deleted";
    case MAILIMAP_FLAG_SEEN: return "\\Seen";
    case MAILIMAP_FLAG_DRAFT: return "\\Draft";
    case MAILIMAP_FLAG_KEYWORD: return flag.fl_data.fl_keyword;
    case MAILIMAP_FLAG_EXTENSION: return std::string("\\") + flag.fl_data.fl_extension;
    default: return {};
  }
}

mailimap_flag* flag_of(const std::string& text) {
  if (text == "\\Answered") return mailimap_flag_new_answered();
  if (text == "\\Flagged") return mailimap_flag_new_flagged();
  if (text == "\\Deleted") return mailimap_flag_new_deleted();
  if (text == "\\Seen") return mailimap_flag_new_seen();
  if (text == "\\Draft") return mailimap_flag_new_draft();
  if (text.starts_with('\\')) return mailimap_flag_new_flag_extension(::strdup(text.c_str() + 1));
  return mailimap_flag_new_flag_keyword(::strdup(text.c_str()));
}

template <class T>
T* content(clistiter* at) {
  return static_cast<T*>(clist_content(at));
}

std::string flags_of(const mailimap_msg_att_dynamic& dynamic) {
  std::vector<std::string> flags;
  if (dynamic.att_list == nullptr) return {};
  for (clistiter* at = clist_begin(dynamic.att_list); at != nullptr; at = clist_next(at)) {
    const auto* fetched = content<mailimap_flag_fetch>(at);
    if (fetched->fl_type != MAILIMAP_FLAG_FETCH_OTHER || fetched->fl_flag == nullptr) continue;
    std::string text = flag_text(*fetched->fl_flag);
    if (!text.empty()) flags.push_back(std::move(text));
  }
  std::ranges::sort(flags);
  std::string joined;
  for (const std::string& flag : flags) joined += (joined.empty() ? "" : " ") + flag;
  return joined;
}

void take_static(const mailimap_msg_att_static& item, ImapMessage& message) {
  switch (item.att_type) {
    case MAILIMAP_MSG_ATT_UID: message.uid = item.att_data.att_uid; break;
    case MAILIMAP_MSG_ATT_RFC822_SIZE: message.size = item.att_data.att_rfc822_size; break;
    case MAILIMAP_MSG_ATT_INTERNALDATE:
      if (item.att_data.att_internal_date != nullptr) {
        message.received = time_of(*item.att_data.att_internal_date);
      }
      break;
    case MAILIMAP_MSG_ATT_BODY_SECTION: {
      const auto* section = item.att_data.att_body_section;
      if (section != nullptr && section->sec_body_part != nullptr) {
        message.bytes.assign(section->sec_body_part, section->sec_length);
      }
      break;
    }
    default: break;
  }
}

ImapMessage message_of(const mailimap_msg_att& attributes) {
  ImapMessage message;
  for (clistiter* at = clist_begin(attributes.att_list); at != nullptr; at = clist_next(at)) {
    const auto* item = content<mailimap_msg_att_item>(at);
    if (item->att_type == MAILIMAP_MSG_ATT_ITEM_DYNAMIC && item->att_data.att_dyn != nullptr) {
      message.flags = flags_of(*item->att_data.att_dyn);
    } else if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC &&
               item->att_data.att_static != nullptr) {
      take_static(*item->att_data.att_static, message);
    }
  }
  return message;
}

}  // namespace

Time time_of(const mailimap_date_time& date) {
  const std::chrono::year_month_day day{std::chrono::year(date.dt_year),
                                        std::chrono::month(static_cast<unsigned>(date.dt_month)),
                                        std::chrono::day(static_cast<unsigned>(date.dt_day))};
  if (!day.ok()) return {};
  // The zone is written as a number: -330 is 3 hours 30 minutes west.
  const std::chrono::minutes zone(date.dt_zone / 100 * 60 + date.dt_zone % 100);
  return Time(std::chrono::sys_days(day)) + std::chrono::hours(date.dt_hour) +
         std::chrono::minutes(date.dt_min) + std::chrono::seconds(date.dt_sec) - zone;
}

mailimap_date_time* date_of(Time time) {
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day day(days);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - days));
  return mailimap_date_time_new(
      static_cast<int>(static_cast<unsigned>(day.day())),
      static_cast<int>(static_cast<unsigned>(day.month())), static_cast<int>(day.year()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()), 0);
}

mailimap_flag_list* flag_list_of(const std::string& flags) {
  mailimap_flag_list* list = mailimap_flag_list_new_empty();
  for (std::size_t at = 0; at < flags.size();) {
    const std::size_t end = std::min(flags.find(' ', at), flags.size());
    if (end > at) mailimap_flag_list_add(list, flag_of(flags.substr(at, end - at)));
    at = end + 1;
  }
  return list;
}

mailimap_set* set_of(std::span<const std::uint32_t> uids) {
  mailimap_set* set = mailimap_set_new_empty();
  for (std::size_t i = 0; i < uids.size();) {
    std::size_t last = i;
    while (last + 1 < uids.size() && uids[last + 1] == uids[last] + 1) ++last;
    mailimap_set_add_interval(set, uids[i], uids[last]);
    i = last + 1;
  }
  return set;
}

std::vector<ImapMessage> messages_of(const clist* fetched) {
  std::vector<ImapMessage> messages;
  if (fetched == nullptr) return messages;
  for (clistiter* at = clist_begin(fetched); at != nullptr; at = clist_next(at)) {
    ImapMessage message = message_of(*content<mailimap_msg_att>(at));
    if (message.uid != 0) messages.push_back(std::move(message));
  }
  return messages;
}

}  // namespace backstamp::platform
