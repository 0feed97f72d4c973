#include "message/envelope.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "message/authentication.h"
#include "message/charset.h"
#include "message/encoded_word.h"
#include "message/received.h"
#include "message/structured_field.h"

namespace backstamp::message {
namespace {

class EnvelopeReader {
 public:
  EnvelopeReader(const HeaderBlock& header, const Limits& limits, Facts& facts)
      : header_(header), limits_(limits), facts_(facts) {}

  void read(const Surroundings& surroundings) {
    read_headers();
    read_subject();
    read_dates();
    read_sender();
    read_recipients();
    read_hops(TrustedHosts(surroundings.trusted_hosts));
    facts_.authentication = read_authentication(header_, surroundings.authserv_ids);
    facts_.direction = direction_of(facts_, surroundings.accepted_domains);
  }

 private:
  void note(std::string_view where, std::string_view what) {
    facts_.defects.push_back({Text::lossy(where), Text::lossy(what)});
  }

  std::string_view bounded(std::string_view value) const {
    return value.substr(0, limits_.header_bytes_max);
  }
  std::string_view first(std::string_view name) const {
    return bounded(header_.first(name).value_or(""));
  }

  void read_headers() {
    constexpr std::size_t name_bytes_max = 256;
    bool nul = false;
    bool other_bytes = false;
    for (const HeaderField& field : header_.fields) {
      if (field.value.size() > limits_.header_bytes_max) {
        note(ascii_lower(field.name.substr(0, name_bytes_max)), "header too long; cut");
      }
      Text value = decode_header(bounded(field.value));
      nul = nul || field.value.find('\0') != field.value.npos;
      other_bytes = other_bytes || !is_utf8(field.value);
      facts_.headers[ascii_lower(field.name.substr(0, name_bytes_max))].push_back(std::move(value));
    }
    if (nul) note("header", "NUL bytes");
    if (other_bytes) note("header", "bytes above 127 that are not UTF-8");
    // RFC 5322 section 3.6, RFC 2045 section 3.
    for (const std::string_view name :
         {"from", "sender", "reply-to", "to", "cc", "bcc", "subject", "date", "message-id",
          "in-reply-to", "references", "mime-version", "content-type",
          "content-transfer-encoding"}) {
      const auto found = facts_.headers.find(std::string(name));
      if (found != facts_.headers.end() && found->second.size() > 1) {
        note(name, "the header stands more than once; the first counts");
      }
    }
  }

  void read_subject() {
    const auto found = facts_.headers.find("subject");
    if (found != facts_.headers.end()) facts_.subject = found->second.front();
    std::string_view id = trim(first("Message-ID"));
    if (const std::size_t open = id.find('<'); open != id.npos) id.remove_prefix(open + 1);
    facts_.internet_message_id = decode_header(id.substr(0, id.find('>')));
  }

  void read_dates() {
    const auto date = header_.first("Date");
    if (date) facts_.date = read_date(*date);
    if (!date) note("date", "no Date header");
    if (date && !facts_.date) note("date", "unreadable date");
  }

  void read_sender() {
    std::vector<Address> from = read_mailboxes(first("From"));
    if (!header_.first("From")) note("from", "no From header");
    if (header_.first("From") && from.empty()) note("from", "no address in From");
    if (from.size() > 1) note("from", "several addresses in From; the first counts");
    if (!from.empty()) facts_.sender.from = std::move(from.front());
    Address mail_from = read_address(first("Return-Path"));
    if (mail_from.address.empty() && !header_.first("Return-Path")) {
      mail_from = mbox_sender(header_.mbox_line);
    }
    facts_.sender.mail_from = std::move(mail_from.address);
    facts_.sender.mail_from_domain = std::move(mail_from.domain);
    facts_.reply_to = read_mailboxes(first("Reply-To"));
  }

  // "From sender date", where a delivery agent noted MAIL FROM in the mbox line.
  static Address mbox_sender(std::string_view line) {
    const std::size_t blank = line.find(' ');
    return blank == line.npos ? Address() : read_address(line.substr(blank + 1));
  }

  // Several headers of one kind together are bounded as one is.
  void add_recipients(std::string_view name, RecipientKind kind) {
    std::size_t bytes_left = limits_.header_bytes_max;
    for (const std::string_view value : header_.all(name)) {
      for (Address& address : read_mailboxes(value.substr(0, bytes_left))) {
        facts_.recipients.push_back({std::move(address), kind});
      }
      bytes_left -= std::min(bytes_left, value.size());
    }
  }

  void read_recipients() {
    add_recipients("To", RecipientKind::to);
    add_recipients("Cc", RecipientKind::cc);
    add_recipients("Bcc", RecipientKind::bcc);
    static constexpr std::array<std::string_view, 5> names = {
        "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to"};
    for (const HeaderField& field : header_.fields) {
      const auto named = [&](std::string_view name) { return ascii_equal(field.name, name); };
      if (std::ranges::none_of(names, named)) continue;
      Text address = read_address(bounded(field.value)).address;
      const bool known =
          std::ranges::find(facts_.delivered_to, address) != facts_.delivered_to.end();
      if (!address.empty() && !known) facts_.delivered_to.push_back(std::move(address));
    }
  }

  void read_hops(const TrustedHosts& trusted) {
    constexpr std::size_t hops_max = 100;
    std::vector<Hop> hops;
    for (const std::string_view value : header_.all("Received")) {
      if (hops.size() >= hops_max) break;
      hops.push_back(read_received(value));
      if (!facts_.received) facts_.received = received_date(value);
    }
    if (const auto ip = sender_ip(hops, trusted)) facts_.sender.ip = Text::lossy(ip->text());
  }

  const HeaderBlock& header_;
  const Limits& limits_;
  Facts& facts_;
};

std::string_view domain_of(std::string_view address) {
  const std::size_t at = address.rfind('@');
  return at == address.npos ? std::string_view() : address.substr(at + 1);
}

}  // namespace

void read_envelope(const HeaderBlock& header, const Surroundings& surroundings,
                   const Limits& limits, Facts& facts) {
  EnvelopeReader(header, limits, facts).read(surroundings);
}

Direction direction_of(const Facts& facts, const std::vector<Text>& accepted_domains) {
  if (accepted_domains.empty()) return Direction::unknown;
  const auto ours = [&](std::string_view domain) {
    return std::ranges::any_of(accepted_domains,
                               [&](const Text& one) { return ascii_equal(one.view(), domain); });
  };
  if (!ours(facts.sender.from.domain.view())) return Direction::inbound;
  std::vector<std::string_view> domains;
  for (const Recipient& recipient : facts.recipients) {
    domains.push_back(recipient.address.domain.view());
  }
  if (domains.empty()) {
    for (const Text& address : facts.delivered_to) domains.push_back(domain_of(address.view()));
  }
  const bool within = !domains.empty() && std::ranges::all_of(domains, ours);
  return within ? Direction::intra_org : Direction::outbound;
}

}  // namespace backstamp::message
