#include "verdict/traits.h"

#include <libpsl.h>

#include "base/text.h"
#include "verdict/host_list.h"

namespace backstamp::verdict {
namespace {

bool is_ip(std::string_view host) {
  return host.contains(':') ||
         (!host.empty() && host.find_first_not_of("0123456789.") == host.npos);
}

// The list's part of registries, not of providers that rent names below theirs.
bool is_public(const std::string& name, int flags) {
  return psl_is_public_suffix2(psl_builtin(), name.c_str(), PSL_TYPE_ICANN | flags) != 0;
}

bool has_header(const message::Facts& facts, const char* name) {
  return facts.headers.contains(name);
}

}  // namespace

std::string_view organisation_of(std::string_view host) {
  if (is_ip(host)) return host;
  std::string_view organisation = host;
  for (auto dot = host.find('.'); dot != host.npos; dot = host.find('.', dot + 1)) {
    if (is_public(std::string(host.substr(dot + 1)), 0)) return organisation;
    organisation = host.substr(dot + 1);
  }
  return host;
}

bool has_public_zone(std::string_view host) {
  const auto last = host.rfind('.');
  if (last == host.npos) return false;
  const std::string zone(host.substr(last + 1));
  return zone == "example" || zone == "test" || is_public(zone, PSL_TYPE_NO_STAR_RULE);
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
  static const HostList domains = host_list("free_mail_domains");
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
