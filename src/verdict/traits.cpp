#include "verdict/traits.h"

#include <set>

#include "base/content.h"
#include "base/text.h"

namespace backstamp::verdict {
namespace {

// Second labels under which registries of two-letter domains register.
constexpr std::string_view registry_labels[] = {"ac",  "co",  "com", "edu", "gen", "go",
                                                "gob", "gov", "gub", "ltd", "mil", "ne",
                                                "net", "nom", "or",  "org", "plc", "sch"};

bool is_ip(std::string_view host) {
  return host.contains(':') ||
         (!host.empty() && host.find_first_not_of("0123456789.") == host.npos);
}

std::set<std::string_view> read_free_mail() {
  std::set<std::string_view> domains;
  std::string_view rest = content_file("rules/free_mail_domains.txt").value_or("");
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    const std::string_view line = trim(rest.substr(0, end));
    if (!line.empty() && !line.starts_with('#')) domains.insert(line);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  }
  return domains;
}

bool has_header(const message::Facts& facts, const char* name) {
  return facts.headers.contains(name);
}

}  // namespace

std::string_view organisation_of(std::string_view host) {
  if (is_ip(host)) return host;
  const auto last = host.rfind('.');
  if (last == host.npos || last == 0) return host;
  const auto second = host.rfind('.', last - 1);
  if (second == host.npos) return host;
  const std::string_view label = host.substr(second + 1, last - second - 1);
  const bool registry = host.size() - last == 3 &&
                        std::ranges::find(registry_labels, label) != std::end(registry_labels);
  if (!registry || second == 0) return host.substr(second + 1);
  const auto third = host.rfind('.', second - 1);
  return third == host.npos ? host : host.substr(third + 1);
}

bool is_authenticated(const message::Facts& facts) {
  if (facts.authentication.dmarc.view() == "pass") return true;
  const std::string_view from = organisation_of(facts.sender.from.domain.view());
  return facts.authentication.spf.view() == "pass" && !from.empty() &&
         facts.authentication.dmarc.view() != "fail" &&
         from == organisation_of(facts.sender.mail_from_domain.view());
}

bool was_checked(const message::Facts& facts) {
  const message::Authentication& said = facts.authentication;
  return !said.spf.empty() || !said.dkim.empty() || !said.dmarc.empty();
}

bool is_list(const message::Facts& facts) {
  return has_header(facts, "list-id") || has_header(facts, "list-post");
}

bool is_free_mail(std::string_view domain) {
  static const std::set<std::string_view> domains = read_free_mail();
  return domains.contains(domain);
}

const message::Url* foreign_link(const message::Facts& facts) {
  const std::string_view own = organisation_of(facts.sender.from.domain.view());
  for (const message::Url& url : facts.urls) {
    const bool web = url.url.view().starts_with("http");
    if (web && url.location != message::UrlLocation::header &&
        organisation_of(url.domain.view()) != own) {
      return &url;
    }
  }
  return nullptr;
}

}  // namespace backstamp::verdict
