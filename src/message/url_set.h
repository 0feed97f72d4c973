// The URLs of one message: each (url, location) once, bounded, in order.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "message/facts.h"
#include "message/html.h"

namespace backstamp::message {

class UrlSet {
 public:
  explicit UrlSet(std::size_t urls_max) : urls_max_(urls_max) {}

  // What mail protection rewrote is taken as its original. A URL met before keeps its place and
  // takes the text and the rewritten form it lacked.
  void add(Url url, UrlLocation location);
  // Those of running text.
  void add_text(std::string_view text, UrlLocation location);
  // Links, and the bare URLs of what is visible beside them (mail programs make them links).
  void add_html(const HtmlReading& html, UrlLocation location);

  std::size_t size() const { return urls_.size(); }
  bool full() const { return urls_.size() >= urls_max_; }
  std::vector<Url> take() && { return std::move(urls_); }

 private:
  std::size_t urls_max_;
  std::vector<Url> urls_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace backstamp::message
