// The only way on is a QR code: links in pictures pass by those who look at links.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> qr_code_only(const Signs& signs) {
  const message::Url* code = nullptr;
  for (const message::Url& url : signs.facts.urls) {
    if (url.location == message::UrlLocation::qr_code) code = code ? code : &url;
    if (url.location == message::UrlLocation::body && !url.loaded) return std::nullopt;
  }
  if (!code) return std::nullopt;
  return seen(code->domain, code->url);
}

}  // namespace backstamp::verdict
