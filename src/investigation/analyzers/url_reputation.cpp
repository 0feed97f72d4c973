#include <set>

#include "investigation/analyzers/list.h"
#include "investigation/analyzers/reputation.h"

namespace backstamp::investigation {

Result<Answer> url_reputation(const Question& question) {
  std::set<Text> urls;
  for (const message::Url& url : question.facts.urls) urls.insert(url.url);
  const casework::Entity& root = question.investigation.root;
  if (root.kind == casework::EntityKind::url) urls.insert(root.value);
  return reputation(
      {urls.begin(), urls.end()}, casework::EntityKind::url, "MaliciousUrl",
      [&](std::string_view url) { return question.indicators.match_url(url, question.now); });
}

}  // namespace backstamp::investigation
