#include "verdict/host_list.h"

#include "base/check.h"
#include "base/content.h"
#include "base/text.h"

namespace backstamp::verdict {
namespace {

bool is_host_or_path(std::string_view line) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-./";
  return line.find_first_not_of(allowed) == line.npos && !line.starts_with('.') &&
         !line.starts_with('/') && !line.ends_with('.') && !line.ends_with('/');
}

// The name above: "a.b.c" -> "b.c", empty at the end.
std::string_view parent_of(std::string_view host) {
  const auto dot = host.find('.');
  return dot == host.npos ? std::string_view() : host.substr(dot + 1);
}

}  // namespace

Result<HostList> HostList::read(std::string_view lines) {
  HostList list;
  for (std::size_t number = 1; !lines.empty(); ++number) {
    const auto end = lines.find('\n');
    const std::string_view line = trim(lines.substr(0, end));
    lines.remove_prefix(end == lines.npos ? lines.size() : end + 1);
    if (line.empty() || line.starts_with('#')) continue;
    const bool fresh = line.contains('/') ? list.with_path_.emplace(line).second
                                          : list.names_.emplace(line).second;
    if (!is_host_or_path(line) || !fresh) {
      return fail(Fault::invalid, "line " + std::to_string(number) + ": \"" + std::string(line) +
                                      "\" is no host name, or stands there twice");
    }
  }
  return list;
}

bool HostList::covers(std::string_view host) const {
  for (; !host.empty(); host = parent_of(host)) {
    if (names_.contains(host)) return true;
  }
  return false;
}

bool HostList::covers_below(std::string_view host) const { return covers(parent_of(host)); }

bool HostList::covers_url(std::string_view host, std::string_view rest) const {
  if (covers(host)) return true;
  const auto above = with_path_.upper_bound(rest);
  return above != with_path_.begin() && rest.starts_with(*std::prev(above));
}

HostList host_list(std::string_view name) {
  const auto bytes = content_file("rules/" + std::string(name) + ".txt");
  CHECK(bytes);
  auto list = HostList::read(*bytes);
  CHECK(list);
  return *std::move(list);
}

}  // namespace backstamp::verdict
