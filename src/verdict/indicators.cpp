#include "verdict/indicators.h"

#include <arpa/inet.h>

#include <algorithm>
#include <limits>
#include <tuple>

#include "message/host_name.h"
#include "message/url_reader.h"

namespace backstamp::verdict {
namespace {

std::unexpected<Error> wrong(std::string_view value, std::string_view wanted) {
  return fail(Fault::invalid,
              "\"" + Text::lossy(value).cut(200).str() + "\" is no " + std::string(wanted));
}

bool is_name(std::string_view text) {
  return !text.empty() && text.find_first_of(" \t\r\n/@\"<>,;:") == text.npos &&
         !text.starts_with('.') && text.find("..") == text.npos;
}

// A domain without a dot would be a whole top-level domain.
Result<Text> normal_domain(std::string_view value) {
  const Text domain = message::host_to_ascii(value);
  if (is_name(domain.view()) && domain.view().contains('.')) return domain;
  return wrong(value, "domain like example.com");
}

Result<Text> normal_sender(std::string_view value) {
  const auto at = value.rfind('@');
  const bool address =
      at != value.npos && at > 0 && is_name(value.substr(0, at)) && is_name(value.substr(at + 1));
  if (!address) return wrong(value, "address like name@example.com");
  return Text::parse(ascii_lower(value.substr(0, at)) + "@" +
                     message::host_to_ascii(value.substr(at + 1)).str());
}

// Of a trailing '*' the part before it is read, so that it can't end inside a host name.
Result<Text> normal_url(std::string_view value) {
  const bool prefix = value.ends_with('*');
  if (prefix) value.remove_suffix(1);
  const auto url = message::read_url(value);
  if (!url) return wrong(value, "URL like https://example.com/path");
  return prefix ? Text::parse(url->url.str() + "*") : url->url;
}

Result<Text> normal_file(std::string_view value) {
  const std::string digits = ascii_lower(value);
  const bool digest =
      digits.size() == 64 && digits.find_first_not_of("0123456789abcdef") == digits.npos;
  if (!digest) return wrong(value, "SHA-256 of 64 hex digits");
  return Text::trusted(digits);
}

Result<Text> normal_ip(std::string_view value) {
  for (const int family : {AF_INET, AF_INET6}) {
    std::array<unsigned char, 16> bytes{};
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (inet_pton(family, std::string(value).c_str(), bytes.data()) != 1) continue;
    inet_ntop(family, bytes.data(), text.data(), text.size());
    return Text::trusted(text.data());
  }
  return wrong(value, "IP address");
}

// An allow entry stands before a block entry of the same value, the surest feed before others.
auto order(const IndicatorEntry& entry) {
  return std::tuple<std::string_view, std::string_view, bool, int, std::string_view>(
      entry.kind, entry.value.view(), entry.block, -entry.confidence, entry.source);
}

std::shared_ptr<const std::vector<IndicatorEntry>> sorted(std::vector<IndicatorEntry> entries) {
  std::ranges::sort(entries, {}, order);
  return std::make_shared<const std::vector<IndicatorEntry>>(std::move(entries));
}

bool holds(const IndicatorEntry& entry, Time now) { return !entry.expires || now < *entry.expires; }

const IndicatorEntry* find(const std::shared_ptr<const std::vector<IndicatorEntry>>& entries,
                           std::string_view kind, std::string_view value, Time now) {
  if (!entries) return nullptr;
  const std::tuple<std::string_view, std::string_view, bool, int, std::string_view> first(
      kind, value, false, std::numeric_limits<int>::min(), "");
  auto entry = std::ranges::lower_bound(*entries, first, {}, order);
  for (; entry != entries->end() && entry->kind == kind && entry->value.view() == value; ++entry) {
    if (holds(*entry, now)) return &*entry;
  }
  return nullptr;
}

// `domain` or a parent of it, label by label.
const IndicatorEntry* find_domain(const std::shared_ptr<const std::vector<IndicatorEntry>>& entries,
                                  std::string_view domain, Time now) {
  while (true) {
    if (const IndicatorEntry* entry = find(entries, "domain", domain, now)) return entry;
    const auto dot = domain.find('.');
    if (dot == domain.npos) return nullptr;
    domain.remove_prefix(dot + 1);
  }
}

const IndicatorEntry* find_ip(const std::shared_ptr<const std::vector<IndicatorEntry>>& entries,
                              std::string_view ip, Time now) {
  const auto normal = normal_ip(ip);
  return normal ? find(entries, "ip", normal->view(), now) : nullptr;
}

}  // namespace

bool is_sure(const IndicatorEntry& entry) { return entry.confidence >= 75; }

Judgement judgement_of(const IndicatorEntry& entry) {
  if (!entry.block) return Judgement::no_threats_found;
  return entry.source.empty() || is_sure(entry) ? Judgement::malicious : Judgement::suspicious;
}

Result<Text> normalise_indicator(std::string_view kind, std::string_view value) {
  value = trim(value);
  if (!Text::parse(value)) return wrong(value, "text in UTF-8");
  if (kind == "sender") return normal_sender(value);
  if (kind == "domain") return normal_domain(value);
  if (kind == "url") return normal_url(value);
  if (kind == "file") return normal_file(value);
  if (kind == "ip") return normal_ip(value);
  return wrong(kind, "kind of indicator; there are sender, domain, url, file, ip");
}

Indicators::Indicators(std::vector<IndicatorEntry> own, std::vector<IndicatorEntry> fed)
    : own_(sorted(std::move(own))), fed_(sorted(std::move(fed))) {}

Indicators Indicators::with_own(std::vector<IndicatorEntry> own) const {
  Indicators other = *this;
  other.own_ = sorted(std::move(own));
  return other;
}

Indicators Indicators::with_fed(std::vector<IndicatorEntry> fed) const {
  Indicators other = *this;
  other.fed_ = sorted(std::move(fed));
  return other;
}

const IndicatorEntry* Indicators::match_sender(std::string_view address, Time now) const {
  const auto normal = normal_sender(address);
  if (!normal) return nullptr;
  const std::string_view domain = normal->view().substr(normal->view().rfind('@') + 1);
  for (const Entries& entries : {own_, fed_}) {
    if (const IndicatorEntry* entry = find(entries, "sender", normal->view(), now)) return entry;
    if (const IndicatorEntry* entry = find_domain(entries, domain, now)) return entry;
  }
  return nullptr;
}

const IndicatorEntry* Indicators::match_domain(std::string_view domain, Time now) const {
  const Text normal = message::host_to_ascii(domain);
  if (const IndicatorEntry* entry = find_domain(own_, normal.view(), now)) return entry;
  return find_domain(fed_, normal.view(), now);
}

const IndicatorEntry* Indicators::match_own_url(std::string_view normal, Time now) const {
  if (const IndicatorEntry* entry = find(own_, "url", normal, now)) return entry;
  const std::size_t path = normal.find('/', normal.find("://") + 3);
  // The longest prefix first, none shorter than scheme and host.
  for (std::size_t size = normal.size(); path != normal.npos && size > path; --size) {
    const std::string prefix(normal.substr(0, size));
    if (const IndicatorEntry* entry = find(own_, "url", prefix + "*", now)) return entry;
    if (!prefix.ends_with('/')) continue;
    if (const IndicatorEntry* entry = find(own_, "url", prefix, now)) return entry;
  }
  return nullptr;
}

const IndicatorEntry* Indicators::match_url(std::string_view url, Time now) const {
  const auto read = message::read_url(url);
  if (!read) return nullptr;
  const std::string& normal = read->url.str();
  const Text host = message::host_to_ascii(read->domain.view());
  if (const IndicatorEntry* entry = match_own_url(normal, now)) return entry;
  if (const IndicatorEntry* entry = find_ip(own_, host.view(), now)) return entry;
  if (const IndicatorEntry* entry = find_domain(own_, host.view(), now)) return entry;
  if (const IndicatorEntry* entry = find(fed_, "url", normal, now)) return entry;
  if (const IndicatorEntry* entry = find_ip(fed_, host.view(), now)) return entry;
  return find_domain(fed_, host.view(), now);
}

const IndicatorEntry* Indicators::match_file(std::string_view sha256, Time now) const {
  const std::string digits = ascii_lower(sha256);
  if (const IndicatorEntry* entry = find(own_, "file", digits, now)) return entry;
  return find(fed_, "file", digits, now);
}

const IndicatorEntry* Indicators::match_ip(std::string_view ip, Time now) const {
  if (const IndicatorEntry* entry = find_ip(own_, ip, now)) return entry;
  return find_ip(fed_, ip, now);
}

}  // namespace backstamp::verdict
