// The link's verdict, and how far it came: copies that lie in mailboxes, people who clicked.
#include <nlohmann/json.hpp>

#include "investigation/analyzers/list.h"
#include "investigation/attack.h"

namespace backstamp::investigation {

Result<Answer> judge_url(const Question& question) {
  const Attack attack = attack_of(question.clusters);
  std::string verdict = "NoThreatsFound";
  for (const casework::Evidence& evidence : question.evidence) {
    if (evidence.entity == question.investigation.root) verdict = evidence.verdict;
  }
  Answer answer;
  answer.variables["__verdict__"] = {.type = "string", .value = verdict};
  answer.variables["__copies_in_mailboxes__"] = {
      .type = "integer", .value = std::to_string(attack.in_mailboxes.size())};
  answer.asked =
      nlohmann::ordered_json{{"url", question.investigation.root.value.cut(500).str()}}.dump();
  answer.found = nlohmann::ordered_json{{"verdict", verdict},
                                        {"copies", attack.copies.size()},
                                        {"copies_in_mailboxes", attack.in_mailboxes.size()}}
                     .dump();
  return answer;
}

}  // namespace backstamp::investigation
