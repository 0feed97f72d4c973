// Who follows a guarded link: a person, or a program that looks at links by itself. Nobody is to be
// accused of a click that a program made.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "base/result.h"
#include "base/time.h"
#include "base/uuid.h"
#include "http/message.h"

namespace backstamp::click {

struct Visitor {
  std::string kind = "Person";  // "Person", "Preview" or "Scanner"
  std::string reason;           // by what it was known; for persons what speaks for one
};

class Visitors {
 public:
  // Words of content/rules/click_visitors.json.
  static Result<Visitors> built_in();
  explicit Visitors(std::vector<std::string> preview, std::vector<std::string> scanner)
      : preview_(std::move(preview)), scanner_(std::move(scanner)) {}
  Visitors(Visitors&& other) noexcept
      : preview_(std::move(other.preview_)), scanner_(std::move(other.scanner_)) {}

  // Thread-safe. Three links of one message within a second are followed by no hand: the third and
  // all further ones count as a scanner's.
  Visitor tell(const http::Request& request, const Uuid& guard, const std::string& target,
               Time now);

 private:
  struct Followed {
    Time since;
    std::set<std::size_t> targets;  // as hashes
  };
  bool is_hasty(const Uuid& guard, const std::string& target, Time now);

  std::vector<std::string> preview_, scanner_;
  Guarded<std::map<Uuid, Followed>> followed_;  // bounded
};

}  // namespace backstamp::click
