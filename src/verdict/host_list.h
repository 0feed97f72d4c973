// The lists of hosts of content/rules/*.txt: one a line, # begins a comment.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/result.h"

namespace backstamp::verdict {

class HostList {
 public:
  // Error: invalid, with the line that is no host name (of lower-case A-labels, perhaps with the
  // beginning of a path) or stands there twice.
  static Result<HostList> read(std::string_view lines);

  // The host itself or a parent of it stands in the list without a path.
  bool covers(std::string_view host) const;
  bool contains(std::string_view host) const { return names_.contains(host); }
  // A name below one of the list's.
  bool covers_below(std::string_view host) const;
  // `rest` is what follows the scheme in a URL: "host/path?query". Entries with a path must match
  // the host and the beginning of the path.
  bool covers_url(std::string_view host, std::string_view rest) const;

  std::size_t size() const { return names_.size() + with_path_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>()(name);
    }
  };

  std::unordered_set<std::string, Hash, std::equal_to<>> names_;
  std::set<std::string, std::less<>> with_path_;
};

// content/rules/NAME.txt as built into the program; a fault in it is a fault of the build.
HostList host_list(std::string_view name);

}  // namespace backstamp::verdict
