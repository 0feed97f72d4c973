#include "platform/imap_session.h"

#include <libetpan/libetpan.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "platform/imap_state.h"
#include "platform/imap_wire.h"

namespace backstamp::platform {
namespace {

template <class T, void (*free_it)(T*)>
struct Freeing {
  void operator()(T* value) const { free_it(value); }
};
using Set = std::unique_ptr<mailimap_set, Freeing<mailimap_set, mailimap_set_free>>;
using FetchType =
    std::unique_ptr<mailimap_fetch_type, Freeing<mailimap_fetch_type, mailimap_fetch_type_free>>;
using FetchList = std::unique_ptr<clist, Freeing<clist, mailimap_fetch_list_free>>;
using SearchList = std::unique_ptr<clist, Freeing<clist, mailimap_search_result_free>>;
using FolderNames = std::unique_ptr<clist, Freeing<clist, mailimap_list_result_free>>;

constexpr std::size_t folders_max = 10'000;

FetchType attributes(bool bytes) {
  FetchType type(mailimap_fetch_type_new_fetch_att_list_empty());
  for (mailimap_fetch_att* attribute :
       {mailimap_fetch_att_new_uid(), mailimap_fetch_att_new_flags(),
        mailimap_fetch_att_new_internaldate(), mailimap_fetch_att_new_rfc822_size()}) {
    mailimap_fetch_type_new_fetch_att_list_add(type.get(), attribute);
  }
  if (bytes) {
    mailimap_fetch_type_new_fetch_att_list_add(
        type.get(), mailimap_fetch_att_new_body_peek_section(mailimap_section_new(nullptr)));
  }
  return type;
}

bool selectable(const mailimap_mailbox_list& entry) {
  if (entry.mb_flag == nullptr) return true;
  if (entry.mb_flag->mbf_type == MAILIMAP_MBX_LIST_FLAGS_SFLAG &&
      entry.mb_flag->mbf_sflag == MAILIMAP_MBX_LIST_SFLAG_NOSELECT) {
    return false;
  }
  for (clistiter* at = clist_begin(entry.mb_flag->mbf_oflags); at != nullptr; at = clist_next(at)) {
    const auto* flag = static_cast<mailimap_mbx_list_oflag*>(clist_content(at));
    if (flag->of_type != MAILIMAP_MBX_LIST_OFLAG_FLAG_EXT) continue;
    if (ascii_equal(flag->of_flag_ext, "NonExistent")) return false;
  }
  return true;
}

std::string name_of(std::string wire, char delimiter) {
  if (ascii_equal(wire, "INBOX")) return "INBOX";
  if (delimiter != '\0') std::ranges::replace(wire, delimiter, '/');
  return wire;
}

void take_status(const mailimap_status_info& info, ImapFolderState& state) {
  switch (info.st_att) {
    case MAILIMAP_STATUS_ATT_MESSAGES: state.messages = info.st_value; break;
    case MAILIMAP_STATUS_ATT_UIDNEXT: state.uid_next = info.st_value; break;
    case MAILIMAP_STATUS_ATT_UIDVALIDITY: state.uid_validity = info.st_value; break;
    case MAILIMAP_STATUS_ATT_EXTENSION:
      if (info.st_ext_data != nullptr &&
          info.st_ext_data->ext_extension == &mailimap_extension_condstore) {
        state.modseq = static_cast<mailimap_condstore_status_info*>(info.st_ext_data->ext_data)
                           ->cs_highestmodseq_value;
      }
      break;
    default: break;
  }
}

void add_prefixes(const mailimap_namespace_item* item, std::vector<std::string>& prefixes) {
  if (item == nullptr) return;
  for (clistiter* at = clist_begin(item->ns_data_list); at != nullptr; at = clist_next(at)) {
    const auto* info = static_cast<mailimap_namespace_info*>(clist_content(at));
    if (info->ns_prefix[0] != '\0') prefixes.emplace_back(info->ns_prefix);
  }
}

}  // namespace

ImapSession::State::State() : imap(mailimap_new(0, nullptr)) {}

// Without a word: libetpan would say goodbye and wait for the answer.
ImapSession::State::~State() {
  if (imap->imap_stream != nullptr) mailstream_close(imap->imap_stream);
  imap->imap_stream = nullptr;
  mailimap_free(imap);
}

ImapSession::ImapSession(std::unique_ptr<State> state, Text address)
    : state_(std::move(state)), address_(std::move(address)) {}

ImapSession::~ImapSession() {
  if (!spent_ && !idling_) mailimap_logout(state_->imap);
}

Error ImapSession::error(int code, std::string_view doing) {
  std::string what = "the mail server, asked to " + std::string(doing) + " in the mailbox of " +
                     address_.str() + ", ";
  switch (code) {
    case MAILIMAP_ERROR_STREAM:
    case MAILIMAP_ERROR_CONNECTION_REFUSED:
    case MAILIMAP_ERROR_FATAL:
    case MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION:
      spent_ = true;
      return {Fault::unavailable, what + "is away or went away"};
    case MAILIMAP_ERROR_PARSE:
    case MAILIMAP_ERROR_PROTOCOL:
    case MAILIMAP_ERROR_BAD_STATE:
    case MAILIMAP_ERROR_MEMORY:
      spent_ = true;
      return {Fault::unavailable, what + "gave an answer that is no IMAP"};
    default: break;
  }
  const char* response = state_->imap->imap_response;
  const Text said = Text::lossy(response != nullptr ? trim(response) : "refused").cut(200);
  // What RFC 5530 has words for.
  const auto says = [&](std::string_view word) {
    return said.view().find(word) != std::string_view::npos;
  };
  Fault fault = Fault::denied;
  if (says("NONEXISTENT") || says("TRYCREATE") || says("doesn't exist")) fault = Fault::not_found;
  if (says("OVERQUOTA") || says("Quota exceeded")) fault = Fault::limit;
  if (says("UNAVAILABLE") || says("SERVERBUG") || says("Internal error") || says("INUSE")) {
    fault = Fault::unavailable;
  }
  if (says("EXISTS")) fault = Fault::conflict;
  return {fault, what + "said: " + said.str()};
}

Result<void> ImapSession::check(int code, std::string_view doing) {
  if (code == MAILIMAP_NO_ERROR || code == MAILIMAP_NO_ERROR_AUTHENTICATED ||
      code == MAILIMAP_NO_ERROR_NON_AUTHENTICATED) {
    return {};
  }
  return std::unexpected(error(code, doing));
}

Result<std::unique_ptr<ImapSession>> ImapSession::open(const ImapServer& server,
                                                       const Text& address) {
  std::unique_ptr<ImapSession> session(new ImapSession(std::make_unique<State>(), address));
  mailimap_set_timeout(session->state_->imap, server.wait_seconds_max);
  auto signed_in = session->sign_in(server);
  if (!signed_in) {
    session->spent_ = true;
    return std::unexpected(std::move(signed_in).error());
  }
  return session;
}

Result<void> ImapSession::sign_in(const ImapServer& server) {
  mailimap* imap = state_->imap;
  TRY(check(mailimap_socket_connect(imap, server.host.c_str(), server.port), "greet"));
  TRY(check(mailimap_authenticate(imap, "PLAIN", server.host.c_str(), nullptr, nullptr,
                                  address_.str().c_str(), server.master_user.c_str(),
                                  server.master_password.c_str(), nullptr),
            "sign in as its master user"));
  return learn_prefixes();
}

Result<void> ImapSession::learn_prefixes() {
  mailimap_namespace_data* data = nullptr;
  if (mailimap_namespace(state_->imap, &data) != MAILIMAP_NO_ERROR || data == nullptr) return {};
  add_prefixes(data->ns_other, foreign_prefixes_);
  add_prefixes(data->ns_shared, foreign_prefixes_);
  mailimap_namespace_data_free(data);
  return {};
}

bool ImapSession::is_own(const std::string& wire) const {
  return std::ranges::none_of(foreign_prefixes_, [&](const std::string& prefix) {
    return wire.starts_with(prefix) || wire + prefix.back() == prefix;
  });
}

Result<std::vector<ImapFolder>> ImapSession::folders() {
  clist* listed = nullptr;
  TRY(check(mailimap_list(state_->imap, "", "*", &listed), "list its folders"));
  const FolderNames owned(listed);
  std::vector<ImapFolder> folders;
  for (clistiter* at = clist_begin(listed); at != nullptr; at = clist_next(at)) {
    const auto* entry = static_cast<mailimap_mailbox_list*>(clist_content(at));
    if (!selectable(*entry) || !is_own(entry->mb_name)) continue;
    folders.push_back({entry->mb_name, name_of(entry->mb_name, entry->mb_delimiter)});
    if (folders.size() > folders_max) {
      return fail(Fault::limit, "more than 10000 folders in the mailbox of " + address_.str());
    }
  }
  return folders;
}

Result<ImapFolderState> ImapSession::status(const std::string& wire) {
  mailimap_status_att_list* wanted = mailimap_status_att_list_new_empty();
  for (const int attribute : {MAILIMAP_STATUS_ATT_MESSAGES, MAILIMAP_STATUS_ATT_UIDNEXT,
                              MAILIMAP_STATUS_ATT_UIDVALIDITY, MAILIMAP_STATUS_ATT_HIGHESTMODSEQ}) {
    mailimap_status_att_list_add(wanted, attribute);
  }
  mailimap_mailbox_data_status* answer = nullptr;
  const int code = mailimap_status(state_->imap, wire.c_str(), wanted, &answer);
  mailimap_status_att_list_free(wanted);
  TRY(check(code, "look at the folder " + wire));
  ImapFolderState state;
  for (clistiter* at = clist_begin(answer->st_info_list); at != nullptr; at = clist_next(at)) {
    take_status(*static_cast<mailimap_status_info*>(clist_content(at)), state);
  }
  mailimap_mailbox_data_status_free(answer);
  return state;
}

Result<ImapFolderState> ImapSession::select(const std::string& wire) {
  if (selected_ == wire) return selected_state_;
  selected_.clear();
  std::uint64_t modseq = 0;
  TRY(check(mailimap_select_condstore(state_->imap, wire.c_str(), &modseq),
            "open the folder " + wire));
  const mailimap_selection_info* info = state_->imap->imap_selection_info;
  selected_state_ = {info->sel_uidvalidity, info->sel_uidnext, info->sel_exists, modseq};
  selected_ = wire;
  return selected_state_;
}

Result<std::vector<std::uint32_t>> ImapSession::search_message_id(std::string_view id) {
  mailimap_search_key* key = id.empty()
                                 ? mailimap_search_key_new_all()
                                 : mailimap_search_key_new_header(
                                       ::strdup("Message-ID"), ::strdup(std::string(id).c_str()));
  clist* found = nullptr;
  const int code = mailimap_uid_search(state_->imap, nullptr, key, &found);
  mailimap_search_key_free(key);
  TRY(check(code, "search the folder " + selected_));
  const SearchList owned(found);
  std::vector<std::uint32_t> uids;
  for (clistiter* at = clist_begin(found); at != nullptr; at = clist_next(at)) {
    uids.push_back(*static_cast<std::uint32_t*>(clist_content(at)));
  }
  std::ranges::sort(uids);
  return uids;
}

Result<std::vector<std::uint32_t>> ImapSession::all_uids() { return search_message_id(""); }

Result<std::vector<ImapMessage>> ImapSession::about(std::span<const std::uint32_t> uids) {
  if (uids.empty()) return std::vector<ImapMessage>();
  const Set set(set_of(uids));
  clist* fetched = nullptr;
  TRY(check(mailimap_uid_fetch(state_->imap, set.get(), attributes(false).get(), &fetched),
            "look at messages"));
  return messages_of(FetchList(fetched).get());
}

Result<std::vector<ImapMessage>> ImapSession::about_changed(std::uint64_t modseq) {
  const Set set(mailimap_set_new_interval(1, 0));
  clist* fetched = nullptr;
  TRY(check(mailimap_uid_fetch_changedsince(state_->imap, set.get(), attributes(false).get(),
                                            modseq, &fetched),
            "tell of changes"));
  return messages_of(FetchList(fetched).get());
}

Result<std::vector<ImapMessage>> ImapSession::about_from(std::uint32_t first) {
  const Set set(mailimap_set_new_interval(first, 0));
  clist* fetched = nullptr;
  TRY(check(mailimap_uid_fetch(state_->imap, set.get(), attributes(false).get(), &fetched),
            "tell of new messages"));
  auto messages = messages_of(FetchList(fetched).get());
  // "n:*" always names the last message, even when it is older.
  std::erase_if(messages, [&](const ImapMessage& message) { return message.uid < first; });
  return messages;
}

Result<std::vector<ImapMessage>> ImapSession::read(std::span<const std::uint32_t> uids) {
  if (uids.empty()) return std::vector<ImapMessage>();
  const Set set(set_of(uids));
  clist* fetched = nullptr;
  TRY(check(mailimap_uid_fetch(state_->imap, set.get(), attributes(true).get(), &fetched),
            "read messages"));
  return messages_of(FetchList(fetched).get());
}

Result<bool> ImapSession::remove(std::uint32_t uid) {
  if (!mailimap_has_uidplus(state_->imap)) {
    return fail(Fault::denied,
                "the mail server has no UIDPLUS: a message cannot be taken out of "
                "the mailbox of " +
                    address_.str() + " without touching others");
  }
  if (TRY(about({&uid, 1})).empty()) return false;
  const Set set(mailimap_set_new_single(uid));
  mailimap_store_att_flags* flags =
      mailimap_store_att_flags_new_add_flags_silent(flag_list_of("\\Deleted"));
  const int code = mailimap_uid_store(state_->imap, set.get(), flags);
  mailimap_store_att_flags_free(flags);
  TRY(check(code, "mark a message as deleted"));
  TRY(check(mailimap_uid_expunge(state_->imap, set.get()), "take out a message"));
  if (TRY(about({&uid, 1})).empty()) return true;
  return fail(Fault::denied, "the mail server keeps a message of " + address_.str() +
                                 " in the folder " + selected_ +
                                 " though it was told to take it "
                                 "out; look at its ACLs");
}

Result<ImapSession::Appended> ImapSession::append(const std::string& wire, const std::string& flags,
                                                  Time received, std::string_view bytes) {
  mailimap_flag_list* list = flag_list_of(flags);
  mailimap_date_time* date = date_of(received);
  Appended appended;
  const int code = mailimap_uidplus_append(state_->imap, wire.c_str(), list, date, bytes.data(),
                                           bytes.size(), &appended.uid_validity, &appended.uid);
  mailimap_flag_list_free(list);
  mailimap_date_time_free(date);
  TRY(check(code, "put a message into the folder " + wire));
  return appended;
}

Result<void> ImapSession::create(const std::string& wire) {
  return check(mailimap_create(state_->imap, wire.c_str()), "make the folder " + wire);
}

Result<void> ImapSession::refresh() { return check(mailimap_noop(state_->imap), "answer"); }

Result<void> ImapSession::begin_idle() {
  idling_ = true;
  return check(mailimap_idle(state_->imap), "wait");
}

Result<void> ImapSession::end_idle() {
  idling_ = false;
  return check(mailimap_idle_done(state_->imap), "stop waiting");
}

int ImapSession::fd() const { return mailimap_idle_get_fd(state_->imap); }

std::string text_of(const ImapName& name) {
  return std::to_string(name.uid_validity) + "." + std::to_string(name.uid);
}

std::optional<ImapName> parse_imap_name(std::string_view text) {
  ImapName name;
  const char* const end = text.data() + text.size();
  const auto validity = std::from_chars(text.data(), end, name.uid_validity);
  if (validity.ec != std::errc() || validity.ptr == end || *validity.ptr != '.') {
    return std::nullopt;
  }
  const auto uid = std::from_chars(validity.ptr + 1, end, name.uid);
  if (uid.ec != std::errc() || uid.ptr != end || name.uid == 0) return std::nullopt;
  return name;
}

}  // namespace backstamp::platform
