#include "message/network_message_id.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/hash.h"
#include "base/text.h"
#include "message/plain_run.h"

namespace backstamp::message {
namespace {

// Feeds the hash in blocks: most lines are far shorter than what is worth a call.
class Canonical {
 public:
  void add(char c) {
    if (size_ == block_.size()) flush();
    block_[size_++] = c;
  }
  void add(std::string_view bytes) {
    if (bytes.size() > block_.size() - size_) {
      flush();
      if (bytes.size() > block_.size()) return hash_.add(bytes);
    }
    std::ranges::copy(bytes, block_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += bytes.size();
  }
  Uuid finish() {
    flush();
    const Sha256 digest = hash_.finish();
    return Uuid::of_hash({reinterpret_cast<const char*>(digest.data()), digest.size()});
  }

 private:
  void flush() {
    if (size_ > 0) hash_.add({block_.data(), size_});
    size_ = 0;
  }

  Sha256Stream hash_;
  std::array<char, 4096> block_;
  std::size_t size_ = 0;
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// The bytes at the front that stay as they are: single spaces do, and a value ends in no blank.
std::size_t same_length(std::string_view value) {
  std::size_t end = 0;
  while (end < value.size()) {
    const std::string_view run = value.substr(end, printable_length(value.substr(end)));
    if (const void* spaces = memmem(run.data(), run.size(), "  ", 2)) {
      return end + static_cast<std::size_t>(static_cast<const char*>(spaces) - run.data());
    }
    end += run.size();
    if (end == value.size()) break;
    if (is_blank(value[end])) return end - (run.ends_with(' ') ? 1 : 0);
    ++end;
  }
  return end;
}

void add_value(Canonical& canonical, std::string_view value) {
  value = trim(value);
  while (!value.empty()) {
    const std::size_t end = same_length(value);
    canonical.add(value.substr(0, end));
    value.remove_prefix(end);
    if (value.empty()) return;
    canonical.add(' ');
    while (is_blank(value.front())) value.remove_prefix(1);
  }
}

bool is_delivery_name(std::string_view lower) {
  static constexpr std::array<std::string_view, 30> names = {"authentication-results",
                                                             "bcc",
                                                             "content-length",
                                                             "delivered-to",
                                                             "delivery-date",
                                                             "envelope-to",
                                                             "lines",
                                                             "received",
                                                             "received-spf",
                                                             "resent-bcc",
                                                             "return-path",
                                                             "status",
                                                             "x-account-key",
                                                             "x-authentication-warning",
                                                             "x-delivered-to",
                                                             "x-evolution",
                                                             "x-evolution-source",
                                                             "x-gmail-labels",
                                                             "x-imap",
                                                             "x-imapbase",
                                                             "x-keywords",
                                                             "x-mozilla-keys",
                                                             "x-mozilla-status",
                                                             "x-mozilla-status2",
                                                             "x-original-to",
                                                             "x-received",
                                                             "x-spam",
                                                             "x-status",
                                                             "x-uid",
                                                             "x-uidl"};
  static constexpr std::array<std::string_view, 10> prefixes = {
      "arc-",      "x-backstamp-", "x-envelope-", "x-gm-",  "x-ms-exchange-organization-",
      "x-rspamd-", "x-spam-",      "x-spamd-",    "x-uid-", "x-virus-"};
  // The third letter tells most of them apart without a call.
  const auto begins = [&](std::string_view prefix) {
    return lower.size() > 2 && lower[2] == prefix[2] && lower.starts_with(prefix);
  };
  return std::ranges::binary_search(names, lower) || std::ranges::any_of(prefixes, begins);
}

void add_field(Canonical& canonical, const HeaderField& field) {
  const std::string name = ascii_lower(field.name);
  if (is_delivery_name(name)) return;
  canonical.add(name);
  canonical.add(':');
  add_value(canonical, field.value);
  canonical.add('\n');
}

std::string_view without_quoting(std::string_view line) {
  if (!line.starts_with('>')) return line;
  const std::size_t first = line.find_first_not_of('>');
  const std::string_view rest = first == line.npos ? std::string_view() : line.substr(first);
  return rest.starts_with("From ") ? rest : line;
}

std::string_view without_empty_end(std::string_view body) {
  const std::size_t last = body.find_last_not_of("\r\n");
  return last == body.npos ? std::string_view() : body.substr(0, last + 1);
}

// Lines that stay as they are go in together.
void add_body(Canonical& canonical, std::string_view body) {
  body = without_empty_end(body);
  std::size_t same = 0;  // bytes at the front of `body` that stay as they are
  while (same < body.size()) {
    const std::string_view line = first_line(body.substr(same));
    const std::string_view text = without_line_end(line);
    const std::string_view kept = without_quoting(text);
    if (kept.size() == text.size() && text.size() + 1 == line.size()) {
      same += line.size();
      continue;
    }
    canonical.add(body.substr(0, same));
    canonical.add(kept);
    canonical.add('\n');
    body.remove_prefix(same + line.size());
    same = 0;
  }
  canonical.add(body);
}

}  // namespace

bool is_delivery_field(std::string_view name) { return is_delivery_name(ascii_lower(name)); }

NetworkMessageId network_message_id(const HeaderBlock& header) {
  Canonical canonical;
  for (const HeaderField& field : header.fields) add_field(canonical, field);
  canonical.add('\n');
  add_body(canonical, header.body);
  return NetworkMessageId(canonical.finish());
}

NetworkMessageId network_message_id(std::string_view message) {
  return network_message_id(read_header_block(message));
}

}  // namespace backstamp::message
