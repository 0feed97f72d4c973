#include "verdict/indicators.h"

#include <arpa/inet.h>

#include <algorithm>
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

// An allow entry stands before a block entry of the same value.
auto order(const IndicatorEntry& entry) {
  return std::tuple<std::string_view, std::string_view, bool>(entry.kind, entry.value.view(),
                                                              entry.block);
}

bool holds(const IndicatorEntry& entry, Time now) { return !entry.expires || now < *entry.expires; }

using Entries = std::shared_ptr<const std::vector<IndicatorEntry>>;

const IndicatorEntry* find(const Entries& entries, std::string_view kind, std::string_view value,
                           Time now) {
  if (!entries) return nullptr;
  const std::tuple<std::string_view, std::string_view, bool> first(kind, value, false);
  auto entry = std::ranges::lower_bound(*entries, first, {}, order);
  for (; entry != entries->end() && entry->kind == kind && entry->value.view() == value; ++entry) {
    if (holds(*entry, now)) return &*entry;
  }
  return nullptr;
}

}  // namespace

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

Indicators::Indicators(std::vector<IndicatorEntry> entries) {
  std::ranges::sort(entries, {}, order);
  entries_ = std::make_shared<const std::vector<IndicatorEntry>>(std::move(entries));
}

const IndicatorEntry* Indicators::match_sender(std::string_view address, Time now) const {
  const auto normal = normal_sender(address);
  if (!normal) return nullptr;
  if (const IndicatorEntry* entry = find(entries_, "sender", normal->view(), now)) return entry;
  return match_domain(normal->view().substr(normal->view().rfind('@') + 1), now);
}

const IndicatorEntry* Indicators::match_domain(std::string_view domain, Time now) const {
  const Text normal = message::host_to_ascii(domain);
  std::string_view rest = normal.view();
  while (true) {
    if (const IndicatorEntry* entry = find(entries_, "domain", rest, now)) return entry;
    const auto dot = rest.find('.');
    if (dot == rest.npos) return nullptr;
    rest.remove_prefix(dot + 1);
  }
}

const IndicatorEntry* Indicators::match_url(std::string_view url, Time now) const {
  const auto read = message::read_url(url);
  if (!read) return nullptr;
  const std::string& normal = read->url.str();
  if (const IndicatorEntry* entry = find(entries_, "url", normal, now)) return entry;
  const std::size_t path = normal.find('/', normal.find("://") + 3);
  // The longest prefix first, none shorter than scheme and host.
  for (std::size_t size = normal.size(); path != normal.npos && size > path; --size) {
    const std::string prefix = normal.substr(0, size);
    if (const IndicatorEntry* entry = find(entries_, "url", prefix + "*", now)) return entry;
    if (!prefix.ends_with('/')) continue;
    if (const IndicatorEntry* entry = find(entries_, "url", prefix, now)) return entry;
  }
  if (const IndicatorEntry* entry = match_ip(read->domain.view(), now)) return entry;
  return match_domain(read->domain.view(), now);
}

const IndicatorEntry* Indicators::match_file(std::string_view sha256, Time now) const {
  return find(entries_, "file", ascii_lower(sha256), now);
}

const IndicatorEntry* Indicators::match_ip(std::string_view ip, Time now) const {
  const auto normal = normal_ip(ip);
  return normal ? find(entries_, "ip", normal->view(), now) : nullptr;
}

}  // namespace backstamp::verdict
