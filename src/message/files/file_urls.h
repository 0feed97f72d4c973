// URLs out of the parts of a file.
#pragma once

#include <string_view>
#include <vector>

#include "message/facts.h"

namespace backstamp::message {

// The URLs of one file, at most `urls_max`, duplicates included.
class FileUrls {
 public:
  explicit FileUrls(std::size_t urls_max) : urls_max_(urls_max) {}

  // A link's target as written; where it is no web URL, those that stand in it
  // ("mhtml:http://...!x-usc:http://...").
  void add_target(std::string_view written);
  // Those of running text, UTF-8.
  void add_text(std::string_view text);
  // Those with a scheme among the readable runs of bytes, as 8-bit and as UTF-16 text. Names of XML
  // namespaces, which every office file is full of, are left out. Linear.
  void add_binary(std::string_view bytes);

  std::vector<Url> take() && { return std::move(urls_); }

 private:
  void add(Url url);

  std::size_t urls_max_;
  std::vector<Url> urls_;
};

}  // namespace backstamp::message
