// Evidence of what the message holds: itself, its reporters' submission, sender, IP, URLs, files.
// Nothing is judged yet.
#include <nlohmann/json.hpp>
#include <set>

#include "investigation/analyzers/list.h"

namespace backstamp::investigation {
namespace {

void add(Answer& answer, casework::EntityKind kind, const Text& value) {
  if (value.empty()) return;
  casework::Evidence evidence;
  evidence.entity = {kind, value.cut(2'000)};
  evidence.verdict = "Unknown";
  answer.findings.evidence.push_back(std::move(evidence));
}

}  // namespace

Result<Answer> extract(const Question& question) {
  const message::Facts& facts = question.facts;
  Answer answer;
  add(answer, casework::EntityKind::message,
      Text::trusted(facts.network_message_id.value().text()));
  add(answer, casework::EntityKind::user, facts.sender.from.address);
  add(answer, casework::EntityKind::domain, facts.sender.from.domain);
  add(answer, casework::EntityKind::ip, facts.sender.ip);
  std::set<Text> urls;
  for (const message::Url& url : facts.urls) urls.insert(url.url);
  for (const Text& url : urls) add(answer, casework::EntityKind::url, url);
  std::set<std::string> files;
  for (const message::Attachment& file : facts.attachments) files.insert(file.sha256);
  files.erase("");  // of what could not be read: no file to ask about
  for (const std::string& file : files) add(answer, casework::EntityKind::file, Text::lossy(file));
  for (const FoundCopy& found : question.root_copies) {
    add(answer, casework::EntityKind::mailbox, found.copy.recipient);
  }
  answer.asked =
      nlohmann::ordered_json{{"message", facts.network_message_id.value().text()}}.dump();
  answer.found = nlohmann::ordered_json{{"subject", facts.subject.cut(300).str()},
                                        {"urls", urls.size()},
                                        {"files", files.size()},
                                        {"copies", question.root_copies.size()},
                                        {"words", facts.sketch.word_count},
                                        {"defects", facts.defects.size()}}
                     .dump();
  return answer;
}

}  // namespace backstamp::investigation
