#include "mutator.h"

#include <algorithm>
#include <map>

#include "body_change.h"
#include "mail_parts.h"

namespace backstamp::bench {
namespace {

void change_sender(MailParts& mail, Chance& chance) {
  const std::string host =
      chance.spoken(3) + "." + chance.one_of<std::string>({"com", "net", "org", "info", "shop"});
  const std::string address = chance.spoken(2) + chance.digits(2) + "@" + host;
  mail.set_sender(chance.spoken(2) + " " + chance.spoken(3), address, host,
                  std::to_string(11 + chance.below(200)) + "." + std::to_string(chance.below(256)) +
                      "." + std::to_string(chance.below(256)) + "." +
                      std::to_string(1 + chance.below(254)));
  std::vector<std::string> words = words_of(mail.subject());
  if (words.size() > 2 && chance.percent(50)) chance.shuffle(words);
  std::string subject;
  for (const std::string& word : words) subject += (subject.empty() ? "" : " ") + word;
  static const std::vector<std::string> marks = {"Re: ", "Fwd: ", "URGENT: ", "[Action] ", ""};
  mail.set_subject(chance.one_of(marks) + subject + " " + chance.token(5));
}

}  // namespace

std::string_view name_of(Change change) {
  switch (change) {
    case Change::names: return "names and greetings";
    case Change::links: return "links";
    case Change::tracking: return "tracking ids";
    case Change::padding: return "padding";
    case Change::paragraphs: return "paragraphs dropped, reordered";
    case Change::template_: return "re-templated HTML";
    case Change::sender: return "sender and subject";
    case Change::words: return "words swapped";
    case Change::everything: return "all together";
  }
  return "";
}

std::string mutated(const std::string& base, Change change, int number, const Pool& pool,
                    Chance& chance) {
  MailParts mail(base);
  const bool all = change == Change::everything;
  Body body(mail.html(), mail.plain());
  if (all || change == Change::words) body.swap_words(pool, chance);
  if (all || change == Change::paragraphs) body.drop_and_shuffle(chance);
  if (all || change == Change::names) body.fill_in(chance);
  if (all || change == Change::links) body.relink(chance);
  if (all || change == Change::tracking) body.track(chance);
  if (all || change == Change::padding) body.pad(pool, chance);
  if (all || change == Change::template_) body.retemplate(chance);
  if (all || change == Change::sender) change_sender(mail, chance);
  mail.set_bodies(body.html(), body.plain());
  mail.set_identity(chance.token(18), chance.spoken(3) + std::to_string(number));
  return mail.bytes();
}

}  // namespace backstamp::bench
