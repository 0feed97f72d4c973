#include "message/network_message_id.h"

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "base/text.h"

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

void add_value(Canonical& canonical, std::string_view value) {
  value = trim(value);
  for (std::size_t at = 0; at < value.size();) {
    if (is_blank(value[at])) {
      canonical.add(' ');
      while (at < value.size() && is_blank(value[at])) ++at;
    } else {
      std::size_t end = at;
      while (end < value.size() && !is_blank(value[end])) ++end;
      canonical.add(value.substr(at, end - at));
      at = end;
    }
  }
}

void add_field(Canonical& canonical, const HeaderField& field) {
  if (is_delivery_field(field.name)) return;
  canonical.add(ascii_lower(field.name));
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

void add_body(Canonical& canonical, std::string_view body) {
  for (body = without_empty_end(body); !body.empty();) {
    const std::string_view line = first_line(body);
    body.remove_prefix(line.size());
    canonical.add(without_quoting(without_line_end(line)));
    canonical.add('\n');
  }
}

}  // namespace

bool is_delivery_field(std::string_view name) {
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
  const std::string lower = ascii_lower(name);
  const auto begins = [&](std::string_view prefix) { return lower.starts_with(prefix); };
  return std::ranges::binary_search(names, lower) || std::ranges::any_of(prefixes, begins);
}

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
