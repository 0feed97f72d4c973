// The organisation's own allow and block entries, as an immutable snapshot that is asked.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "base/time.h"

namespace backstamp::verdict {

struct IndicatorEntry {
  std::string kind;   // sender, domain, url, file, ip
  Text value;         // normalised by normalise_indicator()
  bool block = true;  // otherwise allow
  std::string comment;
  std::optional<Time> expires;
};

// The form in which an entry of this kind is stored and compared: lower-case address, domain
// without trailing dot, URL as message/ writes it ('*' or '/' at its end makes it a prefix), 64 hex
// digits, IP address. Error: invalid, saying what form is wanted.
Result<Text> normalise_indicator(std::string_view kind, std::string_view value);

class Indicators {
 public:
  Indicators() = default;
  explicit Indicators(std::vector<IndicatorEntry> entries);

  // The entry that matches at `now`, or null. An allow entry wins over a block entry of the same
  // precision; an exact entry wins over a broader one. The pointer lives as long as the snapshot.
  const IndicatorEntry* match_sender(std::string_view address,
                                     Time now) const;  // address, then its domain
  const IndicatorEntry* match_domain(std::string_view domain,
                                     Time now) const;  // itself and parents, label-wise
  const IndicatorEntry* match_url(std::string_view url,
                                  Time now) const;  // exact, prefix, then its host's domain
  const IndicatorEntry* match_file(std::string_view sha256, Time now) const;
  const IndicatorEntry* match_ip(std::string_view ip, Time now) const;

  std::size_t size() const { return entries_ ? entries_->size() : 0; }

 private:
  std::shared_ptr<const std::vector<IndicatorEntry>> entries_;  // sorted by kind and value
};

}  // namespace backstamp::verdict
