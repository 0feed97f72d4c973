#include "click/page.h"

#include <charconv>

namespace backstamp::click {
namespace {

struct Words {
  std::string_view tag, blocked, blocked_why, warning, warning_why, target, go_on, unknown,
      unknown_why, ask;
};

constexpr Words english = {
    .tag = "en",
    .blocked = "This link is blocked",
    .blocked_why = "It leads to a page that is known to be dangerous.",
    .warning = "Think before you go on",
    .warning_why =
        "This link comes from a message that looks suspicious. Do not type in passwords "
        "or payment details there.",
    .target = "The link leads to",
    .go_on = "Go on all the same",
    .unknown = "This link leads nowhere",
    .unknown_why = "It is incomplete, altered or too old.",
    .ask = "Questions? Ask the IT security team"};

constexpr Words german = {
    .tag = "de",
    .blocked = "Dieser Link ist gesperrt",
    .blocked_why = "Er führt zu einer Seite, die als gefährlich bekannt ist.",
    .warning = "Erst nachdenken, dann weitergehen",
    .warning_why =
        "Dieser Link stammt aus einer verdächtigen Nachricht. Geben Sie dort keine "
        "Passwörter und keine Zahlungsdaten ein.",
    .target = "Der Link führt zu",
    .go_on = "Trotzdem weitergehen",
    .unknown = "Dieser Link führt nirgendwohin",
    .unknown_why = "Er ist unvollständig, verändert oder zu alt.",
    .ask = "Fragen? Wenden Sie sich an die IT-Sicherheit"};

const Words& words_in(Language language) { return language == Language::german ? german : english; }

std::string escaped(std::string_view text) {
  std::string html;
  for (const char c : text) {
    switch (c) {
      case '&': html += "&amp;"; break;
      case '<': html += "&lt;"; break;
      case '>': html += "&gt;"; break;
      case '"': html += "&quot;"; break;
      case '\'': html += "&#39;"; break;
      default: html += c;
    }
  }
  return html;
}

std::string page(const PageFacts& facts, std::string_view title, std::string_view why,
                 const std::string& more) {
  const Words& words = words_in(facts.language);
  std::string html = "<!doctype html><html lang=\"" + std::string(words.tag) +
                     "\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
                     "content=\"width=device-width\"><title>" +
                     escaped(title) +
                     "</title><style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:38rem;"
                     "margin:12vh auto;padding:0 1rem;color:#1b1b1b;background:#fff}"
                     "h1{font-size:1.6rem}code{overflow-wrap:anywhere}"
                     "button{font:inherit;padding:.4rem .8rem}</style><h1>" +
                     escaped(title) + "</h1><p>" + escaped(why) + "</p>" + more + "<p>" +
                     escaped(words.ask);
  if (!facts.organisation.empty()) html += ", " + escaped(facts.organisation.view());
  return html + ".</p></html>\n";
}

std::string target_line(const PageFacts& facts) {
  return "<p>" + std::string(words_in(facts.language).target) + " <code>" +
         escaped(Text::lossy(facts.target.substr(0, 300)).view()) + "</code></p>";
}

// The weight of one entry of Accept-Language, in thousandths.
int weight_of(std::string_view entry) {
  const std::size_t at = entry.find(";q=");
  if (at == std::string_view::npos) return 1'000;
  const std::string_view text = trim(entry.substr(at + 3));
  double weight = 0;
  std::from_chars(text.data(), text.data() + text.size(), weight);
  return weight >= 0 && weight <= 1 ? static_cast<int>(weight * 1'000) : 0;
}

}  // namespace

Language language_of(std::string_view accept_language) {
  int english_weight = 0, german_weight = 0;
  accept_language = accept_language.substr(0, 1'000);
  while (!accept_language.empty()) {
    const std::string_view entry = trim(accept_language.substr(0, accept_language.find(',')));
    const std::string tag = ascii_lower(entry.substr(0, entry.find(';')));
    if (tag == "de" || tag.starts_with("de-")) {
      german_weight = std::max(german_weight, weight_of(entry));
    }
    if (tag == "en" || tag.starts_with("en-")) {
      english_weight = std::max(english_weight, weight_of(entry));
    }
    const std::size_t comma = accept_language.find(',');
    if (comma == std::string_view::npos) break;
    accept_language.remove_prefix(comma + 1);
  }
  return german_weight > english_weight ? Language::german : Language::english;
}

std::string blocked_page(const PageFacts& facts) {
  const Words& words = words_in(facts.language);
  return page(facts, words.blocked, words.blocked_why, target_line(facts));
}

std::string warning_page(const PageFacts& facts, bool go_on) {
  const Words& words = words_in(facts.language);
  std::string more = target_line(facts);
  if (go_on) {
    more += "<form method=\"post\"><button>" + std::string(words.go_on) + "</button></form>";
  }
  return page(facts, words.warning, words.warning_why, more);
}

std::string unknown_page(const PageFacts& facts) {
  const Words& words = words_in(facts.language);
  return page(facts, words.unknown, words.unknown_why, "");
}

}  // namespace backstamp::click
