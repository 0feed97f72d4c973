// Questions about mail to the hunting store: the one place of the investigation room with SQL.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "casework/entity.h"
#include "hunting/client.h"
#include "message/facts.h"

namespace backstamp::investigation {

// A copy as the hunting store knows it, with its latest delivery location.
struct FoundCopy {
  casework::Copy copy;
  Time delivered;
  std::string sender_address, sender_domain, sender_ip, subject, direction;
  std::string dmarc, spf, dkim;
  std::string original_location, latest_location;
  std::string threat_types;
  std::string folder, name;  // where it lay when it was read
  std::string body_fingerprint;
  message::BodySketch sketch;
};

struct Window {
  Time from, to;
};

class MailHunt {
 public:
  MailHunt(const hunting::Client& client, Deadline deadline, std::size_t copies_max)
      : client_(client), deadline_(deadline), copies_max_(copies_max) {}

  // Copies whose columns have these values, within the window. `where` holds column and value pairs
  // of: Subject, SenderIP, SenderFromDomain, SenderFromAddress, BodyFingerprint, EmailDirection.
  // Error: limit when more than copies_max are found.
  using Where = std::vector<std::pair<std::string, std::string>>;
  Result<std::vector<FoundCopy>> copies_where(const Where& where, const Window& window) const;

  Result<std::vector<FoundCopy>> copies_of(
      const std::vector<std::string>& network_message_ids) const;
  Result<std::vector<FoundCopy>> copies_with_url(const std::string& url,
                                                 const Window& window) const;
  Result<std::vector<FoundCopy>> copies_with_url_domain(const std::string& domain,
                                                        const Window& window) const;
  Result<std::vector<FoundCopy>> copies_with_file(const std::string& sha256,
                                                  const Window& window) const;

  // Messages that have at least two of these sketch keys. Boilerplate keys, held by more than one
  // per cent of all rows and at least 2,000, are left out.
  Result<std::vector<std::string>> near_candidates(const std::vector<std::uint32_t>& keys,
                                                   std::uint16_t sketch_version,
                                                   const Window& window) const;
  // Messages with the same marks and URL shapes: for bodies of few words.
  Result<std::vector<std::string>> same_structure(const message::BodySketch& sketch,
                                                  const Window& window) const;

  struct SenderHistory {
    std::uint64_t from_address = 0, from_domain = 0;
    std::optional<Time> domain_first_seen;
  };
  // Mail from this sender delivered before `before`.
  Result<SenderHistory> sender_history(const std::string& address, const std::string& domain,
                                       Time before) const;

  // Whether mail from inside the organisation bore this display name before `before`.
  Result<bool> is_an_insiders_name(const std::string& display_name, Time before) const;

  // How many copies were delivered before `before`.
  Result<std::uint64_t> copies_before(Time before) const;
  // When the mail of senders begins; who never wrote is left out.
  Result<std::map<std::string, Time>> domains_first_seen(
      const std::vector<std::string>& sender_from_domains) const;
  Result<std::map<std::string, Time>> addresses_first_seen(
      const std::vector<std::string>& sender_from_addresses) const;

  // Copies of mail like `where` per day before the window began: for volume anomaly.
  Result<double> copies_per_day(const Where& where, const Window& window) const;

 private:
  Result<std::vector<FoundCopy>> ask(const std::string& condition, hunting::Query query) const;
  Result<std::map<std::string, Time>> first_seen(std::string_view column,
                                                 const std::vector<std::string>& values) const;
  Result<void> add_latest_locations(std::vector<FoundCopy>& copies) const;

  const hunting::Client& client_;
  Deadline deadline_;
  std::size_t copies_max_;
};

}  // namespace backstamp::investigation
