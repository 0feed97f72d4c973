// URLhaus's dumps of URLs that spread malware (urlhaus.abuse.ch): CSV in quotes, its column names
// the last of the comments at its start.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "verdict/feeds/csv_table.h"
#include "verdict/feeds/feed_format.h"
#include "verdict/feeds/feed_time.h"

namespace backstamp::verdict {
namespace {

constexpr std::array<std::string_view, 3> wanted = {"dateadded", "url", "url_status"};

std::string_view status_of(const CsvTable& row) {
  const std::string_view status = row.at("url_status");
  return status == "online" || status == "offline" ? status : "unknown";
}

std::string comment_of(const CsvTable& row) {
  const std::string_view tags = row.at("tags");
  const std::string threat(row.at("threat"));
  return tags.empty() || tags == "None" ? threat : threat + ": " + std::string(tags);
}

}  // namespace

Result<void> read_urlhaus(std::string_view bytes, FeedGathering& gathering) {
  CsvTable row = TRY(CsvTable::open(bytes, wanted));
  while (row.next(gathering)) {
    const auto added = feed_time(row.at("dateadded"));
    TRY(gathering.add({.kind = "url",
                       .value = row.at("url"),
                       .confidence = gathering.rule().confidence_of(status_of(row)),
                       .seen = std::max(added, feed_time(row.at("last_online"))),
                       .expires = {},
                       .comment = comment_of(row)}));
  }
  return {};
}

}  // namespace backstamp::verdict
