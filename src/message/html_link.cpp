#include "message/html_link.h"

#include <algorithm>

#include "base/text.h"
#include "message/html_reference.h"

namespace backstamp::message {
namespace {

bool scheme_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '-' || c == '.';
}

bool has_scheme(std::string_view href) {
  const std::size_t colon = href.find(':');
  if (colon == href.npos || colon == 0) return false;
  return std::ranges::all_of(href.substr(0, colon), scheme_letter);
}

// The offset where the path begins: behind "https://host"; npos when `base` is no such URL.
std::size_t path_offset(std::string_view base) {
  const std::size_t slashes = base.find("://");
  if (slashes == base.npos || !base.starts_with("http")) return base.npos;
  return std::min(base.find_first_of("/?#", slashes + 3), base.size());
}

}  // namespace

std::string clean_href(std::string_view raw) {
  std::string href;
  append_decoded(raw.substr(0, href_bytes_max * 4), ReferencePlace::attribute, href);
  std::erase_if(href, [](char c) { return c == '\n' || c == '\r' || c == '\t' || c == '\0'; });
  const auto inside = [](char c) { return static_cast<unsigned char>(c) > ' '; };
  href.erase(std::find_if(href.rbegin(), href.rend(), inside).base(), href.end());
  href.erase(href.begin(), std::ranges::find_if(href, inside));
  if (href.size() > href_bytes_max) href.resize(href_bytes_max);
  return href;
}

std::string resolve_href(std::string_view base, std::string_view href) {
  const std::size_t path = path_offset(base);
  if (path == base.npos || href.empty() || href.front() == '#' || has_scheme(href)) {
    return std::string(href);
  }
  if (href.starts_with("//")) {
    return std::string(base.substr(0, base.find(':') + 1)).append(href);
  }
  if (href.front() == '/') return std::string(base.substr(0, path)).append(href);
  const std::string_view without_query = base.substr(0, base.find_first_of("?#", path));
  if (href.front() == '?') return std::string(without_query).append(href);
  const std::size_t slash = without_query.rfind('/');
  const bool has_path = slash != base.npos && slash >= path;
  return std::string(has_path ? without_query.substr(0, slash) : base.substr(0, path))
      .append("/")
      .append(href);
}

std::string_view refresh_target(std::string_view content) {
  std::size_t at = content.find_first_of(";,");
  if (at == content.npos) return {};
  content = trim(content.substr(at + 1));
  if (content.size() >= 3 && ascii_equal(content.substr(0, 3), "url")) {
    at = content.find('=');
    if (at == content.npos) return {};
    content = trim(content.substr(at + 1));
  }
  const char quote = content.empty() ? '\0' : content.front();
  if (quote != '"' && quote != '\'') return content;
  content.remove_prefix(1);
  return content.substr(0, content.find(quote));
}

}  // namespace backstamp::message
