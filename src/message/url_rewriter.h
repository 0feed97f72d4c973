// Links that mail protection rewrote ("safe links") -> the links their senders wrote.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "message/facts.h"
#include "message/url_wrapping.h"

namespace backstamp::message {

constexpr int url_wrappings_max = 4;  // one rewriter inside the other; deeper ones stay

struct UrlRewriter {
  std::string name;
  std::vector<std::string> hosts;  // and all below them
  std::string path;                // the beginning its paths have
  UrlWrapping wrapping = UrlWrapping::parameter;
  std::vector<std::string> parameters;
};

class UrlRewriters {
 public:
  // Reads content/rules/url_rewriters.json. Errors: invalid, naming the rewriter.
  static Result<UrlRewriters> parse(std::string_view json);

  // The original, with the rewritten form in `rewritten`, as it came from outside; `url` itself
  // where no rewriter made it, where the original is no http or https URL, or where two differing
  // originals are given: then only the rewriter knows which of them it leads to. Rewriters that
  // carry no original (Mimecast carries its domain alone) are not listed: their links stay.
  Url unwrapped(Url url) const;

 private:
  const UrlRewriter* rewriter_of(const Url& url) const;

  std::vector<UrlRewriter> rewriters_;
  std::multimap<std::string, std::size_t, std::less<>> by_host_;
};

// Those built into the program.
const UrlRewriters& url_rewriters();

}  // namespace backstamp::message
