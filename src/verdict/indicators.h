// The organisation's own allow and block entries and those of threat feeds, as an immutable
// snapshot that is asked.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "base/time.h"
#include "verdict/verdict.h"

namespace backstamp::verdict {

struct IndicatorEntry {
  std::string kind;   // sender, domain, url, file, ip
  Text value;         // normalised by normalise_indicator()
  bool block = true;  // otherwise allow
  std::string comment;
  std::optional<Time> expires;
  std::string source = {};  // name of the feed; empty for the organisation's own
  int confidence = 100;     // 0 to 100; of a feed's entry
};

// What it makes of what it names: Malicious for the organisation's block entries and feeds that are
// sure, Suspicious for other feeds, NoThreatsFound for allow entries.
Judgement judgement_of(const IndicatorEntry& entry);
bool is_sure(const IndicatorEntry& entry);  // of a feed: confidence of at least 75

// The form in which an entry of this kind is stored and compared: lower-case address, domain
// without trailing dot, URL as message/ writes it ('*' or '/' at its end makes it a prefix), 64 hex
// digits, IP address. Error: invalid, saying what form is wanted.
Result<Text> normalise_indicator(std::string_view kind, std::string_view value);

class Indicators {
 public:
  Indicators() = default;
  // `fed` are the block entries of feeds.
  explicit Indicators(std::vector<IndicatorEntry> own, std::vector<IndicatorEntry> fed = {});

  // The entry that matches at `now`, or null. The organisation's own entries stand before all
  // feeds; of several feeds the surest speaks. An allow entry wins over a block entry of the same
  // precision; an exact entry wins over a broader one. A feed's URL is exact: '/' at its end makes
  // no prefix. The pointer lives as long as the snapshot.
  const IndicatorEntry* match_sender(std::string_view address,
                                     Time now) const;  // address, then its domain
  const IndicatorEntry* match_domain(std::string_view domain,
                                     Time now) const;  // itself and parents, label-wise
  const IndicatorEntry* match_url(std::string_view url,
                                  Time now) const;  // exact, prefix, then its host's domain
  const IndicatorEntry* match_file(std::string_view sha256, Time now) const;
  const IndicatorEntry* match_ip(std::string_view ip, Time now) const;

  // The same with other entries on one side; what is shared is not copied.
  Indicators with_own(std::vector<IndicatorEntry> own) const;
  Indicators with_fed(std::vector<IndicatorEntry> fed) const;

  std::size_t size() const { return (own_ ? own_->size() : 0) + (fed_ ? fed_->size() : 0); }

 private:
  using Entries = std::shared_ptr<const std::vector<IndicatorEntry>>;
  const IndicatorEntry* match_own_url(std::string_view normal, Time now) const;
  Entries own_, fed_;  // each sorted by kind and value
};

}  // namespace backstamp::verdict
