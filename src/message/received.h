// One Received header (RFC 5321 section 4.4), in the forms that Postfix, Exim, sendmail, qmail,
// Exchange and others write.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "message/ip_address.h"

namespace backstamp::message {

struct Hop {
  std::optional<IpAddress> peer;  // who connected, as the receiving host saw it
  std::string peer_name;  // the peer's name where the receiving host looked it up; lower case
  std::string helo;       // what the peer called itself; lower case
  std::string by;         // the receiving host; lower case
};

Hop read_received(std::string_view raw);
// When the receiving host took it. Apart from the rest, because one of a message's many is wanted.
std::optional<Time> received_date(std::string_view raw);

// Hosts that belong to the organisation: names and networks.
class TrustedHosts {
 public:
  explicit TrustedHosts(const std::vector<Text>& names_and_networks);
  // True when the peer's address or looked-up name is one of them. What the peer called itself
  // proves nothing and is not asked.
  bool sent(const Hop& hop) const;

 private:
  std::vector<IpNetwork> networks_;
  std::vector<std::string> names_;
};

// The peer of the topmost hop that came over a public address from a host that is not trusted:
// headers below it may be forged. Nothing when there is none.
std::optional<IpAddress> sender_ip(const std::vector<Hop>& hops_topmost_first,
                                   const TrustedHosts& trusted);

}  // namespace backstamp::message
