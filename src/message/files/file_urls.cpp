#include "message/files/file_urls.h"

#include <algorithm>
#include <string>

#include "message/url_reader.h"
#include "message/url_scan.h"

namespace backstamp::message {
namespace {

// Hosts in whose name formats name their parts. Nobody is led there.
bool is_namespace_host(std::string_view host) {
  static constexpr std::string_view hosts[] = {"www.w3.org",
                                               "schemas.openxmlformats.org",
                                               "schemas.microsoft.com",
                                               "ns.adobe.com",
                                               "purl.org",
                                               "schemas.xmlsoap.org",
                                               "www.iec.ch",
                                               "iptc.org",
                                               "purl.oclc.org",
                                               "openoffice.org",
                                               "docs.oasis-open.org",
                                               "xmlns.com"};
  return std::ranges::find(hosts, host) != std::end(hosts);
}

bool is_printable(char c) { return c > ' ' && c < '\x7f'; }

// Calls `use` with each run of printable ASCII that stands in every `width`-th byte (the others
// being NUL) and may hold a URL.
template <class Use>
void each_run(std::string_view bytes, std::size_t width, Use use) {
  std::string run;
  const auto end_run = [&] {
    if (run.find("://") != run.npos) use(run);
    run.clear();
  };
  for (std::size_t at = 0; at + width <= bytes.size();) {
    const bool wide = width == 1 || bytes[at + 1] == '\0';
    if (wide && is_printable(bytes[at])) {
      if (run.size() < 2 * url_bytes_max) run += bytes[at];
      at += width;
    } else {
      end_run();
      ++at;
    }
  }
  end_run();
}

}  // namespace

void FileUrls::add(Url url) {
  if (urls_.size() < urls_max_ && !is_namespace_host(url.domain.view())) {
    urls_.push_back(std::move(url));
  }
}

void FileUrls::add_target(std::string_view written) {
  if (urls_.size() >= urls_max_) return;
  if (auto url = read_url(written)) return add(std::move(*url));
  add_text(written);
}

void FileUrls::add_text(std::string_view text) {
  if (urls_.size() >= urls_max_) return;
  for (Url& url : scan_urls(text, urls_max_ - urls_.size())) add(std::move(url));
}

void FileUrls::add_binary(std::string_view bytes) {
  const auto use = [&](std::string_view run) { add_text(run); };
  each_run(bytes, 1, use);
  each_run(bytes, 2, use);
}

}  // namespace backstamp::message
