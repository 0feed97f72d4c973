#include "verdict/signs.h"

#include <algorithm>

#include "base/text.h"
#include "message/visible_text.h"
#include "verdict/host_list.h"
#include "verdict/traits.h"

namespace backstamp::verdict {
namespace {

constexpr std::size_t hosts_max = 200;

struct Lists {
  HostList risky_zones = host_list("risky_zones");
  HostList free_hosting = host_list("free_hosting");
  HostList blog_hosting = host_list("blog_hosting");
  HostList shorteners = host_list("link_shorteners");
  HostList redirectors = host_list("click_redirectors");
};

const Lists& lists() {
  static const Lists all;
  return all;
}

bool can_be_clicked(const message::Url& url) {
  const bool shown = url.location == message::UrlLocation::body ||
                     url.location == message::UrlLocation::subject ||
                     url.location == message::UrlLocation::qr_code;
  return shown && !url.loaded && url.url.view().starts_with("http");
}

// "https://host/path" -> "host/path".
std::string_view after_scheme(std::string_view url) {
  const auto at = url.find("://");
  return at == url.npos ? url : url.substr(at + 3);
}

std::size_t characters_of(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(
      utf8, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; }));
}

// None when the sender owns one of them: companies name their partners.
std::vector<const Brand*> claimed(std::string_view text, std::string_view sender) {
  std::vector<const Brand*> named = brands_named(text);
  const bool owner =
      std::ranges::any_of(named, [&](const Brand* brand) { return owns(*brand, sender); });
  if (owner) named.clear();
  return named;
}

void read_links(Signs& signs) {
  signs.hosts.reserve(hosts_max);  // pointers into it are kept
  bool own = false;
  for (const message::Url& url : signs.facts.urls) {
    if (!can_be_clicked(url)) continue;
    ++signs.links;
    const std::string_view host = url.domain.view();
    const LinkHost link = {&url, host, organisation_of(host)};
    own = own || link.organisation == signs.from_organisation;
    const bool known = std::ranges::find(signs.hosts, host, &LinkHost::host) != signs.hosts.end();
    const bool redirects = lists().redirectors.covers_url(host, after_scheme(url.url.view()));
    if ((known && !redirects) || signs.hosts.size() >= hosts_max) continue;
    signs.hosts.push_back(link);
    const LinkHost* const kept = &signs.hosts.back();
    if (redirects && !signs.redirector) signs.redirector = kept;
    if (!signs.risky_zone && lists().risky_zones.covers_below(host)) signs.risky_zone = kept;
    if (!signs.free_hosting && lists().free_hosting.covers_below(host)) signs.free_hosting = kept;
    if (!signs.blog_hosting && lists().blog_hosting.covers_below(host)) signs.blog_hosting = kept;
    if (!signs.shortener && lists().shorteners.covers(host)) signs.shortener = kept;
  }
  signs.links_lead_away = signs.links > 0 && !own;
}

}  // namespace

Signs::Signs(const message::Facts& of) : facts(of) {
  constexpr std::size_t letters_max = 700;
  constexpr std::size_t links_max = 3;
  from_host = facts.sender.from.domain.view();
  from_organisation = organisation_of(from_host);
  free_mail_sender = is_free_mail(from_host);
  read_links(*this);
  own_text = message::own_text(facts.visible_text.view());
  subject = find_phrases(facts.subject.view());
  text = find_phrases(own_text);
  letters = characters_of(facts.visible_text.view());
  image_leads =
      facts.html.linked_images > 0 && letters < letters_max && links > 0 && links <= links_max;
  name_brands = claimed(facts.sender.from.display_name.view(), from_host);
  subject_brands = claimed(facts.subject.view(), from_host);
  imitated = imitated_by(from_host);
}

bool threatens(const Signs& signs) {
  constexpr std::string_view families[] = {
      "sign_in",   "mailbox_full", "payment_failed", "parcel",         "points_lapse",
      "antivirus", "document",     "refund",         "account_threat", "verify"};
  return std::ranges::any_of(families, [&](std::string_view family) {
    return signs.subject.of(family).count > 0 || signs.text.of(family).count > 0;
  });
}

bool promises(const Signs& signs) {
  constexpr std::string_view families[] = {"prize", "gambling", "miracle_cure",
                                           "leads", "dating",   "crypto"};
  constexpr std::uint32_t texts_min = 2;  // one such word is in much honest mail
  std::uint32_t texts = 0;
  for (const std::string_view family : families) {
    if (signs.subject.of(family).count > 0) return true;
    texts += signs.text.of(family).count;
  }
  return texts >= texts_min;
}

}  // namespace backstamp::verdict
