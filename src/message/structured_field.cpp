#include "message/structured_field.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "message/charset.h"
#include "message/encoded_word.h"
#include "message/host_name.h"

namespace backstamp::message {
namespace {

// The two things GMime's C interface hands out: reference-counted objects and plain memory.
struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using Object = std::unique_ptr<T, Unref>;

struct UnrefDateTime {
  void operator()(GDateTime* date) const { g_date_time_unref(date); }
};

GMimeParserOptions* options() {
  static GMimeParserOptions* const loose = [] {
    g_mime_init();
    GMimeParserOptions* made = g_mime_parser_options_new();
    const char* charsets[] = {"utf-8", "windows-1252", nullptr};
    g_mime_parser_options_set_fallback_charsets(made, charsets);
    return made;
  }();
  return loose;
}

std::string one_line(std::string_view raw) {
  std::string line = unfold(raw);
  std::ranges::replace(line, '\0', ' ');
  return line;
}

std::string or_empty(const char* text) { return text == nullptr ? std::string() : text; }

// Parameter values and display names: GMime decoded them, unless they were too broken for it.
Text decoded_text(const char* text) { return text == nullptr ? Text() : decode_header(text); }

Text text_of(std::string_view bytes) { return Text::lossy(to_utf8(bytes, "").text); }

Address address_of(const char* display_name, std::string_view address) {
  Address result;
  result.display_name = decoded_text(display_name);
  const std::size_t at = address.rfind('@');
  const std::string_view local = trim(address.substr(0, at));
  if (at == address.npos) {
    result.address = text_of(local);
    return result;
  }
  result.domain = host_to_ascii(trim(address.substr(at + 1)));
  result.address = Text::lossy(text_of(local).str() + "@" + result.domain.str());
  return result;
}

void add_mailboxes(InternetAddressList* list, std::vector<Address>& mailboxes, int depth) {
  constexpr int group_depth_max = 4;
  const int count = internet_address_list_length(list);
  for (int i = 0; i < count; ++i) {
    InternetAddress* const entry = internet_address_list_get_address(list, i);
    if (INTERNET_ADDRESS_IS_MAILBOX(entry)) {
      const char* const address =
          internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(entry));
      mailboxes.push_back(address_of(internet_address_get_name(entry), or_empty(address)));
    } else if (INTERNET_ADDRESS_IS_GROUP(entry) && depth < group_depth_max) {
      add_mailboxes(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(entry)), mailboxes,
                    depth + 1);
    }
  }
}

// GMime reads a group inside a group inside a group, which takes time and stack: no real list names
// hundreds of them, so the value is cut there.
std::string without_excess_groups(std::string line) {
  constexpr int colons_max = 200;
  int colons = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == ':' && ++colons > colons_max) return line.substr(0, i);
  }
  return line;
}

// The first type/subtype of the value, as far as it can be seen.
bool names_media_type(std::string_view line) {
  const std::size_t slash = line.substr(0, line.find(';')).find('/');
  return slash != line.npos && slash > 0;
}

// A value without quotes ends where a blank or a comment begins (RFC 2045 section 5.1). GMime reads
// on, which is right for file names alone: many are written with blanks and without quotes.
std::string token(const char* value, std::string_view line) {
  std::string text = or_empty(value);
  return line.contains("=" + text) ? text.substr(0, text.find_first_of(" \t(")) : text;
}

}  // namespace

ContentType read_content_type(std::string_view raw) {
  const std::string line = one_line(raw);
  if (!names_media_type(line)) return {};
  const Object<GMimeContentType> parsed(g_mime_content_type_parse(options(), line.c_str()));
  if (!parsed) return {};
  ContentType result;
  result.media_type =
      ascii_lower(text_of(or_empty(g_mime_content_type_get_media_type(parsed.get())) + "/" +
                          or_empty(g_mime_content_type_get_media_subtype(parsed.get())))
                      .str());
  result.charset = token(g_mime_content_type_get_parameter(parsed.get(), "charset"), line);
  result.boundary = token(g_mime_content_type_get_parameter(parsed.get(), "boundary"), line);
  const auto says = [&](const char* name, std::string_view word) {
    return ascii_equal(token(g_mime_content_type_get_parameter(parsed.get(), name), line), word);
  };
  result.joined = says("format", "flowed") && says("delsp", "yes");
  result.name =
      bare_file_name(decoded_text(g_mime_content_type_get_parameter(parsed.get(), "name")));
  return result;
}

Disposition read_disposition(std::string_view raw) {
  const std::string line = one_line(raw);
  if (line.empty()) return {};
  const Object<GMimeContentDisposition> parsed(
      g_mime_content_disposition_parse(options(), line.c_str()));
  if (!parsed) return {};
  const std::string kind = or_empty(g_mime_content_disposition_get_disposition(parsed.get()));
  const char* const name = g_mime_content_disposition_get_parameter(parsed.get(), "filename");
  return {!kind.empty() && !ascii_equal(kind, "inline"), bare_file_name(decoded_text(name))};
}

std::vector<Address> read_mailboxes(std::string_view raw) {
  std::vector<Address> mailboxes;
  const std::string line = without_excess_groups(one_line(raw));
  if (line.empty()) return mailboxes;
  const Object<InternetAddressList> list(internet_address_list_parse(options(), line.c_str()));
  if (list) add_mailboxes(list.get(), mailboxes, 0);
  return mailboxes;
}

Address read_address(std::string_view raw) {
  std::string_view text = trim(raw);
  const std::size_t open = text.find('<');
  if (open != text.npos) {
    text = text.substr(open + 1);
    text = text.substr(0, text.find('>'));
  }
  const std::string_view address = trim(text.substr(0, text.find_first_of(" \t\r\n(,;")));
  if (address.find('@') == address.npos || address.starts_with('@')) return {};
  return address_of(nullptr, address);
}

std::optional<Time> read_date(std::string_view raw) {
  const std::string line = one_line(raw.substr(0, 256));
  if (line.empty()) return std::nullopt;
  options();
  const std::unique_ptr<GDateTime, UnrefDateTime> date(
      g_mime_utils_header_decode_date(line.c_str()));
  if (!date) return std::nullopt;
  const gint64 seconds = g_date_time_to_unix(date.get());
  constexpr gint64 year_10000 = 253'402'300'800;
  if (seconds <= 0 || seconds >= year_10000) return std::nullopt;
  return Time(std::chrono::seconds(seconds));
}

Text bare_file_name(const Text& name) {
  std::string_view bare = name.view();
  if (const std::size_t slash = bare.find_last_of("/\\"); slash != bare.npos) {
    bare.remove_prefix(slash + 1);
  }
  constexpr std::size_t name_bytes_max = 1024;
  return Text::lossy(trim(bare)).cut(name_bytes_max);
}

}  // namespace backstamp::message
