#include "message/url_rewriter.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/content.h"
#include "message/url_reader.h"

namespace backstamp::message {
namespace {

using Json = nlohmann::json;

Result<void> check(const UrlRewriter& rewriter) {
  const auto refuse = [&](std::string_view what) {
    return fail(Fault::invalid, "rewriter \"" + rewriter.name + "\": " + std::string(what));
  };
  if (rewriter.hosts.empty()) return refuse("\"hosts\" names none");
  for (const std::string& host : rewriter.hosts) {
    const bool usable = host == ascii_lower(host) && host.find('.') != host.npos &&
                        !host.starts_with('.') && !host.ends_with('.');
    if (!usable) return refuse("\"" + host + "\" is no host name in lower case");
  }
  if (!rewriter.path.starts_with('/')) return refuse("\"path\" begins with \"/\"");
  if (has_parameters(rewriter.wrapping) == rewriter.parameters.empty()) {
    return refuse("\"parameters\" stands with the decodings that read them, and only there");
  }
  return {};
}

Result<UrlRewriter> read_rewriter(const Json& json) {
  UrlRewriter rewriter;
  rewriter.name = json.at("name");
  rewriter.hosts = json.at("hosts");
  rewriter.path = json.value("path", "/");
  rewriter.parameters = json.value("parameters", std::vector<std::string>());
  const std::string decoding = json.at("decoding");
  const auto wrapping = url_wrapping(decoding);
  if (!wrapping) return fail(Fault::invalid, "unknown decoding \"" + decoding + "\"");
  rewriter.wrapping = *wrapping;
  TRY(check(rewriter));
  return rewriter;
}

std::string_view path_of(std::string_view url) {
  const std::size_t host = url.find("://");
  if (host == url.npos) return {};
  const std::size_t path = url.find('/', host + 3);
  return path == url.npos ? std::string_view() : url.substr(path);
}

bool is_web(std::string_view written) {
  return ascii_equal(written.substr(0, 5), "http:") || ascii_equal(written.substr(0, 6), "https:");
}

std::optional<Url> original_of(const Url& url, const UrlRewriter& rewriter) {
  std::optional<Url> original;
  for (const std::string& written : wrapped_urls(rewriter.wrapping, path_of(url.url.view()),
                                                 rewriter.path, rewriter.parameters)) {
    if (!is_web(written)) continue;
    auto read = read_url(written);
    if (!read) continue;
    if (original && original->url != read->url) return std::nullopt;
    original = std::move(read);
  }
  return original;
}

}  // namespace

Result<UrlRewriters> UrlRewriters::parse(std::string_view json) {
  try {
    UrlRewriters all;
    const Json table = Json::parse(json);
    for (const Json& one : table.at("rewriters")) {
      all.rewriters_.push_back(TRY(read_rewriter(one)));
      for (const std::string& host : all.rewriters_.back().hosts) {
        all.by_host_.emplace(host, all.rewriters_.size() - 1);
      }
    }
    return all;
  } catch (const Json::exception& error) {
    return fail(Fault::invalid, std::string("URL rewriters: ") + error.what());
  }
}

// By whole labels from the right: "x.rewriter.example" is one of "rewriter.example",
// "rewriter.example.evil.example" and "xrewriter.example" are not.
const UrlRewriter* UrlRewriters::rewriter_of(const Url& url) const {
  const std::string_view path = path_of(url.url.view());
  std::string_view host = url.domain.view();
  while (!host.empty()) {
    const auto [begin, end] = by_host_.equal_range(host);
    for (auto known = begin; known != end; ++known) {
      const UrlRewriter& rewriter = rewriters_[known->second];
      if (path.starts_with(rewriter.path)) return &rewriter;
    }
    host.remove_prefix(std::min(host.find('.'), host.size() - 1) + 1);
  }
  return nullptr;
}

Url UrlRewriters::unwrapped(Url url) const {
  for (int depth = 0; depth < url_wrappings_max; ++depth) {
    const UrlRewriter* const rewriter = rewriter_of(url);
    if (rewriter == nullptr) break;
    auto original = original_of(url, *rewriter);
    if (!original) break;
    original->rewritten = url.rewritten.empty() ? std::move(url.url) : std::move(url.rewritten);
    original->location = url.location;
    original->text = std::move(url.text);
    url = std::move(*original);
  }
  return url;
}

const UrlRewriters& url_rewriters() {
  static const UrlRewriters all = [] {
    auto read = UrlRewriters::parse(content_file("rules/url_rewriters.json").value_or(""));
    CHECK(read);
    return std::move(*read);
  }();
  return all;
}

}  // namespace backstamp::message
