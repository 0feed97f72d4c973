#include "casework/resolve.h"

#include "base/text.h"

namespace backstamp::casework {
namespace {

constexpr std::size_t digits_min = 6;
constexpr std::size_t index_digits_max = 8;  // up to the first dash

bool id_character(std::size_t at, char c) {
  const bool dash_here = at == 8 || at == 13 || at == 18 || at == 23;
  if (dash_here) return c == '-';
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool begins_an_id(std::string_view prefix) {
  if (prefix.size() < digits_min || prefix.size() > 36) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (!id_character(i, prefix[i])) return false;
  }
  return true;
}

}  // namespace

Result<Uuid> resolve_id(Session& session, std::string_view table, std::string_view noun,
                        std::string_view given) {
  const std::string prefix = ascii_lower(given);
  const std::string shown = "'" + Text::lossy(given).cut(64).str() + "'";
  if (!begins_an_id(prefix)) {
    return fail(Fault::invalid, shown + " is no " + std::string(noun) +
                                    " id: give at least its first six hex digits");
  }
  // The range lets an index be used under any collation; the substring decides.
  const std::string low = prefix.substr(0, index_digits_max);
  const std::string rest = "from " + std::string(table) +
                           " where id >= :low and id <= :high and substr(id, 1, :length) = :prefix";
  const auto ids = TRY(all_rows<Uuid>(
      session, {"id", rest},
      {{"low", low}, {"high", low + "g"}, {"length", prefix.size()}, {"prefix", prefix}},
      [](Row& row) { return row.uuid(); }));
  if (ids.size() == 1) return ids.front();
  if (ids.empty()) return fail(Fault::not_found, "no " + std::string(noun) + " is called " + shown);
  return fail(Fault::conflict, std::to_string(ids.size()) + " " + std::string(noun) +
                                   "s begin with " + shown + ": give more digits");
}

}  // namespace backstamp::casework
