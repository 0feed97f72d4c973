// The reader sees one site's address and is led to another's. Click hosts of newsletters do so too,
// hence few points, and none for authenticated mail that can be unsubscribed from.
#include "verdict/detectors/detector.h"
#include "verdict/traits.h"

#include "message/url_reader.h"

namespace backstamp::verdict {
namespace {

// The host that the text shows, when the text is a web address and nothing else.
std::optional<Text> shown_host(const Text& text) {
  const std::string_view shown = trim(text.view());
  if (shown.empty() || shown.size() > 300) return std::nullopt;
  if (shown.find_first_of(" \t\n@") != shown.npos || !shown.contains('.')) return std::nullopt;
  const bool address = shown.starts_with("http") || ascii_lower(shown).starts_with("www.");
  if (!address) return std::nullopt;
  const auto url = message::read_url(shown);
  if (!url || !url->domain.view().contains('.')) return std::nullopt;
  return url->domain;
}

// Gateways of the receiving side rewrite each link.
bool is_rewritten(std::string_view host) {
  constexpr std::string_view gateways[] = {"outlook.com",           "proofpoint.com",
                                           "mimecast.com",          "mimecastprotect.com",
                                           "barracudanetworks.com", "cudasvc.com"};
  return std::ranges::find(gateways, organisation_of(host)) != std::end(gateways);
}

}  // namespace

std::optional<Reason> link_text_against_target(const message::Facts& facts, const History&) {
  if (facts.headers.contains("list-unsubscribe") && is_authenticated(facts)) return std::nullopt;
  for (const message::Url& url : facts.urls) {
    const auto shown = shown_host(url.text);
    if (!shown || is_rewritten(url.domain.view())) continue;
    if (organisation_of(shown->view()) == organisation_of(url.domain.view())) continue;
    return seen(Text::lossy(shown->str() + " but leads to " + url.domain.str()), url.url);
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
