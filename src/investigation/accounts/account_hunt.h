// Questions about accounts to the hunting store: what they did, where they signed in, what they
// sent and clicked, what their devices saw. The one place with SQL about accounts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "hunting/client.h"
#include "investigation/mail_hunt.h"

namespace backstamp::investigation {

struct AccountEvent {
  Time at;
  std::string action;        // New-InboxRule, ...
  std::string account;       // who did it; lower case
  std::string mailbox;       // to which mailbox; lower case
  std::string account_type;  // Regular, Admin, System, Application
  std::string ip, country, agent;
  std::string object;
  std::string report_id;
  std::string raw;  // the audit record
};

struct SignIn {
  Time at;
  bool succeeded = false;
  std::string account, ip, country, agent, os, failure, report_id;
};

struct Click {
  Time at;
  std::string url, account, action, ip, agent, message, report_id;
  bool clicked_through = false;
};

// One message the account sent, with all whom it went to.
struct SentMessage {
  Time at;
  std::string message;  // NetworkMessageId
  std::string subject, threat_types, verdict;
  std::vector<std::string> recipients;  // lower case, without the sender
};

struct DeviceSighting {
  Time at;
  std::string device_id, device_name, account, what, program, report_id;
};

// What was found, and whether there was more than may be read.
template <class T>
struct Found {
  std::vector<T> rows;  // by time
  bool cut_off = false;
};

class AccountHunt {
 public:
  AccountHunt(const hunting::Client& client, Deadline deadline, std::size_t rows_max)
      : client_(client), deadline_(deadline), rows_max_(rows_max) {}

  // What the account did, and what others did to its mailbox. `account` in lower case.
  Result<Found<AccountEvent>> events(const std::string& account,
                                     const std::vector<std::string>& actions,
                                     const Window& window) const;
  Result<Found<SignIn>> sign_ins(const std::string& account, const Window& window) const;
  // Refused sign-ins of any account from these addresses.
  Result<Found<SignIn>> failures_from(const std::vector<std::string>& ips,
                                      const Window& window) const;
  // When it last did or suffered anything; nothing when the store has never heard of it.
  Result<std::optional<Time>> last_activity(const std::string& account) const;

  Result<Found<SentMessage>> sent(const std::string& account, const Window& window) const;
  // Mail that came back to it: from nobody, or from a mailer daemon or postmaster.
  Result<std::vector<Time>> bounces(const std::string& account, const Window& window) const;

  Result<Found<Click>> clicks_by(const std::string& account, const Window& window) const;
  Result<Found<Click>> clicks_on(const std::vector<std::string>& urls, const Window& window) const;
  Result<Found<Click>> clicks_in(const std::vector<std::string>& messages,
                                 const Window& window) const;

  // `files`: SHA-256. `hosts`: host names or addresses, lower case.
  Result<Found<DeviceSighting>> file_sightings(const std::vector<std::string>& files,
                                               const Window& window) const;
  Result<Found<DeviceSighting>> host_sightings(const std::vector<std::string>& hosts,
                                               const Window& window) const;

  std::size_t rows_max() const { return rows_max_; }

 private:
  template <class T>
  Result<Found<T>> ask(hunting::Query query, T (*read)(const hunting::Rows&, std::size_t)) const;

  const hunting::Client& client_;
  Deadline deadline_;
  std::size_t rows_max_;
};

}  // namespace backstamp::investigation
