#include "message/url_set.h"

#include <unordered_set>

#include "message/url_reader.h"
#include "message/url_rewriter.h"
#include "message/url_scan.h"

namespace backstamp::message {

namespace {

bool is_loaded(LinkKind kind) {
  return kind == LinkKind::image || kind == LinkKind::background || kind == LinkKind::script;
}

}  // namespace

void UrlSet::add(Url url, UrlLocation location) {
  url = url_rewriters().unwrapped(std::move(url));
  url.location = location;
  std::string key = static_cast<char>('0' + static_cast<int>(location)) + url.url.str();
  if (const auto known = places_.find(key); known != places_.end()) {
    Url& place = urls_[known->second];
    if (place.text.empty()) place.text = std::move(url.text);
    if (place.rewritten.empty()) place.rewritten = std::move(url.rewritten);
    place.loaded = place.loaded && url.loaded;
    return;
  }
  if (full()) return;
  places_.emplace(std::move(key), urls_.size());
  urls_.push_back(std::move(url));
}

void UrlSet::add_text(std::string_view text, UrlLocation location) {
  for (Url& url : scan_urls(text, urls_max_)) add(std::move(url), location);
}

void UrlSet::add_html(const HtmlReading& html, UrlLocation location) {
  std::unordered_set<Text> shown;  // by links: what is written there is not where it leads
  for (const Link& link : html.links) {
    for (Url& url : scan_urls(link.text.view(), 8)) shown.insert(std::move(url.url));
    auto url = read_url(link.href.view());
    if (!url) continue;
    url->text = link.text;
    url->loaded = is_loaded(link.kind);
    add(std::move(*url), location);
  }
  for (Url& url : scan_urls(html.visible_text.view(), urls_max_)) {
    if (!shown.contains(url.url)) add(std::move(url), location);
  }
}

}  // namespace backstamp::message
