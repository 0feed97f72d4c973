#include "click/visitor.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/content.h"
#include "base/text.h"

namespace backstamp::click {
namespace {

constexpr std::size_t followed_max = 10'000;
constexpr std::size_t by_hand_max = 2;  // links of one message within a second
constexpr Duration by_hand_ms{1'000};

Result<std::vector<std::string>> words(const nlohmann::json& rules, const char* kind) {
  const auto found = rules.find(kind);
  std::vector<std::string> all;
  if (found == rules.end() || !found->is_array()) {
    return fail(Fault::invalid, std::string("click_visitors.json has no list '") + kind + "'");
  }
  for (const auto& word : *found) {
    if (!word.is_string() || word.get<std::string>().size() < 3) {
      return fail(Fault::invalid, std::string("click_visitors.json, '") + kind +
                                      "': each word must be a text of three letters or more");
    }
    all.push_back(ascii_lower(word.get<std::string>()));
  }
  return all;
}

const std::string* word_in(const std::string& text, const std::vector<std::string>& words) {
  const auto found = std::ranges::find_if(
      words, [&](const std::string& word) { return text.find(word) != std::string::npos; });
  return found == words.end() ? nullptr : &*found;
}

}  // namespace

Result<Visitors> Visitors::built_in() {
  const auto file = content_file("rules/click_visitors.json");
  const auto rules = nlohmann::json::parse(file.value_or(""), nullptr, false);
  if (!rules.is_object()) return fail(Fault::invalid, "click_visitors.json is no JSON object");
  return Visitors(TRY(words(rules, "preview")), TRY(words(rules, "scanner")));
}

bool Visitors::is_hasty(const Uuid& guard, const std::string& target, Time now) {
  return followed_.with([&](std::map<Uuid, Followed>& followed) {
    if (followed.size() >= followed_max) followed.clear();
    Followed& message = followed[guard];
    if (now - message.since > by_hand_ms) message = {now, {}};
    message.targets.insert(std::hash<std::string>{}(target));
    return message.targets.size() > by_hand_max;
  });
}

Visitor Visitors::tell(const http::Request& request, const Uuid& guard, const std::string& target,
                       Time now) {
  const bool hasty = is_hasty(guard, target, now);
  if (request.method == "HEAD") return {"Scanner", "asked for the head alone"};
  const std::string agent = ascii_lower(request.field("User-Agent").value_or(""));
  if (agent.empty()) return {"Scanner", "names no program"};
  if (const auto* word = word_in(agent, preview_)) return {"Preview", "User-Agent has " + *word};
  if (const auto* word = word_in(agent, scanner_)) return {"Scanner", "User-Agent has " + *word};
  for (const char* name : {"Purpose", "Sec-Purpose", "X-Purpose", "X-Moz"}) {
    const std::string purpose = ascii_lower(request.field(name).value_or(""));
    if (purpose.find("prefetch") != std::string::npos ||
        purpose.find("preview") != std::string::npos) {
      return {"Preview", std::string("says so in ") + name};
    }
  }
  const std::string destination = ascii_lower(request.field("Sec-Fetch-Dest").value_or("document"));
  if (destination != "document") return {"Preview", "loads it as " + destination.substr(0, 40)};
  if (hasty) return {"Scanner", "follows several links of the message within a second"};
  if (!request.field("Accept-Language")) {
    return {"Scanner", "names no language, as browsers do"};
  }
  if (request.field("Sec-Fetch-User")) return {"Person", "the browser tells of a hand"};
  return {"Person", "nothing speaks for a program"};
}

}  // namespace backstamp::click
