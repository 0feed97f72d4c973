// Who followed the links of this case: clicks on the bad links and in all mail of the clusters,
// people told from scanners and previews.
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "investigation/accounts/account_evidence.h"
#include "investigation/accounts/click_classes.h"
#include "investigation/analyzers/list.h"
#include "investigation/cluster_building.h"

namespace backstamp::investigation {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t messages_max = 5'000, clickers_max = 500, told_max = 200;

// Bad links of the case: by evidence, and what it is about.
std::set<std::string> bad_urls(const Question& question) {
  std::set<std::string> urls;
  for (const casework::Evidence& evidence : question.evidence) {
    if (evidence.entity.kind == casework::EntityKind::url && evidence.verdict == "Malicious")
      urls.insert(evidence.entity.value.str());
  }
  const casework::Entity& root = question.investigation.root;
  if (root.kind == casework::EntityKind::url) urls.insert(root.value.str());
  return urls;
}

struct Mail {
  std::set<std::string> messages;
  std::map<std::pair<std::string, std::string>, Time> delivered;
};

Result<Mail> mail_of(const Question& question) {
  Mail mail;
  for (const casework::Cluster& cluster : question.clusters) {
    if (cluster.kind == "sent") continue;
    for (const casework::ClusterMember& member : cluster.members) {
      if (mail.messages.size() < messages_max)
        mail.messages.insert(member.copy.network_message_id.text());
    }
  }
  if (mail.messages.empty()) return mail;
  const auto copies = TRY(question.hunt.copies_of({mail.messages.begin(), mail.messages.end()}));
  for (const FoundCopy& found : copies) {
    mail.delivered.emplace(
        std::pair(found.copy.network_message_id.text(), ascii_lower(found.copy.recipient.view())),
        found.delivered);
  }
  return mail;
}

Result<std::vector<Click>> clicks_of(const Question& question, const std::set<std::string>& urls,
                                     const Mail& mail, bool& cut_off) {
  std::map<std::pair<Time, std::string>, Click> all;
  const auto take = [&](const Found<Click>& found) {
    cut_off = cut_off || found.cut_off;
    for (const Click& click : found.rows)
      all.emplace(std::pair(click.at, click.account + "\n" + click.url + "\n" + click.report_id),
                  click);
  };
  const Window window = question.window();
  if (!urls.empty()) take(TRY(question.accounts.clicks_on({urls.begin(), urls.end()}, window)));
  if (!mail.messages.empty()) {
    take(TRY(question.accounts.clicks_in({mail.messages.begin(), mail.messages.end()}, window)));
  }
  std::vector<Click> clicks;
  for (auto& [key, click] : all) clicks.push_back(std::move(click));
  return clicks;
}

struct Clicker {
  std::size_t reached = 0, stopped = 0, programs = 0;
  Json clicks = Json::array();
};

Json click_json(const ClassedClick& one) {
  return {
      {"rule", "url_click"},
      {"detail", "at " + rfc3339(one.click.at) + (one.reached ? " reached " : " was stopped at ") +
                     Text::lossy(one.click.url).cut(500).str() + "; made by a " +
                     std::string(name_of(one.made_by)) + ": " + one.why},
      {"entity", one.click.url},
      {"points", 0},
      {"message", one.click.message},
      {"at", rfc3339(one.click.at)},
      {"made_by", name_of(one.made_by)},
      {"query", "UrlClickEvents | where AccountUpn == " + kql_text(one.click.account) +
                    " and Url == " + kql_text(one.click.url)}};
}

std::map<std::string, Clicker> clickers_of(const std::vector<ClassedClick>& clicks,
                                           const std::set<std::string>& urls) {
  std::map<std::string, Clicker> clickers;
  for (const ClassedClick& one : clicks) {
    if (one.click.account.empty()) continue;
    // In mail of the clusters people follow harmless links, too.
    if (!urls.empty() && !urls.contains(one.click.url)) continue;
    Clicker& clicker = clickers[one.click.account];
    if (one.made_by != ClickClass::person) {
      ++clicker.programs;
    } else {
      ++(one.reached ? clicker.reached : clicker.stopped);
    }
    if (clicker.clicks.size() < told_max) clicker.clicks.push_back(click_json(one));
  }
  return clickers;
}

}  // namespace

Result<Answer> url_clicks(const Question& question) {
  const std::set<std::string> urls = bad_urls(question);
  const Mail mail = TRY(mail_of(question));
  bool cut_off = false;
  const auto clicks = TRY(clicks_of(question, urls, mail, cut_off));
  const auto all = classed(clicks, mail.delivered, built_in_click_policy());
  Answer answer;
  std::size_t people = 0, programs = 0;
  const auto clickers = clickers_of(all, urls);
  for (const auto& [account, clicker] : clickers) {
    programs += clicker.programs;
    const bool clicked = clicker.reached + clicker.stopped > 0;
    people += clicker.reached > 0 ? 1 : 0;
    if (answer.findings.evidence.size() >= clickers_max) continue;
    casework::Evidence evidence;
    evidence.entity = {casework::EntityKind::user, Text::lossy(account)};
    evidence.verdict = clicker.reached > 0 ? "Suspicious" : "NoThreatsFound";
    evidence.threat_types = {clicked ? "ClickedMaliciousUrl" : "LinkScanned"};
    evidence.reasons = clicker.clicks.dump(-1, ' ', false, Json::error_handler_t::replace);
    answer.findings.evidence.push_back(std::move(evidence));
  }
  if (clickers.size() > clickers_max)
    answer.why = "evidence is kept for " + std::to_string(clickers_max) + " of " +
                 std::to_string(clickers.size()) + " accounts";
  if (cut_off) answer.why = "only the newest clicks were looked at";
  answer.variables["__clickers__"] = {.type = "integer", .value = std::to_string(people)};
  answer.asked = Json{{"links", urls.size()}, {"messages", mail.messages.size()}}.dump();
  answer.found =
      Json{{"clicks", clicks.size()}, {"people", people}, {"by_programs", programs}}.dump();
  return answer;
}

}  // namespace backstamp::investigation
