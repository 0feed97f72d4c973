#include "verdict/feeds/feed_gathering.h"

#include <algorithm>
#include <tuple>

#include "message/ip_address.h"
#include "verdict/feeds/defang.h"
#include "verdict/indicators.h"

namespace backstamp::verdict {
namespace {

constexpr std::size_t value_bytes_max = 8 * 1024;
constexpr std::size_t comment_bytes_max = 300;
using Reason = std::string_view;

struct Normal {
  std::string_view kind;
  Text value;
};

// A network of one address is that address.
std::string_view without_full_prefix(std::string_view ip) {
  const auto slash = ip.find('/');
  if (slash == ip.npos) return ip;
  const bool whole = ip.substr(slash) == (ip.contains(':') ? "/128" : "/32");
  return whole ? ip.substr(0, slash) : ip;
}

// Feeds also list their collectors' own networks and sinks.
std::expected<Normal, Reason> normal_ip(std::string_view value) {
  const auto ip = message::IpAddress::parse(without_full_prefix(value));
  if (!ip) return std::unexpected("no IP address");
  if (!ip->is_public()) return std::unexpected("no public IP address");
  const auto normal = normalise_indicator("ip", ip->text());
  if (!normal) return std::unexpected("no IP address");
  return Normal{"ip", *normal};
}

// Letters that IDNA drops may leave a trailing dot or an address behind: such a value would never
// match, for it is in no normal form.
bool is_stable(std::string_view kind, const Text& normal) {
  const auto again = normalise_indicator(kind, normal.view());
  return again && *again == normal;
}

std::expected<Normal, Reason> normal_domain(std::string_view value) {
  if (message::IpAddress::parse(value)) return normal_ip(value);
  const auto normal = normalise_indicator("domain", value);
  if (!normal || !is_stable("domain", *normal) || message::IpAddress::parse(normal->view())) {
    return std::unexpected("no domain");
  }
  return Normal{"domain", *normal};
}

// "evil.example/login" is how some feeds write a URL; "/login" is none.
bool lacks_scheme(std::string_view value) {
  if (value.contains("://") || value.starts_with('/')) return false;
  return normal_domain(value.substr(0, value.find_first_of(":/?#"))).has_value();
}

// At its end '*' would make the entry a prefix: a feed names URLs, it draws no such circles.
std::expected<Normal, Reason> normal_url(std::string_view value) {
  if (value.ends_with('*')) return std::unexpected("URL with a wildcard");
  const auto normal = normalise_indicator(
      "url", lacks_scheme(value) ? "http://" + std::string(value) : std::string(value));
  if (!normal) return std::unexpected("no URL");
  return Normal{"url", *normal};
}

std::expected<Normal, Reason> normalised(std::string_view kind, std::string_view written) {
  if (written.size() > value_bytes_max) return std::unexpected("value too long");
  if (!Text::parse(written)) return std::unexpected("not UTF-8");
  const std::string value = refanged(trim(written));
  if (kind == "ip") return normal_ip(value);
  if (kind == "domain") return normal_domain(value);
  if (kind == "url") return normal_url(value);
  const auto normal = normalise_indicator(kind, value);
  if (!normal || !is_stable(kind, *normal)) {
    return std::unexpected(kind == "file" ? "no SHA-256" : "no address");
  }
  return Normal{kind, *normal};
}

std::optional<Time> end_of(const FeedFinding& finding, std::optional<Time> seen,
                           std::string_view kind, const FeedRule& rule) {
  if (finding.expires) return finding.expires;
  const auto lifetime = rule.lifetime.find(kind);
  if (!seen || lifetime == rule.lifetime.end()) return std::nullopt;
  return *seen + lifetime->second;
}

// Of equal values the surest comes first, of those the one that counts longest.
bool before(const FeedEntry& a, const FeedEntry& b) {
  const auto order = [](const FeedEntry& entry) {
    return std::tuple(std::string_view(entry.kind), entry.value.view(), -entry.confidence,
                      entry.expires ? -entry.expires->time_since_epoch() : Duration::min(),
                      entry.seen ? -entry.seen->time_since_epoch() : Duration::max(),
                      entry.comment.view());
  };
  return order(a) < order(b);
}

bool same(const FeedEntry& a, const FeedEntry& b) { return a.kind == b.kind && a.value == b.value; }

}  // namespace

FeedGathering::FeedGathering(std::string_view format, Time now)
    : rule_(feed_rule(format)), now_(now) {}

Result<void> FeedGathering::add(const FeedFinding& finding) {
  const auto normal = normalised(finding.kind, finding.value);
  if (!normal) {
    refuse(normal.error());
    return {};
  }
  // A time to come would make the entry outlive its feed's rule.
  const auto seen = finding.seen ? std::optional(std::min(*finding.seen, now_)) : std::nullopt;
  const auto expires = end_of(finding, seen, normal->kind, rule_);
  if (expires && *expires <= now_) {
    expired_ = true;
    refuse("expired");
    return {};
  }
  if (entries_.size() >= feed_entries_max) {
    return fail(Fault::limit, "more than " + std::to_string(feed_entries_max) + " entries");
  }
  entries_.push_back({.kind = std::string(normal->kind),
                      .value = normal->value,
                      .confidence = std::clamp(finding.confidence, 0, 100),
                      .seen = seen,
                      .expires = expires,
                      .comment = Text::lossy(trim(finding.comment.substr(0, 4 * comment_bytes_max)))
                                     .cut(comment_bytes_max)});
  return {};
}

void FeedGathering::refuse(std::string_view reason, std::uint64_t times) {
  auto found = refused_.find(reason);
  if (found == refused_.end()) found = refused_.emplace(reason, 0).first;
  found->second += times;
}

std::uint64_t FeedGathering::refused_count() const {
  std::uint64_t count = 0;
  for (const auto& [reason, times] : refused_) count += times;
  return count;
}

FeedReading FeedGathering::reading() && {
  std::ranges::sort(entries_, before);
  const auto doubles = std::ranges::unique(entries_, same);
  entries_.erase(doubles.begin(), doubles.end());
  return {.entries = std::move(entries_), .refused = {refused_.begin(), refused_.end()}};
}

}  // namespace backstamp::verdict
