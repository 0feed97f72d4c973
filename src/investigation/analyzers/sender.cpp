// Who sent it: what the message's own facts, the organisation's history and the engines say.
#include <nlohmann/json.hpp>

#include "investigation/analyzers/list.h"
#include "investigation/reasons_json.h"
#include "verdict/judge.h"
#include "verdict/traits.h"

namespace backstamp::investigation {
namespace {

// "ClamAV: no answer within 5000 ms; YARA: ..."
std::string text_of(const std::vector<verdict::Missing>& missing) {
  std::string text;
  for (const verdict::Missing& one : missing) {
    text += (text.empty() ? "" : "; ") + one.engine + ": " + one.why;
  }
  return Text::lossy(text).cut(1'000).str();
}

// The engines are asked in time that is left to the step; without them the rest counts.
verdict::Verdict with_engines(const Question& question, const verdict::Verdict& own) {
  auto [opinions, missing] = question.engines.ask(question.letter, question.deadline);
  return combine(own, std::move(opinions), std::move(missing));
}

}  // namespace

Result<Answer> sender(const Question& question) {
  const message::Sender& sender = question.facts.sender;
  const MailHunt::SenderHistory known = TRY(question.hunt.sender_history(
      sender.from.address.str(), sender.from.domain.str(), question.delivered));
  const bool insiders =
      TRY(question.hunt.is_an_insiders_name(sender.from.display_name.str(), question.delivered));
  const verdict::History history{
      .from_sender_before = known.from_address,
      .from_domain_before = known.from_domain,
      .first_seen = known.domain_first_seen,
      .reports_by_others = question.reporters.empty() ? 0 : question.reporters.size() - 1,
      .domain_is_free_mail = verdict::is_free_mail(sender.from.domain.view()),
      .name_is_an_insiders = insiders};
  const verdict::Verdict verdict = with_engines(
      question, verdict::judge(question.facts, history, question.indicators, question.now));

  Answer answer;
  if (!verdict.missing.empty()) answer.why = "without " + text_of(verdict.missing);
  casework::Evidence evidence;
  evidence.entity = {casework::EntityKind::message,
                     Text::trusted(question.facts.network_message_id.value().text())};
  evidence.verdict = verdict::name_of(verdict.judgement);
  evidence.threat_types = verdict.threat_types;
  evidence.reasons = to_json(verdict.reasons);
  answer.findings.evidence.push_back(std::move(evidence));
  const message::Authentication& said = question.facts.authentication;
  answer.asked = nlohmann::ordered_json{{"sender", sender.from.address.cut(300).str()},
                                        {"before", rfc3339(question.delivered)}}
                     .dump();
  answer.found = nlohmann::ordered_json{{"verdict", verdict::name_of(verdict.judgement)},
                                        {"points", verdict.points},
                                        {"detection_methods", verdict.detection_methods},
                                        {"missing", text_of(verdict.missing)},
                                        {"spf", said.spf.str()},
                                        {"dkim", said.dkim.str()},
                                        {"dmarc", said.dmarc.str()},
                                        {"from_sender_before", known.from_address},
                                        {"from_domain_before", known.from_domain}}
                     .dump();
  return answer;
}

}  // namespace backstamp::investigation
