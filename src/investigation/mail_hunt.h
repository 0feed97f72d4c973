// Questions about mail to the hunting store: the one place of the investigation room with SQL.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "hunting/client.h"
#include "investigation/found_copy.h"
#include "message/facts.h"

namespace backstamp::investigation {

class MailHunt {
 public:
  MailHunt(const hunting::Client& client, Deadline deadline, std::size_t copies_max)
      : client_(client), deadline_(deadline), copies_max_(copies_max) {}

  // How many queries went to the store so far.
  std::size_t questions() const { return questions_; }

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

  // Messages, a row of one copy each, whose sketch agrees with one of `sketches` in at least
  // `equal_min` of its bytes, among those that share two of its keys. Keys held by more than one
  // per cent of all messages, and by at least 2,000, are left out while eight rarer ones remain.
  // At most 50,000 candidates are compared, those with the most equal keys first.
  Result<std::vector<FoundCopy>> near_messages(const std::vector<message::BodySketch>& sketches,
                                               int equal_min, const Window& window) const;
  // Copies with the same marks and URL shapes: for bodies of few words.
  Result<std::vector<FoundCopy>> same_structure(const message::BodySketch& sketch,
                                                const Window& window) const;

  // Messages that hold one of these links or files, by the link or file.
  struct Holders {
    std::map<std::string, std::set<std::string>> by_url, by_file;
  };
  Result<Holders> messages_holding(const std::vector<std::string>& urls,
                                   const std::vector<std::string>& files) const;

  // What makes a copy interesting, in one pass over EmailEvents: its subject or body fingerprint
  // together with its sender's address or domain, or its message. Empty texts match nothing.
  struct Interest {
    std::string subject, body_fingerprint, sender_ip, sender_domain, direction;
    std::vector<std::string> messages;
  };
  // Each copy once, with its latest location. What more than copies_max copies hold is left out and
  // named in `overflowing`: Subject, BodyFingerprint or NetworkMessageId.
  struct Interesting {
    std::vector<FoundCopy> copies;
    std::set<std::string> overflowing;
  };
  Result<Interesting> interesting_copies(const Interest& interest, const Window& window) const;

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
  Result<hunting::Rows> rows_of(const hunting::Query& query) const;

  const hunting::Client& client_;
  Deadline deadline_;
  std::size_t copies_max_;
  mutable std::size_t questions_ = 0;
};

}  // namespace backstamp::investigation
